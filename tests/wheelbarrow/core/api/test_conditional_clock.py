"""Until when an answer is good that changes with the clock alone: Today, and the totals of the tree."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken

from accounts import tokens
from tests.conftest import client_of
from tests.makers import NOON, make_category, make_user, make_work

TODAY, SUMMARY = "/api/v1/works/today/", "/api/v1/categories/tree/?summary=1"
MOMENT = timedelta(microseconds=1)


def at(user, moment, address, tag=None):
    """The answer at the instant, with a fresh token."""
    with time_machine.travel(moment, tick=False):
        return client_of(user).get(address, **({"HTTP_IF_NONE_MATCH": tag} if tag else {}))


def client_for_days(user, first):
    """A client whose token lives from the instant for three days."""
    with time_machine.travel(first, tick=False):
        token = AccessToken(tokens.issue(user)["access"])
        token.set_exp(lifetime=timedelta(days=3))
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


@pytest.mark.parametrize("address", [TODAY, SUMMARY])
class TestWhatTheClockChanges:
    def holds(self, user, address, asked, moments):
        """Is the tag of the instant good at these?"""
        tag = at(user, asked, address).headers["ETag"]
        return [at(user, moment, address, tag).status_code == 304 for moment in moments]

    def test_ends_at_midnight_where_the_person_is(self, address, ann):
        make_work(user=ann, category=make_category(user=ann), deadline_on=date(2026, 9, 2))
        midnight = datetime(2026, 9, 2, 15, tzinfo=UTC)

        assert self.holds(ann, address, NOON, [NOON, midnight - MOMENT, midnight]) == [True, True, False]

    def test_ends_when_the_next_work_of_the_day_is_late(self, address, ann):
        tree = make_category(user=ann)
        for clock in (time(17), time(18, 30), time(20)):
            make_work(user=ann, category=tree, deadline_on=date(2026, 9, 2), deadline_time=clock)
        make_work(user=ann, category=tree, deadline_on=date(2026, 9, 3), deadline_time=time(18, 10))
        first, second = datetime(2026, 9, 2, 9, 30, tzinfo=UTC), datetime(2026, 9, 2, 11, tzinfo=UTC)

        assert self.holds(ann, address, NOON, [first - MOMENT, first, first + MOMENT]) == [True, True, False]
        assert self.holds(ann, address, first, [first, first + MOMENT]) == [True, False]
        assert self.holds(ann, address, first + MOMENT, [second, second + MOMENT]) == [True, False]

    # Beirut's day begins at 1:00, Havana's midnight comes twice; Lord Howe's clock is set by half an hour.
    @pytest.mark.parametrize(
        ("zone", "day"),
        [
            ("America/New_York", date(2026, 3, 8)),
            ("America/New_York", date(2026, 11, 1)),
            ("Asia/Beirut", date(2026, 3, 29)),
            ("America/Havana", date(2026, 11, 1)),
            ("Australia/Lord_Howe", date(2026, 4, 5)),
        ],
    )
    def test_is_never_old_on_a_day_on_which_the_clock_is_set(self, address, zone, day, db):
        user, noon = make_user(time_zone=zone), datetime.combine(day, time(12, 30), tzinfo=ZoneInfo(zone))
        tree = make_category(user=user)
        for clock in (time(0, 30), time(1, 30), time(2, 30), time(3, 30), time(23, 59, 59)):
            make_work(user=user, category=tree, deadline_on=day, deadline_time=clock)
        first, known, held = noon.astimezone(UTC) - timedelta(hours=14), {}, 0
        client = client_for_days(user, first)

        # Every hour of the night; by day nothing changes.
        for step in [*range(8), *range(24, 27)]:
            for moment in (first + step * timedelta(hours=1), first + step * timedelta(hours=1) + MOMENT):
                with time_machine.travel(moment, tick=False):
                    fresh = client.get(address)
                    answer = client.get(address, HTTP_IF_NONE_MATCH=", ".join(known))
                if answer.status_code == 304:
                    held += 1
                    assert known[answer.headers["ETag"]] == fresh.content, moment
                known[fresh.headers["ETag"]] = fresh.content

        assert held

    @pytest.mark.parametrize(("day", "utc_midnight"), [(date(2026, 3, 8), 4), (date(2026, 11, 1), 5)])
    def test_ends_at_midnight_of_a_day_on_which_the_clock_was_set(self, address, day, utc_midnight, db):
        user = make_user(time_zone="America/New_York")
        make_work(user=user, category=make_category(user=user), deadline_on=day)
        noon = datetime.combine(day, time(18), tzinfo=UTC)
        midnight = datetime.combine(day + timedelta(days=1), time(utc_midnight), tzinfo=UTC)

        assert self.holds(user, address, noon, [midnight - MOMENT, midnight]) == [True, False]


class TestWhatTheClockDoesNotChange:
    @pytest.mark.parametrize(
        "address", ["/api/v1/works/", "/api/v1/categories/tree/", "/api/v1/auth/me/", "/api/v1/trash/"]
    )
    def test_holds_for_years(self, address, ann):
        tag = at(ann, NOON, address).headers["ETag"]

        assert at(ann, NOON + timedelta(days=900), address, tag).status_code == 304
