from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from works.exchange import ical
from works.exchange.entries import Entry, domain_of, event, todo, uid_of_occurrence, uid_of_work

SEOUL = ZoneInfo("Asia/Seoul")
AT = datetime(2026, 9, 2, 9, tzinfo=UTC)
HOSTILE = [
    "a\r\nBEGIN:VEVENT\r\nSUMMARY:b",
    "semi;colon, comma \\ backslash \\n",
    "가" * 300,
    "👩‍👩‍👧‍👦🎉" * 40,
    "x" * 74 + "é" * 10,
    "tab\tand\x0bvertical\x00nul",
    "=HYPERLINK(1)",
    '"quoted": value',
]


def entry(**fields):
    given = {
        "uid": "u@x",
        "title": "Dig",
        "url": "https://example.org/works/1/",
        "day": date(2026, 9, 5),
        "at": None,
        "starts_on": None,
        "deadline_on": date(2026, 9, 5),
        "deadline_time": None,
        "status": "TODO",
        "priority": "NONE",
        "ended_at": None,
        "updated_at": AT,
        "version": 7,
        "content": "",
        "path": "",
        "labels": [],
    }
    return Entry(**{**given, **fields})


def read(text):
    """Return the only component of a calendar with it, checked line by line."""
    whole = "".join(ical.calendar([text]))
    assert whole.replace("\r\n", "").count("\n") == whole.replace("\r\n", "").count("\r") == 0
    assert max(len(line.encode()) for line in whole.split("\r\n")) <= 75
    [component] = Calendar.from_ical(whole).subcomponents
    assert component.errors == []
    return component


class TestEvent:
    def test_a_day_without_a_time_is_all_day(self):
        found = read(event(entry(), SEOUL))
        assert (found["DTSTART"].dt, found["DTEND"].dt) == (date(2026, 9, 5), date(2026, 9, 6))
        assert found["DTSTART"].params["VALUE"] == "DATE"
        assert found["TRANSP"] == "TRANSPARENT"

    def test_a_time_is_an_instant_without_an_end(self):
        found = read(event(entry(at=time(15), deadline_time=time(15)), SEOUL))
        assert found["DTSTART"].dt == datetime(2026, 9, 5, 6, tzinfo=UTC)
        assert "DTEND" not in found

    def test_the_last_day_of_a_month(self):
        assert read(event(entry(day=date(2028, 2, 29)), SEOUL))["DTEND"].dt == date(2028, 3, 1)

    def test_what_else_it_has(self):
        found = read(
            event(entry(path="2026 / Garden, back", labels=["집"], content="Notes", starts_on=date(2026, 9, 1)), SEOUL)
        )
        assert found["CATEGORIES"].cats == ["2026 / Garden, back", "집"]
        assert (
            found["DESCRIPTION"]
            == "2026 / Garden, back\n\nNotes\n\nStarts on 2026-09-01.\n\nhttps://example.org/works/1/"
        )
        assert found["URL"] == "https://example.org/works/1/"
        assert found["DTSTAMP"].dt == found["LAST-MODIFIED"].dt == AT
        assert found["SEQUENCE"] == 7

    def test_a_finished_one_is_marked(self):
        assert read(event(entry(ended_at=AT, status="DONE"), SEOUL))["SUMMARY"] == "✓ Dig"

    def test_a_version_beyond_an_integer(self):
        assert read(event(entry(version=2**40), SEOUL))["SEQUENCE"] == 2**31 - 1

    @pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
    def test_hostile_text_stays_text(self, text):
        shown = text.replace("\r\n", "\n").replace("\x0b", "").replace("\x00", "")
        for write in (event, todo):
            found = read(write(entry(title=text, content=text, path=text, labels=[text]), SEOUL))
            assert found["SUMMARY"] == shown
            assert found["CATEGORIES"].cats == [shown, shown]
            assert found["DESCRIPTION"].startswith(shown)


class TestTodo:
    @pytest.mark.parametrize(
        ("fields", "start", "due"),
        [
            ({}, None, date(2026, 9, 5)),
            ({"starts_on": date(2026, 9, 1)}, date(2026, 9, 1), date(2026, 9, 5)),
            ({"starts_on": date(2026, 9, 5)}, None, date(2026, 9, 5)),
            ({"starts_on": date(2026, 9, 1), "deadline_on": None}, date(2026, 9, 1), None),
            ({"deadline_on": None}, None, None),
            (
                {"starts_on": date(2026, 9, 5), "deadline_time": time(9)},
                datetime(2026, 9, 4, 15, tzinfo=UTC),
                datetime(2026, 9, 5, 0, tzinfo=UTC),
            ),
            ({"starts_on": date(2026, 9, 5), "deadline_time": time(0)}, None, datetime(2026, 9, 4, 15, tzinfo=UTC)),
        ],
    )
    def test_start_and_due_are_of_one_type_and_in_order(self, fields, start, due):
        found = read(todo(entry(**fields), SEOUL))
        assert (found.get("DTSTART") and found["DTSTART"].dt) == start
        assert (found.get("DUE") and found["DUE"].dt) == due

    def test_status_and_priority(self):
        found = read(todo(entry(status="UNDER_REVIEW", priority="URGENT"), SEOUL))
        assert (found["STATUS"], found["PRIORITY"]) == ("IN-PROCESS", 1)
        done = read(todo(entry(status="DONE", ended_at=AT), SEOUL))
        assert (done["STATUS"], done["COMPLETED"].dt, done["PERCENT-COMPLETE"]) == ("COMPLETED", AT, 100)
        assert done["SUMMARY"] == "Dig"
        assert "PRIORITY" not in done


class TestUids:
    def test_are_the_same_everywhere_and_of_one_person(self):
        domain = domain_of(3, AT)
        assert domain == domain_of(3, AT.astimezone(SEOUL))
        assert domain not in (domain_of(4, AT), domain_of(3, AT.replace(microsecond=1)))
        assert uid_of_work(5, domain) == f"work-5@{domain}.wheelbarrow"
        assert uid_of_occurrence(5, date(2026, 9, 2), domain) == f"occurrence-5-20260902@{domain}.wheelbarrow"
