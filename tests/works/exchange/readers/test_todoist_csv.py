"""Todoist's CSV. The sample was made from descriptions of the format (CC0)."""

import io
import zipfile
from datetime import date, time
from pathlib import Path
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from tests.works.exchange import hostile
from works.choices import Priority, Status
from works.exchange.readers import todoist_csv
from works.exchange.records import Notice, Reading, Repetition, Unreadable

SAMPLE = (Path(__file__).parent.parent / "samples" / "todoist-csv-template.csv").read_bytes()
SEOUL = ZoneInfo("Asia/Seoul")
HEAD = "TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE,DURATION,DURATION_UNIT,DEADLINE"


def read(data, **options):
    options = {"zone": SEOUL, "today": date(2026, 11, 29), "file_name": "Work.csv", **options}
    return todoist_csv.read(data if isinstance(data, bytes) else data.encode(), Reading(**options))


def rows(*lines, head=HEAD):
    return "\r\n".join([head, *lines])


def task(content, *, priority="", indent="1", responsible="", due="", language="en", zone="Asia/Seoul", deadline=""):
    return f"task,{content},,{priority},{indent},Kim (1),{responsible},{due},{language},{zone},,,{deadline}"


def zipped(**files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return file.getvalue()


def only(contents):
    (found,) = contents.tasks
    return found


class TestMatches:
    @pytest.mark.parametrize(
        "data", [SAMPLE, b"TYPE,CONTENT", b'"type","content"\n', zipped(**{"Work [1].csv": SAMPLE})]
    )
    def test_knows_its_files(self, data):
        assert todoist_csv.matches("a", data)

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"ID,TYPE,CONTENT",
            b"PK\x03\x04",
            b"TYPE,CONTENTS",
            zipped(**{"data.json": "{}"}),
            zipped(**{"a.csv": "x"}),
        ],
    )
    def test_leaves_others_alone(self, data):
        assert not todoist_csv.matches("a.csv", data)


class TestTheSample:
    def test_has_the_project_of_the_file_and_its_section(self):
        project, section = read(SAMPLE, file_name="2026 운영.csv").containers

        assert (project.name, project.parent) == ("2026 운영", None)
        assert (section.name, section.parent, section.line) == ("이번 주", project.key, 2)

    def test_has_every_field_of_the_first_task(self):
        contents = read(SAMPLE)

        report = contents.tasks[0]
        assert report.title == "분기 보고서 작성"
        assert report.labels == ("급함", "보고")
        assert report.content == "첫 줄\n둘째 줄 **굵게**\n\nDuration: 90 minutes"
        assert (report.status, report.priority) == (Status.TODO, Priority.URGENT)
        assert (report.starts_on, report.deadline_on, report.deadline_time) == (
            date(2026, 12, 4),
            date(2026, 12, 11),
            None,
        )
        assert (report.container, report.parent, report.line) == (contents.containers[1].key, None, 4)
        assert (report.created_at, report.ended_at, report.repetition) == (None, None, None)

    def test_has_the_subtask_with_the_comment_below_it(self):
        report, table, *_others = read(SAMPLE).tasks

        assert (table.title, table.parent) == ("표 그리기", report.key)
        assert table.content == 'Comment: A comment, with "quotes"'

    def test_has_the_rules(self):
        rent, plants = read(SAMPLE).tasks[2:4]

        assert rent.repetition == Repetition("FREQ=MONTHLY;BYMONTHDAY=1", date(2026, 12, 1))
        assert (rent.starts_on, rent.deadline_on, rent.deadline_time) == (date(2026, 12, 1), date(2026, 12, 1), time(9))
        assert plants.repetition == Repetition("FREQ=DAILY;INTERVAL=3", date(2026, 11, 29), from_completion=True)

    def test_names_what_changes(self):
        contents = read(SAMPLE)

        assert contents.tasks[4].title == "Not a task to tick"
        assert contents.notices == [
            Notice(12, "“every! 3 days” is counted from 2026-11-29."),
            Notice(14, "It has no box to tick in Todoist. It is imported as an ordinary work."),
        ]

    def test_has_the_same_keys_each_time(self):
        assert [found.key for found in read(SAMPLE).tasks] == [found.key for found in read(SAMPLE).tasks]


class TestThePriority:
    def test_is_asked(self):
        (question,) = read(SAMPLE).questions

        assert (question.name, question.answer) == ("priority", "4")
        assert [value for value, _label in question.choices] == ["1", "4"]

    @pytest.mark.parametrize(
        ("numbers", "answer"), [("4441", "1"), ("1114", "4"), ("14", "1"), ("2", "1"), ("3331", "4")]
    )
    def test_of_most_tasks_is_that_of_an_ordinary_one(self, numbers, answer):
        contents = read(rows(*(task("a", priority=number) for number in numbers)))

        assert contents.questions[0].answer == answer

    @pytest.mark.parametrize(
        ("answer", "priorities"),
        [
            ("1", [Priority.URGENT, Priority.HIGH, Priority.MEDIUM, Priority.NONE]),
            ("4", [Priority.NONE, Priority.MEDIUM, Priority.HIGH, Priority.URGENT]),
        ],
    )
    def test_is_as_it_was_answered(self, answer, priorities):
        contents = read(rows(*(task("a", priority=number) for number in "1234")), answers={"priority": answer})

        assert [found.priority for found in contents.tasks] == priorities
        assert contents.questions[0].answer == answer

    def test_is_not_asked_where_there_is_none(self):
        assert read(rows(task("a"))).questions == []

    def test_of_another_value_is_left_out(self):
        contents = read(rows(task("a", priority="p1")))

        assert only(contents).priority == Priority.NONE
        assert contents.notices == [Notice(2, "PRIORITY is not a number from 1 to 4, and is left out.")]


