"""The works of a report, and the section of each."""

from datetime import date, datetime, time

import pytest

from tests.makers import make_finished_work, make_user, make_work
from tests.works.report.reports import AUGUST, change, days, local, september, the_entry, titles
from works.choices import Status
from works.models import Work
from works.report.reading import Report
from works.services import editing, lifecycle


def make(user, *, created="08-20 12:00", done=None, cancelled=None, **fields):
    work = make_work(user=user, at=local(created), **fields)
    if done or cancelled:
        status = Status.DONE if done else Status.CANCELLED
        lifecycle.set_status(user=user, work_id=work.pk, status=status, at=local(done or cancelled))
    return work


def section_of(report):
    """Return the section of the only work, None if it is not in the report."""
    return next(iter(titles(report)), None)


def assert_sections(user, report, lives):
    """Make a work for each of these lives, and compare the sections of all."""
    for number, (life, _expected) in enumerate(lives):
        make(user, title=str(number), **life)

    found = {title: section for section, names in titles(report).items() for title in names}

    assert {number: found.get(str(number)) for number in range(len(lives))} == dict(
        enumerate(expected for _life, expected in lives)
    )


def day(text):
    return date.fromisoformat(f"2026-{text}")


class TestPastPeriod:
    def test_contains_works_that_closed_in_it_or_were_open_at_its_end(self, ann):
        lives = [
            # Closed in it.
            ({"done": "09-15 12:00"}, "finished"),
            ({"cancelled": "09-15 12:00"}, "cancelled"),
            ({"created": "09-10 12:00", "done": "09-15 12:00"}, "finished"),
            ({"done": "09-15 12:00", "starts_on": day("10-01")}, "finished"),
            ({"cancelled": "09-15 12:00", "starts_on": day("10-01")}, "cancelled"),
            # Closed before it, or made after it.
            ({"done": "08-31 12:00"}, None),
            ({"cancelled": "08-31 12:00"}, None),
            ({"created": "10-01 12:00"}, None),
            ({"created": "10-01 12:00", "done": "10-02 12:00"}, None),
            # Open at its last moment.
            ({}, "open"),
            ({"created": "09-30 12:00"}, "open"),
            ({"done": "10-02 12:00"}, "open"),
            ({"cancelled": "10-02 12:00"}, "open"),
            ({"starts_on": day("09-30")}, "open"),
            ({"starts_on": day("10-01")}, None),
            ({"starts_on": day("10-01"), "done": "10-02 12:00"}, None),
            ({"starts_on": day("10-01"), "done": "10-01 00:00"}, None),
        ]

        assert_sections(ann, september(ann), lives)

    def test_has_what_was_late_at_its_end_as_overdue(self, ann):
        lives = [
            ({"deadline_on": day("09-29")}, "overdue"),
            ({"deadline_on": day("09-30")}, "overdue"),
            ({"deadline_on": day("09-30"), "deadline_time": time(23, 59)}, "overdue"),
            ({"deadline_on": day("10-01")}, "open"),
            ({"deadline_on": day("10-01"), "deadline_time": time(0, 0)}, "open"),
            ({"deadline_on": day("09-29"), "done": "10-02 12:00"}, "overdue"),
            ({"deadline_on": day("09-29"), "done": "09-30 12:00"}, "finished"),
            ({"deadline_on": day("09-29"), "cancelled": "09-30 12:00"}, "cancelled"),
        ]

        assert_sections(ann, september(ann), lives)

    def test_has_a_work_that_was_reopened_since_as_open(self, ann):
        work = make(ann, done="09-15 12:00")
        lifecycle.reopen_work(user=ann, work_id=work.pk, at=local("10-02 12:00"))

        assert section_of(september(ann)) == "open"


