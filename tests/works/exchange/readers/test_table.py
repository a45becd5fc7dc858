from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tests.works.exchange.hostile import NEW_YORK, SEOUL, changed_bytes, other_encodings, read_or_refuse, truncations
from works.choices import Priority, Status
from works.exchange.readers import table
from works.exchange.records import Reading, Repetition, Unreadable

ZONE = ZoneInfo("Asia/Seoul")


def read(text, reading=SEOUL, **answers):
    reading = Reading(reading.zone, reading.today, answers=answers)
    return table.read(text.encode(), reading)


def answers_of(contents):
    return {question.name: question.answer for question in contents.questions}


def column_of(contents):
    """Return the name of the column of each field that has one."""
    return {
        question.name.removeprefix("column_"): dict(question.choices)[question.answer]
        for question in contents.questions
        if question.name.startswith("column_") and question.answer != "-"
    }


class TestMatches:
    def test_tables_by_their_name(self):
        assert table.matches("Works.CSV", b"")
        assert table.matches("a.tsv", b"")
        assert table.matches("a.txt", b"a;b;c\n")
        assert not table.matches("a.txt", b"- [ ] one\n")
        assert not table.matches("a.json", b"a;b;c\n")


class TestColumns:
    @pytest.mark.parametrize(
        ("heads", "columns"),
        [
            (
                "Task Name,Notes,Projects,Section/Column,Due Date,Start Date,Priority,Tags,Completed At,Created At,Task ID,Parent task",
                {
                    "title": "Task Name",
                    "notes": "Notes",
                    "project": "Projects",
                    "section": "Section/Column",
                    "deadline": "Due Date",
                    "start": "Start Date",
                    "priority": "Priority",
                    "labels": "Tags",
                    "completed": "Completed At",
                    "created": "Created At",
                    "key": "Task ID",
                    "parent": "Parent task",
                },
            ),
            (
                "할 일,메모,프로젝트,마감일,시작일,우선순위,태그,상태,완료일,반복",
                {
                    "title": "할 일",
                    "notes": "메모",
                    "project": "프로젝트",
                    "deadline": "마감일",
                    "start": "시작일",
                    "priority": "우선순위",
                    "labels": "태그",
                    "status": "상태",
                    "completed": "완료일",
                    "repeat": "반복",
                },
            ),
            ("제목,내용", {"title": "제목", "notes": "내용"}),
            ("내용,마감", {"title": "내용", "deadline": "마감"}),
            ("Name,Title", {"title": "Title"}),
            ("TITLE*,due_date", {"title": "TITLE*", "deadline": "due_date"}),
        ],
    )
    def test_heads_in_english_and_korean(self, heads, columns):
        assert column_of(read(heads + "\nx,x\n")) == columns

    def test_answers_correct_the_columns(self):
        contents = read(
            "Title,Other,Due\na,b,2026-12-03\n", column_title="B", column_deadline="-", other_columns="leave_out"
        )
        assert column_of(contents) == {"title": "Other"}
        assert [(task.title, task.deadline_on, task.content) for task in contents.tasks] == [("b", None, "")]
        assert "Title, Due" in contents.notices[0].text

    def test_an_answer_that_is_no_choice_is_not_used(self):
        assert column_of(read("Title\na\n", column_title="ZZ", first_row="maybe"))["title"] == "Title"

    def test_a_table_without_names_has_letters(self):
        contents = read("Buy milk,2026-12-03,x\nSow,2026-12-04,\n")
        assert answers_of(contents)["first_row"] == "no"
        assert column_of(contents) == {"title": "A (Buy milk)", "deadline": "B (2026-12-03)"}
        assert [(task.title, task.deadline_on) for task in contents.tasks] == [
            ("Buy milk", date(2026, 12, 3)),
            ("Sow", date(2026, 12, 4)),
        ]
        assert contents.tasks[0].content == "C (x): x"

    def test_a_first_row_that_is_a_work_after_all(self):
        contents = read("Title\nSow\n", first_row="no")
        assert [task.title for task in contents.tasks] == ["Title", "Sow"]

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_delimiters(self, delimiter):
        contents = read(delimiter.join(["Title", "Notes"]) + "\n" + delimiter.join(["a", '"b, c"']) + "\n")
        assert (contents.tasks[0].title, contents.tasks[0].content) == ("a", "b, c")

    def test_a_column_done_with_days(self):
        task = read("Title,Done\na,2026-11-01\nb,\n").tasks[0]
        assert (task.status, task.ended_at) == (Status.DONE, datetime(2026, 11, 1, 12, tzinfo=ZONE))

    def test_no_title(self):
        contents = read("Due\n2026-12-01\n")
        assert contents.tasks == []
        assert "title" in contents.notices[0].text
        assert "column_title" in answers_of(contents)


