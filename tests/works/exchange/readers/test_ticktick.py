"""The backup of TickTick."""

import csv
import io
from datetime import UTC, date, datetime, time

import pytest
from django.utils import translation

from tests.works.exchange.hostile import NEW_YORK, SEOUL, read_or_refuse, sample, truncations
from works.choices import Priority, Status
from works.exchange import sources
from works.exchange.readers import ticktick
from works.exchange.records import Container, Notice, Repetition, Task, Unreadable

SAMPLE = sample("ticktick-backup.csv")
NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC)
NAMES = SAMPLE.decode().split('"\n"Folder Name')[1].split("\n")[0]
NAMES = ["Folder Name", *[name.strip('"') for name in NAMES.split(",")[1:]]]


def backup(*rows, names=NAMES, before="x\n" * 6):
    """Return a backup with these rows, each given by the names of its columns."""
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return (before + file.getvalue()).encode()


def read(*rows, reading=SEOUL):
    given_rows = [{"List Name": "Inbox", "Title": "A", "taskId": str(number), **row} for number, row in enumerate(rows)]
    return ticktick.read(backup(*given_rows), reading)


def task(**row):
    return read(row).tasks[0]


class TestMatches:
    def test_knows_the_header(self):
        assert ticktick.matches("x.csv", SAMPLE)
        assert sources.guess("TickTick-backup.csv", SAMPLE) is ticktick

    @pytest.mark.parametrize("data", [b"", b"Title,Date\n", b"\xff\xfe", b"PK\x03\x04", b"List Name,Title\n"])
    def test_leaves_other_files(self, data):
        assert not ticktick.matches("x.csv", data)


