"""Calendars as the common form, field by field; the lines also as icalendar reads them."""

from datetime import UTC, date, datetime, time

import icalendar
import pytest

from tests.works.exchange import hostile
from works.choices import Priority, Status
from works.exchange.readers import vtodo
from works.exchange.readers.vtodo_lines import components
from works.exchange.records import Repetition, Unreadable
from works.exchange.repetitions import MAX_RULES
from works.exchange.times import zone_named


def read(*rows):
    todo = "\n".join(["BEGIN:VTODO", "UID:a", "SUMMARY:Title", *rows, "END:VTODO"])
    return vtodo.read(f"BEGIN:VCALENDAR\n{todo}\nEND:VCALENDAR\n".encode(), hostile.SEOUL)


class TestRead:
    def test_reads_the_sample(self):
        contents = vtodo.read(hostile.sample("vtodo-rfc.ics"), hostile.SEOUL)

        (task,) = contents.tasks
        assert (task.key, task.title) == (
            "20070313T123432Z-456553@example.com",
            "Submit Quebec Income Tax Return for 2006",
        )
        assert (task.status, task.deadline_on, task.deadline_time) == (Status.TODO, date(2007, 5, 1), None)
        assert (task.labels, task.content) == (("FAMILY", "FINANCE"), "Access: CONFIDENTIAL")

    def test_reads_every_field(self):
        contents = vtodo.read(hostile.sample("vtodo-everything.ics"), hostile.SEOUL)

        report = contents.tasks[0]
        assert [place.name for place in contents.containers] == ["집안일", "Work"]
        assert (report.key, report.title, report.container) == ("a", "보고서", contents.containers[0].key)
        assert (report.status, report.priority, report.labels) == (
            Status.IN_PROGRESS,
            Priority.URGENT,
            ("home", "a,b", "c"),
        )
        assert report.created_at == datetime(2026, 8, 1, tzinfo=UTC)
        assert report.content.split("\n") == [
            "A long line that is folded, with",
            "another; line",
            "",
            "Progress: 40 %",
            "People: Lee, Ann",
            "Attachments: a file",
            "Reminder: 0:15:00 before",
        ]

    def test_keeps_the_days_of_a_rule_in_another_zone(self):
        contents = vtodo.read(hostile.sample("vtodo-everything.ics"), hostile.SEOUL)

        report = contents.tasks[0]
        # 21:00 of a Wednesday in Berlin is a Thursday in Seoul.
        skipped = (date(2026, 9, 9), date(2026, 9, 16), date(2026, 9, 23))
        assert report.repetition == Repetition(
            "FREQ=WEEKLY;UNTIL=20261231;BYDAY=WE", date(2026, 9, 2), skipped_on=skipped
        )
        assert (report.starts_on, report.deadline_on, report.deadline_time) == (
            date(2026, 9, 2),
            date(2026, 9, 2),
            time(23),
        )
        assert "Europe/Berlin" in contents.notices[0].text

    def test_makes_a_task_of_an_occurrence_of_its_own(self):
        moved = vtodo.read(hostile.sample("vtodo-everything.ics"), hostile.SEOUL).tasks[1]

        assert (moved.key, moved.status, moved.deadline_on) == (
            "a/20260923T210000",
            Status.DONE,
            date(2026, 9, 24),
        )
        assert moved.ended_at == datetime(2026, 9, 24, 1, 2, 3, tzinfo=UTC)

    def test_relates_tasks(self):
        contents = vtodo.read(hostile.sample("vtodo-everything.ics"), hostile.SEOUL)

        parents = {task.key: task.parent for task in contents.tasks}
        assert parents == {"a": None, "a/20260923T210000": None, "b": "a", "c": "d", "d": None}
        assert "Related to: “Child”" in contents.tasks[4].content
        assert [notice.line for notice in contents.notices if "above" in notice.text] == [45]

    def test_counts_what_is_no_task(self):
        notices = vtodo.read(hostile.sample("vtodo-everything.ics"), hostile.SEOUL).notices

        assert notices[-1].text == "1 VEVENT is no task. It is left out."

    @pytest.mark.parametrize(
        ("rows", "deadline"),
        [
            (["DUE;VALUE=DATE:20261201"], (date(2026, 12, 1), None)),
            (["DUE:20261201"], (date(2026, 12, 1), None)),
            (["DUE:20261201T100000Z"], (date(2026, 12, 1), time(19))),
            (["DUE:20261201T100000"], (date(2026, 12, 1), time(10))),
            (["DUE;TZID=America/New_York:20261201T100000"], (date(2026, 12, 2), None)),
            (
                ["DUE;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20261201T100000"],
                (date(2026, 12, 1), time(18)),
            ),
            (["DUE;TZID=W. Europe Standard Time:20261201T100000"], (date(2026, 12, 1), time(18))),
            (["DUE;TZID=Nowhere:20261201T100000"], (date(2026, 12, 1), time(10))),
            (["DTSTART:20261201T100000", "DURATION:P1DT30M"], (date(2026, 12, 2), time(10, 30))),
            (["DTSTART;VALUE=DATE:20261201", "DURATION:P1W"], (date(2026, 12, 8), None)),
            (["DUE:20261399"], (None, None)),
        ],
    )
    def test_reads_deadlines(self, rows, deadline):
        contents = read(*rows)

        assert (contents.tasks[0].deadline_on, contents.tasks[0].deadline_time) == deadline
        assert len(contents.notices) == ("Nowhere" in rows[0]) + ("1399" in rows[0])

    @pytest.mark.parametrize(
        ("rows", "status"),
        [
            ([], Status.TODO),
            (["STATUS:NEEDS-ACTION", "PERCENT-COMPLETE:0"], Status.TODO),
            (["STATUS:IN-PROCESS"], Status.IN_PROGRESS),
            (["PERCENT-COMPLETE:20"], Status.IN_PROGRESS),
            (["PERCENT-COMPLETE:100"], Status.DONE),
            (["COMPLETED:20261101T000000Z"], Status.DONE),
            (["STATUS:COMPLETED"], Status.DONE),
            (["STATUS:CANCELLED"], Status.CANCELLED),
        ],
    )
    def test_reads_statuses(self, rows, status):
        assert read(*rows).tasks[0].status == status

    @pytest.mark.parametrize(
        "rule",
        [
            "FREQ=SECONDLY",
            "FREQ=DAILY;BYHOUR=9,17",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "nonsense",
            "FREQ=DAILY;X=1",
        ],
    )
    def test_keeps_a_rule_that_is_not_supported_as_text(self, rule):
        contents = read("DUE;VALUE=DATE:20261201", f"RRULE:{rule}")

        assert contents.tasks[0].repetition is None
        assert contents.tasks[0].content == f"Repeats: {rule}"
        assert [rule in notice.text for notice in contents.notices] == [True]

    def test_keeps_a_rule_without_a_day_as_text(self):
        assert read("RRULE:FREQ=DAILY").tasks[0].content == "Repeats: FREQ=DAILY"

    def test_reads_extra_and_skipped_days(self):
        contents = read(
            "DUE;VALUE=DATE:20261201",
            "RRULE:FREQ=DAILY;COUNT=9",
            "RDATE;VALUE=PERIOD:20261224T090000/PT1H,20261226T090000/PT1H",
            "EXDATE;VALUE=DATE:20261202",
            "EXDATE:20261202T150000Z",
        )

        repetition = contents.tasks[0].repetition
        assert repetition.extra_on == (date(2026, 12, 24), date(2026, 12, 26))
        assert repetition.skipped_on == (date(2026, 12, 2), date(2026, 12, 3))

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("BEGIN:VCARD\nEND:VCARD\n", 1),
            ("BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VCALENDAR\n", 3),
            ("BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:x\n", 3),
            ("BEGIN:VCALENDAR\n" + "BEGIN:X\n" * 100, 20),
        ],
    )
    def test_names_the_line_of_a_fault(self, text, line):
        with pytest.raises(Unreadable, match=f"line {line}:"):
            vtodo.read(text.encode(), hostile.SEOUL)

    def test_refuses_more_rules_than_it_can_check(self):
        row = "BEGIN:VTODO\nDUE:20261201\nRRULE:FREQ=DAILY\nEND:VTODO\n"

        with pytest.raises(Unreadable, match="5,000"):
            vtodo.read(f"BEGIN:VCALENDAR\n{row * (MAX_RULES + 1)}END:VCALENDAR\n".encode(), hostile.SEOUL)