class TestTitles:
    def test_lose_their_labels(self):
        found = only(read(rows(task("Call @phone Bob @급함 a@b.example @phone"))))

        assert (found.title, found.labels) == ("Call Bob a@b.example", ("phone", "급함"))

    def test_of_labels_alone_stay(self):
        found = only(read(rows(task("@phone"))))

        assert (found.title, found.labels) == ("@phone", ())

    def test_that_are_formulas_stay(self):
        assert only(read(rows(task('"=HYPERLINK(""x"")"')))).title == '=HYPERLINK("x")'

    def test_that_are_equal_have_keys_of_their_own(self):
        keys = [found.key for found in read(rows(task("a"), task("a"), task("a", indent="2"))).tasks]

        assert len(set(keys)) == 3


class TestTheHierarchy:
    def test_is_that_of_the_indents(self):
        contents = read(rows(*(task(f"{n}", indent=indent) for n, indent in enumerate("1233214"))))

        titles = {found.key: found.title for found in contents.tasks}
        parents = [titles.get(found.parent) for found in contents.tasks]
        assert parents == [None, "0", "1", "1", "0", None, "5"]

    def test_ends_with_a_section(self):
        contents = read(rows(task("a"), "section,S,,,", task("b", indent="2")))

        assert [(found.parent, found.container) for found in contents.tasks] == [
            (None, contents.containers[0].key),
            (None, contents.containers[1].key),
        ]

    def test_without_numbers_is_flat(self):
        contents = read(rows(task("a", indent="x"), task("b", indent="")))

        assert [found.parent for found in contents.tasks] == [None, None]
        assert contents.notices[0].text == "INDENT is not a number: the task is imported as the part of no other."


class TestProjects:
    def test_of_a_backup_have_the_names_and_ids_of_their_files(self):
        contents = read(
            zipped(
                **{"Work [220].csv": rows(task("a")), "Inbox [221].csv": rows(task("b")), "운영.csv": rows(task("c"))}
            )
        )

        assert [(found.name, found.key == "220") for found in contents.containers] == [("Work", True), ("운영", False)]
        assert [found.container for found in contents.tasks] == ["220", None, contents.containers[1].key]

    def test_of_a_backup_are_named_in_notices(self):
        contents = read(zipped(**{"A.csv": rows(task("a", due="someday")), "B.csv": rows(task("b"))}))

        assert contents.notices == [Notice(2, "A: The date “someday” was not understood. It is in the notes.")]

    @pytest.mark.parametrize("name", ["", "–", "Inbox.csv", "관리함.csv", "Eingang [12].csv"])
    def test_are_none_for_the_inbox_or_without_a_name(self, name):
        assert read(rows(task("a")), file_name=name).containers == []

    def test_of_a_file_that_was_downloaded_again_are_the_same(self):
        one, other = (read(rows(task("a")), file_name=name) for name in ("Work.csv", "Work (1).csv"))

        assert (one.containers, only(one).key) == (other.containers, only(other).key)

    def test_of_other_files_in_the_zip_are_left_out(self):
        contents = read(
            zipped(**{"A.csv": rows(task("a")), "notes.csv": "x,y", "readme.txt": "x", "__MACOSX/._A.csv": "x"})
        )

        assert [found.title for found in contents.tasks] == ["a"]
        assert contents.notices == [Notice(None, "“notes.csv” in the zip is not a file of Todoist.")]


class TestComments:
    def test_above_all_tasks_are_of_the_project(self):
        contents = read(
            rows("note,Read me,,,", "section,S,,,", "note,Of S,,,", task("a"), "note,Of a,,,", "note,Too,,,")
        )

        assert [found.content for found in contents.containers] == ["Comment: Read me", "Comment: Of S"]
        assert only(contents).content == "Comment: Of a\n\nComment: Too"

    def test_of_no_task_are_named(self):
        contents = read(rows("note,Read me,,,"), file_name="")

        assert contents.notices == [Notice(2, "The comment is on no task and is left out: “Comment: Read me”")]

    def test_name_their_files(self):
        file = '{""file_name"":""a,b.png"",""file_url"":""https://x.example/y""}'

        contents = read(rows(task("a"), f'note,"See  [[file {file}]]",,,', 'note,"[[file {broken]]",,,'))

        assert only(contents).content == "Comment: See\nAttachment: a,b.png\n\nComment: Attachment: a file"