class TestRead:
    def test_reads_the_sample(self):
        contents = ticktick.read(SAMPLE, SEOUL)

        assert contents.containers == [
            Container("2026", "2026", line=8),
            Container("2026/운영", "운영", parent="2026", line=8),
            Container("/Inbox", "Inbox", line=11),
            Container("/Notes", "Notes", line=15),
        ]
        assert contents.tasks == [
            Task(
                "1",
                "주간 보고",
                container="2026/운영",
                content="여러 줄\n내용",
                priority=Priority.HIGH,
                labels=("급함", "보고"),
                deadline_on=date(2026, 11, 30),
                created_at=NOVEMBER,
                repetition=Repetition("FREQ=WEEKLY;BYDAY=MO", date(2026, 11, 30)),
                line=8,
            ),
            Task("2", "하위 작업", container="2026/운영", parent="1", created_at=NOVEMBER, line=10),
            Task(
                "3",
                "Packing list",
                container="/Inbox",
                content="- [ ] passport\n- [x] charger\n\nReminder: -PT30M",
                priority=Priority.MEDIUM,
                deadline_on=date(2026, 12, 1),
                deadline_time=time(15),
                created_at=NOVEMBER,
                repetition=Repetition("FREQ=MONTHLY;BYMONTHDAY=-1", date(2026, 12, 1)),
                line=11,
            ),
            Task(
                "4",
                "Done one",
                container="/Inbox",
                status=Status.DONE,
                priority=Priority.LOW,
                created_at=NOVEMBER,
                ended_at=datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC),
                line=13,
            ),
            Task(
                "abc",
                "Space dates",
                container="/Inbox",
                status=Status.CANCELLED,
                priority=Priority.HIGH,
                deadline_on=date(2026, 12, 2),
                deadline_time=time(10),
                created_at=datetime(2026, 11, 1, tzinfo=SEOUL.zone),
                line=14,
            ),
            Task("6", "A note", container="/Notes", content="### text", created_at=NOVEMBER, line=15),
        ]
        assert [(notice.line, notice.text) for notice in contents.notices] == [
            (14, "The priority “p1” of “Space dates” is read as: High."),
            (15, "“A note” is a note: it becomes a work."),
        ]

    def test_gives_the_same_keys_for_the_next_backup(self):
        rows = [{"taskId": "", "Title": "A"}, {"taskId": "", "Title": "A"}, {"taskId": "", "Title": "B"}]

        first, second = ([task.key for task in read(*rows).tasks] for _time in range(2))

        assert first == second == ["/Inbox/A", "/Inbox/A/#2", "/Inbox/B"]

    def test_puts_the_columns_of_a_board_under_their_list(self):
        contents = read({"Folder Name": "F", "Column Name": "Doing"})

        assert [(container.name, container.parent) for container in contents.containers] == [
            ("F", None),
            ("Inbox", "F"),
            ("Doing", "F/Inbox"),
        ]
        assert contents.tasks[0].container == "F/Inbox/Doing"

    def test_a_whole_day_is_that_of_the_zone_of_the_row(self):
        due = {"Due Date": "2026-11-29T15:00:00+0000", "Timezone": "Asia/Seoul", "Is All Day": "true"}

        assert [read(due, reading=where).tasks[0].deadline_on for where in (SEOUL, NEW_YORK)] == [
            date(2026, 11, 30),
            date(2026, 11, 30),
        ]

    def test_a_time_is_converted_unless_it_is_floating(self):
        due = {"Due Date": "2026-12-01T06:00:00+0000", "Timezone": "Asia/Seoul", "Is All Day": "false"}

        fixed, floating = read(due, {**due, "Is Floating": "true"}, reading=NEW_YORK).tasks

        assert (fixed.deadline_on, fixed.deadline_time) == (date(2026, 12, 1), time(1))
        assert (floating.deadline_on, floating.deadline_time) == (date(2026, 12, 1), time(15))

    def test_keeps_midnight_as_a_time_where_the_row_has_times(self):
        due = {"Due Date": "2026-11-30T15:00:00+0000", "Timezone": "Asia/Seoul"}

        assert task(**due, **{"Is All Day": "false"}).deadline_time == time(0)
        assert task(**due).deadline_time is None

    def test_has_a_start_only_if_the_dates_differ(self):
        one = {"Start Date": "2026-11-29T15:00:00+0000", "Due Date": "2026-11-29T15:00:00+0000"}

        assert task(**one).starts_on is None
        assert task(**{**one, "Due Date": "2026-12-05T15:00:00+0000"}).starts_on == date(2026, 11, 30)

    def test_moves_a_start_after_the_deadline_into_the_content(self):
        late = task(**{"Start Date": "2026-12-09T15:00:00+0000", "Due Date": "2026-11-29T15:00:00+0000"})

        assert late.starts_on is None
        assert late.content == "Start: 2026-12-10"

    @pytest.mark.parametrize(
        ("text", "status"), [("0", Status.TODO), ("1", Status.DONE), ("2", Status.DONE), ("-1", Status.CANCELLED)]
    )
    def test_maps_statuses(self, text, status):
        assert task(Status=text).status == status

    @pytest.mark.parametrize("repeat", ["RRULE:FREQ=HOURLY;INTERVAL=3", "LUNAR:FREQ=YEARLY", "ERULE:NAME=EBBINGHAUS"])
    def test_keeps_a_rule_that_works_cannot_have_as_text(self, repeat):
        contents = read({"Repeat": repeat, "Due Date": "2026-11-29T15:00:00+0000"})

        assert contents.tasks[0].repetition is None
        assert contents.tasks[0].content == f"Repeats: {repeat}"
        assert [(notice.line, notice.text) for notice in contents.notices] == [
            (8, f"“A” does not repeat here: {repeat}")
        ]

    def test_a_rule_without_a_day_is_text_and_that_of_a_closed_task_nothing(self):
        undated, closed = read({"Repeat": "FREQ=DAILY"}, {"Repeat": "FREQ=DAILY", "Status": "2"}).tasks

        assert (undated.repetition, undated.content) == (None, "Repeats: FREQ=DAILY")
        assert (closed.repetition, closed.content) == (None, "")

    def test_takes_children_before_parents_and_names_parents_that_are_missing(self):
        contents = read(
            {"taskId": "1", "parentId": "2"}, {"taskId": "2", "parentId": "1"}, {"taskId": "3", "parentId": "9"}
        )

        assert [task.parent for task in contents.tasks] == ["2", "1", None]
        assert [notice.text for notice in contents.notices] == ["What “A” is a part of is not in the file."]

    def test_keeps_formulas_as_text(self):
        formula = '=HYPERLINK("https://example.org";"x")'

        assert task(Title=formula, Content=formula).title == formula

    def test_names_dates_that_are_none(self):
        contents = read({"Due Date": "tomorrow"})

        assert contents.tasks[0].deadline_on is None
        assert contents.notices[0].text == "“tomorrow” of “A” is not a date."

    def test_notices_are_in_the_language_of_the_person(self):
        with translation.override("ko"):
            notice = read({"Kind": "NOTE"}).notices[0]

        assert "note" not in notice.text


class TestDamage:
    def test_of_the_length(self):
        found = [read_or_refuse(ticktick, data) for data in truncations(SAMPLE)]

        # Where a row is cut, a notice names its line.
        assert [contents and (len(contents.tasks), contents.notices[-1:]) for contents in found[:4]] == [
            None,
            None,
            None,
            (1, [Notice(8, "A row has 7 cells, and the header 25: the others count as empty.")]),
        ]

    def test_of_the_header(self):
        with pytest.raises(Unreadable, match=r"line 1: .*Folder Name"):
            ticktick.read(b"a,b\n" * 50, SEOUL)
        with pytest.raises(Unreadable, match="line 7: the column Title is missing"):
            ticktick.read(backup(names=["Folder Name", "List Name"]), SEOUL)

    def test_of_missing_columns(self):
        contents = ticktick.read(backup({"Title": "A"}, names=["Folder Name", "List Name", "Title"]), SEOUL)

        assert contents.tasks == [Task("//A", "A", line=8)]

    def test_of_the_number_of_rows(self, monkeypatch):
        monkeypatch.setattr("works.exchange.files.MAX_ROWS", 10)
        rows = [{"Title": "A"}] * 9

        assert len(ticktick.read(backup(*rows, before=""), SEOUL).tasks) == 9
        with pytest.raises(Unreadable, match="line 11"):
            ticktick.read(backup(*rows, *rows, before=""), SEOUL)