class TestComponents:
    def test_are_those_that_icalendar_reads(self):
        # It refuses a VTIMEZONE without rules.
        data = hostile.sample("vtodo-everything.ics").replace(b"VTIMEZONE", b"X-ZONE")

        theirs = icalendar.Calendar.from_ical(data, multiple=True)

        for own, their in zip(components(data), theirs, strict=True):
            own_todos = [child for child in own.children if child.name == "VTODO"]
            for todo, expected in zip(own_todos, their.walk("VTODO"), strict=True):
                for name in ("UID", "SUMMARY", "DESCRIPTION"):
                    assert todo.text(name) == str(expected.get(name, ""))
                assert set(todo.properties) == set(expected.keys())

    def test_joins_a_character_that_is_folded_in_its_middle(self):
        data = "BEGIN:VCALENDAR\r\nX-WR-CALNAME:집\r\nEND:VCALENDAR\r\n".encode()
        at = data.index("집".encode()) + 1

        (calendar,) = components(data[:at] + b"\r\n " + data[at:])

        assert calendar.text("X-WR-CALNAME") == "집"

    def test_keeps_a_colon_and_a_semicolon_in_quotation_marks(self):
        (calendar,) = components(b'BEGIN:A\nX;CN="a:b;c";Y=2:va"l:ue\nEND:A\n')

        found = calendar.first("X")
        assert (found.parameters, found.value) == ({"CN": "a:b;c", "Y": "2"}, 'va"l:ue')

    def test_takes_a_line_without_a_name_as_more_of_the_text_above(self):
        (calendar,) = components(b"BEGIN:A\nX:one\ntwo words\nEND:A\n")

        assert calendar.text("X") == "one\ntwo words"


class TestZoneOf:
    @pytest.mark.parametrize("name", ["", "/", "Nowhere", "America", "../../etc/passwd", "x" * 100_000, "a/b/c/d"])
    def test_is_none_for_what_is_no_zone(self, name):
        assert zone_named(name) is None