class TestDays:
    @pytest.mark.parametrize(
        ("cell", "day", "at"),
        [
            ("2026-12-03", date(2026, 12, 3), None),
            ("2026-12-03T15:30:00", date(2026, 12, 3), time(15, 30)),
            ("2026-12-03T15:30:00Z", date(2026, 12, 4), time(0, 30)),
            ("2026-12-03T15:00:00Z", date(2026, 12, 4), None),
            ("2026-12-03 00:00", date(2026, 12, 3), None),
            ("3.12.2026", date(2026, 12, 3), None),
            ("3.12.26 9:05", date(2026, 12, 3), time(9, 5)),
            ("2026. 12. 3.", date(2026, 12, 3), None),
            ("2026년 12월 3일", date(2026, 12, 3), None),
            ("2026년 12월 3일 (목) 오후 3시 30분", date(2026, 12, 3), time(15, 30)),
            ("2026/12/3 오전 12:05", date(2026, 12, 3), time(0, 5)),
            ("Dec 3, 2026", date(2026, 12, 3), None),
            ("Thu, 3 December 2026 3:30 PM", date(2026, 12, 3), time(15, 30)),
            ("20261203", date(2026, 12, 3), None),
            ("13/12/2026", date(2026, 12, 13), None),
            ("12/13/2026", date(2026, 12, 13), None),
        ],
    )
    def test_forms(self, cell, day, at):
        task = read(f'Title,Due\na,"{cell}"\n').tasks[0]
        assert (task.deadline_on, task.deadline_time) == (day, at)

    @pytest.mark.parametrize(
        "cell", ["soon", "2026-02-30", "0001-01-01", "12월 3일", "3 blah 2026", "2026-12-03 25:00", "9" * 90]
    )
    def test_no_day_is_kept_in_the_notes(self, cell):
        contents = read(f"Title,Due\na,{cell}\n")
        assert contents.tasks[0].deadline_on is None
        assert contents.tasks[0].content == f"Deadline: {cell}"
        assert contents.notices[0].line == 2

    @pytest.mark.parametrize(
        ("cells", "reading", "day"),
        [
            (["3/4/2026", "25/4/2026"], NEW_YORK, date(2026, 4, 3)),
            (["3/4/2026", "4/25/2026"], SEOUL, date(2026, 3, 4)),
            (["3/4/2026"], SEOUL, date(2026, 4, 3)),
            (["3/4/2026"], NEW_YORK, date(2026, 3, 4)),
            (["3/4/2026", "25/4/2026", "4/26/2026", "4/27/2026"], SEOUL, date(2026, 3, 4)),
        ],
    )
    def test_the_column_decides_about_day_and_month(self, cells, reading, day):
        contents = read("Title,Due\n" + "".join(f"a,{cell}\n" for cell in cells), reading)
        assert contents.tasks[0].deadline_on == day
        assert "date_order" in answers_of(contents)

    def test_the_person_decides_about_day_and_month(self):
        text = "Title,Due\na,3/4/2026\nb,25/4/2026\n"
        assert read(text, date_order="mdy").tasks[0].deadline_on == date(2026, 3, 4)
        assert read(text, date_order="mdy").tasks[1].deadline_on == date(2026, 4, 25)
        assert "date_order" not in answers_of(read("Title,Due\na,2026-03-04\n"))

    def test_a_time_of_its_own(self):
        task = read("Title,Due,Due time\na,2026-12-03,3:30 pm\n").tasks[0]
        assert task.deadline_time == time(15, 30)

    def test_a_start_after_the_deadline(self):
        contents = read("Title,Start,Due\na,2026-12-05,2026-12-03\n")
        assert contents.tasks[0].starts_on is None
        assert contents.tasks[0].content == "Start: 2026-12-05"