class TestDays:
    def test_alone_is_the_day_of_the_work(self):
        found = only(read(rows(task("a", due="2026-12-01 15:00"))))

        assert (found.starts_on, found.deadline_on, found.deadline_time) == (
            date(2026, 12, 1),
            date(2026, 12, 1),
            time(15),
        )

    def test_counted_from_today_are_named(self):
        contents = read(rows(task("a", due="내일 오후 3시", language="ko")))

        assert only(contents).deadline_on == date(2026, 11, 30)
        assert contents.notices == [Notice(2, "“내일 오후 3시” was read as 2026-11-30.")]

    def test_with_a_time_are_moved_to_the_zone_of_the_person(self):
        contents = read(rows(task("a", due="2026-12-01 23:00", zone="America/New_York"), task("b", due="2026-12-01")))

        assert [(found.deadline_on, found.deadline_time) for found in contents.tasks] == [
            (date(2026, 12, 2), time(13)),
            (date(2026, 12, 1), None),
        ]

    def test_of_a_rule_keep_their_time_and_that_is_named(self):
        contents = read(rows(task("a", due="every fri at 23:00", zone="America/New_York")))

        assert only(contents).repetition == Repetition("FREQ=WEEKLY;BYDAY=FR", date(2026, 12, 4))
        assert only(contents).deadline_time == time(23)
        assert contents.notices == [
            Notice(2, "Its time, 23:00, is that of America/New_York. It repeats at that time in your time zone.")
        ]

    def test_have_a_deadline_besides(self):
        found = only(read(rows(task("a", due="2026-12-01", deadline="5 Dec 2026"))))

        assert (found.starts_on, found.deadline_on) == (date(2026, 12, 1), date(2026, 12, 5))

    def test_after_the_deadline_go_to_the_notes(self):
        contents = read(rows(task("a", due="2026-12-09 10:00", deadline="2026-12-05")))

        found = only(contents)
        assert (found.starts_on, found.deadline_on, found.deadline_time) == (None, date(2026, 12, 5), None)
        assert found.content == "Date: 2026-12-09 10:00"
        assert contents.notices == [Notice(2, "Its date is after its deadline. The date is in the notes.")]

    def test_that_are_not_understood_go_to_the_notes(self):
        contents = read(rows(task("a", due="someday", deadline="soon", responsible="Kim (1)")))

        assert only(contents).content == "Deadline: soon\n\nDate: someday\n\nAssigned to: Kim (1)"
        assert len(contents.notices) == 2

    def test_of_rules_that_cannot_be_expressed_go_to_the_notes(self):
        contents = read(rows(task("a", due="every 3 hours")))

        found = only(contents)
        assert (found.repetition, found.starts_on, found.content) == (None, None, "Repeats: every 3 hours")
        assert contents.notices == [
            Notice(2, "“every 3 hours” is not a rule that can be imported. It is in the notes.")
        ]


class TestHostileFiles:
    def test_of_another_encoding_are_refused(self):
        text = SAMPLE.decode("utf-8-sig")
        for data in (text.encode("utf-16"), rows(task("Übung")).encode("latin-1"), b"TYPE,CONTENT\ntask,a\0"):
            with pytest.raises(Unreadable):
                read(data)

    @pytest.mark.parametrize("head", ["CONTENT,DATE", "TYPE,DATE", ""])
    def test_without_a_needed_column_are_refused(self, head):
        with pytest.raises(Unreadable, match="is missing"):
            read(rows("task,a", head=head))

    def test_without_the_other_columns_are_read(self):
        assert [found.title for found in read("TYPE,CONTENT\ntask,a\nsomething,b\ntask").tasks] == ["a", ""]

    def test_with_too_many_rows_are_refused(self):
        with pytest.raises(Unreadable, match="100,000"):
            read(b"TYPE,CONTENT\n" + b"\n" * 100_000)
        half = "TYPE,CONTENT\n" + "task,a\n" * 60_000
        with pytest.raises(Unreadable, match="100,000"):
            read(zipped(**{"a.csv": half, "b.csv": half}))

    def test_name_the_file_of_a_zip_that_is_at_fault(self):
        with pytest.raises(Unreadable, match=r"line 2: B\.csv: it is not CSV"):
            read(zipped(**{"A.csv": rows(task("a")), "B.csv": rows('task,"open')}))

    def test_that_are_damaged_zips_are_refused(self):
        data = zipped(**{"A.csv": SAMPLE, "B.csv": SAMPLE})
        for length in range(4, len(data), len(data) // 20):
            assert hostile.read_or_refuse(todoist_csv, data[:length]) is None

    @pytest.mark.prove
    def test_with_long_cells_are_read_in_time(self):
        started = process_time()
        for cell in ("[[file {" * 100_000, "@x " * 100_000, "* " * 200_000, " " * 400_000 + "x"):
            read(rows(task(f'"{cell}"'), f'note,"{cell}",,,', task("a", due=f'"{cell}"')))
            read(rows(task("a")), file_name=f"a{cell}b [1].csv")

        assert process_time() - started < 3