class TestRunningPeriod:
    def test_is_as_of_now_in_the_time_zone_of_the_person(self, ann):
        lives = [
            ({"deadline_on": day("09-01")}, "overdue"),
            ({"deadline_on": day("09-02")}, "open"),
            ({"deadline_on": day("09-02"), "deadline_time": time(17, 59)}, "overdue"),
            ({"deadline_on": day("09-02"), "deadline_time": time(18, 0)}, "open"),
            ({"deadline_on": day("09-02"), "deadline_time": time(18, 1)}, "open"),
            ({"deadline_on": day("09-15")}, "open"),
            ({"starts_on": day("09-30")}, "open"),
            ({"starts_on": day("10-01")}, None),
            ({"done": "09-02 17:00"}, "finished"),
            ({"created": "09-02 18:00"}, "open"),
            ({"created": "09-02 18:01"}, None),
        ]

        assert_sections(ann, september(ann, at=local("09-02 18:00")), lives)

    def test_has_the_works_as_overdue_that_are(self, ann):
        now = local("09-02 18:00")
        for number, (deadline, clock) in enumerate(
            [("09-01", None), ("09-02", None), ("09-02", "17:59"), ("09-02", "18:00"), ("09-03", "01:00")]
        ):
            at = {"deadline_time": time.fromisoformat(clock)} if clock else {}
            make(ann, title=str(number), deadline_on=day(deadline), **at)

        late = titles(september(ann, at=now))["overdue"]

        works = Work.objects.owned_by(ann).order_by("pk")
        assert late == [work.title for work in works if work.is_overdue(ann.local_time(now))] == ["0", "2"]


class TestDays:
    @pytest.mark.parametrize(
        ("zone", "end", "expected"),
        [
            ("Asia/Seoul", "08-31 23:59:59", None),
            ("Asia/Seoul", "09-01 00:00", "finished"),
            ("Asia/Seoul", "09-30 23:30", "finished"),
            ("Asia/Seoul", "09-30 23:59:59.999999", "finished"),
            ("Asia/Seoul", "10-01 00:00", "open"),
            ("America/New_York", "08-31 23:30", None),
            ("America/New_York", "09-01 00:30", "finished"),
            ("America/New_York", "09-30 23:30", "finished"),
            ("America/New_York", "10-01 00:30", "open"),
        ],
    )
    def test_are_those_of_the_time_zone_of_the_person(self, zone, end, expected, db):
        user = make_user(time_zone=zone)
        make_finished_work(user=user, at=AUGUST)
        change(Work.objects.owned_by(user).get(), end_at=local(end, zone))

        assert section_of(september(user)) == expected

    @pytest.mark.parametrize(
        ("created", "expected"), [("09-30 23:59:59", "open"), ("10-01 00:00", None), ("10-01 00:01", None)]
    )
    def test_end_for_creations_too(self, created, expected, ann):
        make(ann, created=created)

        assert section_of(september(ann)) == expected

    @pytest.mark.parametrize(
        ("zone", "period", "begins", "ends"),
        [
            # 23 hours, 25 hours, and a day whose midnight does not exist.
            ("America/New_York", "2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"),
            ("America/New_York", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"),
            ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
        ],
    )
    def test_have_the_hours_of_the_time_zone(self, zone, period, begins, ends, db):
        user = make_user(time_zone=zone)
        whole = date.fromisoformat(period)
        report = Report(user, days("09-01")._replace(start=whole, end=whole), local("12-31 12:00"))

        assert report.first_instant.timestamp() == datetime.fromisoformat(begins).timestamp()
        assert report.last_instant.timestamp() == datetime.fromisoformat(ends).timestamp()
        assert report.moment.date() == date.fromordinal(whole.toordinal() + 1)


class TestSlipped:
    def put_off(self, user, work, *deadlines, at="09-01 12:00"):
        for deadline in deadlines:
            editing.edit_work(user=user, work_id=work.pk, deadline_on=day(deadline), at=local(at))

    def test_is_the_section_of_an_open_work_that_is_not_late(self, ann):
        work = make(ann, deadline_on=day("09-04"))
        self.put_off(ann, work, "10-20")

        assert section_of(september(ann)) == "slipped"
        assert the_entry(september(ann)).slipped

    def test_is_false_for_a_deadline_that_stayed_came_nearer_or_moved_inside(self, ann):
        make(ann, title="stayed", deadline_on=day("10-20"))
        self.put_off(ann, make(ann, title="nearer", deadline_on=day("10-30")), "10-25")
        self.put_off(ann, make(ann, title="inside", deadline_on=day("09-04")), "09-11")

        report = september(ann, at=local("09-02 18:00"))

        assert titles(report) == {"open": ["inside", "stayed", "nearer"]}
        assert not any(
            entry.slipped for _root, groups in report.projects() for g in groups for entry in g.sections["open"]
        )
