"""A work is made when its day begins where the rule lives: the last instant before, and the first of the day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.makers import make_recurring_work, make_user
from works.choices import CatchUp
from works.models import RecurringWork, Work
from works.services import scheduler

SECOND = timedelta(seconds=1)

# The zone, the day, and the instant in UTC at which it begins there.
BEGINNINGS = {
    "first on earth": ("Pacific/Kiritimati", "2026-09-03", "2026-09-02T10:00"),
    "last on earth": ("Pacific/Niue", "2026-09-03", "2026-09-03T11:00"),
    "nobody lives by it": ("Etc/GMT+12", "2026-09-03", "2026-09-03T12:00"),
    "Auckland in winter": ("Pacific/Auckland", "2026-09-03", "2026-09-02T12:00"),
    "Auckland in summer": ("Pacific/Auckland", "2026-12-25", "2026-12-24T11:00"),
    "a quarter of an hour beside": ("Asia/Kathmandu", "2026-09-03", "2026-09-02T18:15"),
    "Chatham, three quarters": ("Pacific/Chatham", "2026-12-25", "2026-12-24T10:15"),
    "Apia, the day after the one that was not": ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00"),
    "São Paulo, a day without midnight": ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00"),
    "Berlin, before the hour that comes twice": ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00"),
    "Berlin, after the hour that comes twice": ("Europe/Berlin", "2026-10-26", "2026-10-25T23:00"),
    "Berlin, before the hour that is left out": ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00"),
    "Berlin, after the hour that is left out": ("Europe/Berlin", "2026-03-30", "2026-03-29T22:00"),
    "Havana, midnight comes twice": ("America/Havana", "2026-11-01", "2026-11-01T04:00"),
    "UTC": ("UTC", "2026-09-03", "2026-09-03T00:00"),
}


def instant(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def made():
    return list(Work.all_objects.order_by("occurs_on", "pk").values_list("occurs_on", flat=True))


@pytest.mark.parametrize("own_zone", [True, False], ids=["its own zone", "the person's zone"])
@pytest.mark.parametrize(("zone", "text", "begins"), BEGINNINGS.values(), ids=BEGINNINGS)
@pytest.mark.alike
class TestTheDay:
    @pytest.fixture
    def rule(self, db, own_zone, zone, text, begins):
        """Daily, first on that day; made a week before it, by a person who lives there or at the other end of the day."""
        there = "Pacific/Niue" if zone != "Pacific/Niue" else "Pacific/Kiritimati"
        return make_recurring_work(
            user=make_user(time_zone=there if own_zone else zone),
            time_zone=zone if own_zone else None,
            starts_on=date.fromisoformat(text),
            at=instant(begins) - timedelta(days=7),
        )

    def test_makes_its_work_once_from_its_first_instant_on(self, rule, text, begins):
        begins, day = instant(begins), date.fromisoformat(text)

        done = scheduler.tick(begins - SECOND)
        assert (made(), done.settled) == ([], 0)
        assert scheduler.state(begins - SECOND).lag == timedelta()

        scheduler.tick(begins)
        assert made() == [day]
        assert RecurringWork.objects.get().next_occurrence_on == day + timedelta(days=1)

        for minutes in range(15, 180, 15):
            scheduler.tick(begins + timedelta(minutes=minutes))
        assert made() == [day]


class TestADayThatTheCalendarLeftOut:
    """Samoa went from the 29th of December 2011 to the 31st."""

    @pytest.mark.parametrize(
        ("catch_up", "works", "missed"),
        [
            (CatchUp.CREATE_ALL, ["2011-12-29", "2011-12-30", "2011-12-31"], []),
            (CatchUp.LATEST_ONLY, ["2011-12-29", "2011-12-31"], ["2011-12-30"]),
            (CatchUp.SKIP, ["2011-12-29", "2011-12-31"], ["2011-12-30"]),
        ],
    )
    def test_is_a_day_that_has_passed(self, db, catch_up, works, missed):
        make_recurring_work(user=make_user(time_zone="Pacific/Apia"), catch_up=catch_up, at=instant("2011-12-29T20:00"))

        scheduler.tick(instant("2011-12-30T09:59"))
        before = made()
        scheduler.tick(instant("2011-12-30T10:00"))

        assert before == [date(2011, 12, 29)]
        assert made() == [date.fromisoformat(text) for text in works]
        assert RecurringWork.objects.get().missed_on == missed


class TestAPersonWhoTravels:
    def move(self, user, zone):
        user.time_zone = zone
        user.save()

    def test_takes_a_rule_without_a_zone_along(self, db):
        user = make_user(time_zone="Asia/Seoul")
        make_recurring_work(user=user, at=instant("2026-09-02T09:00"))
        self.move(user, "America/Los_Angeles")

        scheduler.tick(instant("2026-09-02T15:00"))
        in_seoul = made()
        scheduler.tick(instant("2026-09-03T06:59:59"))
        before = made()
        scheduler.tick(instant("2026-09-03T07:00"))

        assert in_seoul == before == [date(2026, 9, 2)]
        assert made() == [date(2026, 9, 2), date(2026, 9, 3)]

    def test_leaves_a_rule_with_a_zone_where_it_is(self, db):
        user = make_user(time_zone="Asia/Seoul")
        make_recurring_work(user=user, time_zone="Asia/Seoul", at=instant("2026-09-02T09:00"))
        self.move(user, "America/Los_Angeles")

        scheduler.tick(instant("2026-09-02T15:00"))

        assert made() == [date(2026, 9, 2), date(2026, 9, 3)]

    def test_over_the_date_line_and_back_has_each_day_once(self, db):
        user = make_user(time_zone="Pacific/Kiritimati")
        make_recurring_work(user=user, catch_up=CatchUp.CREATE_ALL, at=instant("2026-09-02T10:00"))

        for zone, text in (
            ("Pacific/Niue", "2026-09-02T11:00"),
            ("Pacific/Niue", "2026-09-03T11:00"),
            ("Pacific/Kiritimati", "2026-09-03T11:30"),
            ("Pacific/Niue", "2026-09-03T12:00"),
            ("Pacific/Niue", "2026-09-04T11:00"),
        ):
            self.move(user, zone)
            scheduler.tick(instant(text))

        assert made() == [date(2026, 9, 3), date(2026, 9, 4)]


class TestManyZonesAtOneInstant:
    def test_make_the_works_of_those_whose_day_has_begun(self, db):
        zones = ["Pacific/Kiritimati", "Pacific/Auckland", "Asia/Seoul", "UTC", "America/New_York", "Pacific/Niue"]
        user = make_user(time_zone="UTC")
        for zone in zones:
            make_recurring_work(
                user=user, title=zone, time_zone=zone, starts_on=date(2026, 9, 3), at=instant("2026-09-01T00:00")
            )

        seen = []
        for text in ("09-02T09:59", "09-02T10:00", "09-02T12:00", "09-02T15:00", "09-03T00:00", "09-03T11:00"):
            scheduler.tick(instant(f"2026-{text}"))
            seen.append(set(Work.objects.values_list("title", flat=True)))

        assert seen[:5] == [set(zones[:number]) for number in range(5)]
        assert seen[5] == set(zones)