class TestRows:
    def test_projects_are_paths(self):
        contents = read("Title,Project,Section\na,2026/Garden,Beds\nb,2026/Garden,\nc,,\n")
        assert [(each.key, each.name, each.parent) for each in contents.containers] == [
            ("2026", "2026", None),
            ("2026 > Garden", "Garden", "2026"),
            ("2026 > Garden > Beds", "Beds", "2026 > Garden"),
        ]
        assert [task.container for task in contents.tasks] == ["2026 > Garden > Beds", "2026 > Garden", None]

    @pytest.mark.parametrize(
        ("cell", "answers", "names"),
        [
            ("2026 > R/D", {}, ["2026", "R/D"]),
            ("2026::Home > Roof", {}, ["2026", "Home > Roof"]),
            ("R/D", {"separator": "none"}, ["R/D"]),
            ("/a//b/", {}, ["a", "b"]),
            ("x/" * 5000, {}, ["x"] * 29 + ["x/" * 4970 + "x"]),
        ],
    )
    def test_separators(self, cell, answers, names):
        assert [each.name for each in read(f"Title,Project\na,{cell}\n", **answers).containers] == names

    def test_statuses_priorities_and_labels(self):
        contents = read(
            'Title,Status,Priority,Labels\na,완료,긴급,"#집, home;정원"\nb,In Progress,P2,\nc,on hold,9,\nd,on hold,9,\n'
        )
        assert [task.status for task in contents.tasks] == [Status.DONE, Status.IN_PROGRESS, Status.TODO, Status.TODO]
        assert [task.priority for task in contents.tasks][:3] == [Priority.URGENT, Priority.HIGH, Priority.NONE]
        assert contents.tasks[0].labels == ("집", "home", "정원")
        assert contents.tasks[3].content == "Status: on hold\nPriority: 9"
        assert len(contents.notices) == 2

    def test_keys_are_the_same_in_the_next_export(self):
        rows = ["a,P", "a,P", "a,Q"]
        keys = [task.key for task in read("Title,Project\n" + "\n".join(rows)).tasks]
        assert keys == ["P > a", "P > a #2", "Q > a"]
        assert [task.key for task in read("Title,Project\nnew,P\n" + "\n".join(rows)).tasks[1:]] == keys

    def test_ids_and_parents(self):
        contents = read("ID,Title,Parent\n2,b,1\n1,a,\n3,c,a\n4,d,zzz\n5,e,5\n1,f,\n")
        assert [task.key for task in contents.tasks] == ["2", "1", "3", "4", "5", "1 #2"]
        assert [task.parent for task in contents.tasks] == ["1", None, "1", None, None, None]
        assert [notice.line for notice in contents.notices] == [7, 5, 6]

    def test_rules(self):
        contents = read("Title,Due,Repeats\na,2026-12-03,매주 월요일\nb,,every 3 hours\nc,,None\n")
        assert contents.tasks[0].repetition == Repetition("FREQ=WEEKLY;BYDAY=MO", date(2026, 12, 7))
        assert [task.repetition for task in contents.tasks[1:]] == [None, None]
        assert contents.tasks[1].content == "Repeats: every 3 hours"
        assert len(contents.notices) == 1

    def test_formulas_stay_text(self):
        assert [task.title for task in read("Title\n=HYPERLINK(1)\n'=2\n").tasks] == ["=HYPERLINK(1)", "=2"]

    def test_short_and_long_rows(self):
        contents = read("Title,Due,Notes\na\nb,2026-12-03,c,d,e\n,,x\n\n")
        assert [task.title for task in contents.tasks] == ["a", "b", "(no title)"]

    def test_an_empty_file(self):
        assert read("").tasks == []


class TestDamagedFiles:
    DATA = (
        '"Title","Project","Due","Status","Repeats","Parent"\n'
        + '"할 일","a/b","3/4/2026","done","매주 월요일","x"\n' * 5
    ).encode()

    def test_all_kinds(self):
        assert [read_or_refuse(table, damaged) for damaged in other_encodings(self.DATA)] == [None] * 6
        found = [read_or_refuse(table, damaged) for damaged in (*truncations(self.DATA), *changed_bytes(self.DATA))]
        assert sum(contents is not None for contents in found) > 25

    def test_without_quotes(self):
        data = self.DATA.replace(b'"', b"")
        found = [read_or_refuse(table, damaged) for damaged in (*truncations(data), *changed_bytes(data))]
        assert sum(contents is not None for contents in found) > 25

    def test_wide_rows(self):
        contents = read("Title," + "x," * 5000 + "\na," + "y," * 5000 + "\n")
        assert max(len(question.choices) for question in contents.questions) <= 101

    def test_too_many_rows(self):
        with pytest.raises(Unreadable, match="100,000"):
            read("Title\n" + "a\n" * 100_001)
