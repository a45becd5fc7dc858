"""What the day holds, in the person's zone (P6)."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine

from categories import services as categories
from tests.conftest import client_of
from tests.makers import NOON, make_ancestors, make_finished_work, make_user, make_work
from works.choices import Priority, Status
from works.services import editing

# In Seoul, at NOON.
TODAY, YESTERDAY, TOMORROW = date(2026, 9, 2), date(2026, 9, 1), date(2026, 9, 3)


def on_today(user, at):
    """Titles and reasons at the instant, with a fresh token."""
    with time_machine.travel(at, tick=False):
        response = client_of(user).get("/api/v1/works/today/").json()
    return response["date"], {work["title"]: work["reasons"] for work in response["results"]}


class TestReasons:
    def test_are_all_that_hold(self, ann):
        cases = [
            ({}, ["anytime"]),
            ({"deadline_on": YESTERDAY}, ["overdue"]),
            ({"deadline_on": TODAY}, ["due_today"]),
            ({"deadline_on": TOMORROW}, ["anytime"]),
            ({"deadline_on": TODAY, "deadline_time": time(17, 59)}, ["overdue", "due_today"]),
            ({"deadline_on": TODAY, "deadline_time": time(18, 0)}, ["due_today"]),
            ({"deadline_on": TODAY, "deadline_time": time(18, 1)}, ["due_today"]),
            ({"deadline_on": YESTERDAY, "deadline_time": time(23, 59)}, ["overdue"]),
            ({"starts_on": TODAY}, ["started"]),
            ({"starts_on": YESTERDAY}, ["started"]),
            ({"current_status": Status.IN_PROGRESS}, ["in_progress"]),
            ({"current_status": Status.UNDER_REVIEW}, ["under_review"]),
            ({"current_status": Status.REJECTED}, ["anytime"]),
            (
                {"deadline_on": TODAY, "starts_on": YESTERDAY, "current_status": Status.IN_PROGRESS},
                ["due_today", "in_progress", "started"],
            ),
        ]
        for number, (fields, _reasons) in enumerate(cases):
            make_work(user=ann, title=str(number), **fields)

        _day, shown = on_today(ann, NOON)

        assert shown == {str(number): reasons for number, (_fields, reasons) in enumerate(cases)}


class TestToday:
    def test_holds_no_work_that_starts_in_the_future_that_is_closed_in_the_trash_or_anothers(self, ann, ben):
        make_work(user=ann, title="now")
        make_work(user=ann, title="tomorrow", starts_on=TOMORROW)
        make_finished_work(user=ann, title="done", deadline_on=YESTERDAY)
        make_work(user=ann, title="cancelled", current_status=Status.CANCELLED)
        editing.delete_work(user=ann, work_id=make_work(user=ann, title="gone").pk, at=NOON)
        branch = make_ancestors(user=ann, names=["2025"])[0]
        make_work(user=ann, title="gone with its branch", category=branch)
        categories.delete_category(user=ann, category_id=branch.pk, at=NOON)
        make_work(user=ben, title="ben's")

        _day, shown = on_today(ann, NOON)

        assert set(shown) == {"now"}

    def test_puts_overdue_first_the_oldest_first_then_the_day_by_its_time_then_the_rest_by_priority(self, ann):
        works = {
            "rest": {},
            "rest, soon": {"deadline_on": TOMORROW},
            "rest, urgent": {"priority": Priority.URGENT},
            "rest, high": {"priority": Priority.HIGH},
            "today": {"deadline_on": TODAY},
            "today 20:00": {"deadline_on": TODAY, "deadline_time": time(20)},
            "today 19:00": {"deadline_on": TODAY, "deadline_time": time(19)},
            "late 09:00": {"deadline_on": TODAY, "deadline_time": time(9)},
            "late yesterday": {"deadline_on": YESTERDAY},
            "late yesterday, high": {"deadline_on": YESTERDAY, "priority": Priority.HIGH},
            "late for years": {"deadline_on": date(2020, 1, 1)},
        }
        for title, fields in works.items():
            make_work(user=ann, title=title, **fields)

        _day, shown = on_today(ann, NOON)

        assert list(shown) == [
            "late for years",
            "late yesterday, high",
            "late yesterday",
            "late 09:00",
            "today 19:00",
            "today 20:00",
            "today",
            "rest, urgent",
            "rest, high",
            "rest, soon",
            "rest",
        ]

    def test_shows_the_ancestors_of_each(self, ann):
        root, tree, beds = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])
        make_work(user=ann, title="filed", category=beds)
        make_work(user=ann, title="loose")

        with time_machine.travel(NOON, tick=False):
            works = client_of(ann).get("/api/v1/works/today/").json()["results"]

        ancestors = {work["title"]: work["categories"] for work in works}
        assert ancestors == {
            "filed": [
                {"id": root.pk, "name": "2026", "level": 0},
                {"id": tree.pk, "name": "Garden", "level": 1},
                {"id": beds.pk, "name": "Beds", "level": 2},
            ],
            "loose": [],
        }
        assert {work["title"]: work["root"] for work in works} == {"filed": root.pk, "loose": None}


@pytest.mark.parametrize("zone", ["Asia/Seoul", "Pacific/Kiritimati", "Pacific/Apia", "America/New_York", "UTC"])
class TestADeadlineOfTheEighth:
    def instant(self, zone, *moment):
        return datetime(2026, 9, *moment, tzinfo=ZoneInfo(zone)).astimezone(UTC)

    def test_is_due_until_the_last_second_and_late_when_the_ninth_begins(self, zone, db):
        user = make_user(time_zone=zone)
        make_work(user=user, deadline_on=date(2026, 9, 8))

        for moment in ((8, 0, 0, 0), (8, 23, 59, 59)):
            assert on_today(user, self.instant(zone, *moment)) == ("2026-09-08", {"Dig": ["due_today"]})
        assert on_today(user, self.instant(zone, 9, 0, 0, 0)) == ("2026-09-09", {"Dig": ["overdue"]})

    def test_is_in_the_filter_what_it_is_on_today(self, zone, db):
        user = make_user(time_zone=zone)
        make_work(user=user, deadline_on=date(2026, 9, 8))

        counts = []
        for moment in ((8, 23, 59, 59), (9, 0, 0, 0)):
            with time_machine.travel(self.instant(zone, *moment), tick=False):
                counts.append(client_of(user).get("/api/v1/works/?overdue=true").json()["count"])

        assert counts == [0, 1]

    def test_with_a_time_is_late_when_the_time_has_passed(self, zone, db):
        user = make_user(time_zone=zone)
        make_work(user=user, deadline_on=date(2026, 9, 8), deadline_time=time(14, 30))

        at, after = (on_today(user, self.instant(zone, 8, 14, 30, second))[1]["Dig"] for second in (0, 1))

        assert (at, after) == (["due_today"], ["overdue", "due_today"])

    def test_starts_when_the_eighth_begins(self, zone, db):
        user = make_user(time_zone=zone)
        make_work(user=user, starts_on=date(2026, 9, 8))

        before, after = (on_today(user, self.instant(zone, *moment))[1] for moment in ((7, 23, 59, 59), (8, 0, 0, 0)))

        assert (before, after) == ({}, {"Dig": ["started"]})
