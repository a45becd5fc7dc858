"""How much one person may ask for in a minute."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from rest_framework.test import APIRequestFactory

from tests.conftest import client_of
from wheelbarrow.core.api.throttles import PersonThrottle

# Twenty seconds of its minute have passed.
MOMENT = datetime(2026, 9, 2, 9, 0, 20, tzinfo=UTC)
ADDRESS = "/api/v1/works/today/"


@pytest.fixture
def clock():
    with time_machine.travel(MOMENT, tick=False) as clock:
        yield clock


def let(monkeypatch, rate):
    monkeypatch.setattr(PersonThrottle, "THROTTLE_RATES", {"user": rate})


def statuses(client, count, **headers):
    return [client.get(ADDRESS, headers=headers).status_code for _number in range(count)]


class TestPersonThrottle:
    def test_allows_as_many_as_the_rate_to_each_person(self, ann, ben, clock, monkeypatch):
        let(monkeypatch, "3/min")

        for user in (ann, ben):
            assert statuses(client_of(user), 5) == [200, 200, 200, 429, 429]

    def test_counts_a_person_with_two_tokens_once(self, ann, clock, monkeypatch):
        let(monkeypatch, "2/min")

        assert [statuses(client_of(ann), 1)[0] for _token in range(3)] == [200, 200, 429]

    def test_shows_the_seconds_until_the_next_minute_and_lets_through_then(self, ann, clock, monkeypatch):
        let(monkeypatch, "1/min")
        client = client_of(ann)
        client.get(ADDRESS)

        refused = client.get(ADDRESS)

        assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
        assert int(refused.headers["Retry-After"]) == 40
        clock.shift(timedelta(seconds=39))
        assert statuses(client, 1) == [429]
        clock.shift(timedelta(seconds=1))
        assert statuses(client, 2) == [200, 429]

    def test_gives_no_more_for_what_was_not_used(self, ann, clock, monkeypatch):
        let(monkeypatch, "2/min")
        client = client_of(ann)

        clock.shift(timedelta(minutes=10))

        assert statuses(client, 3) == [200, 200, 429]

    @pytest.mark.parametrize(("rate", "seconds"), [("1/sec", 1), ("1/min", 60), ("1/hour", 3600), ("1/day", 86_400)])
    def test_counts_by_the_span_of_the_rate(self, ann, clock, monkeypatch, rate, seconds):
        let(monkeypatch, rate)
        assert statuses(client_of(ann), 2) == [200, 429]

        clock.shift(timedelta(seconds=seconds))

        # With another token: the first has grown old.
        assert statuses(client_of(ann), 2) == [200, 429]

    def test_lets_everything_through_without_a_rate(self, ann, clock, monkeypatch):
        let(monkeypatch, None)

        assert set(statuses(client_of(ann), 30)) == {200}

    def test_counts_strangers_by_address(self, anonymous, clock, monkeypatch):
        let(monkeypatch, "2/min")
        # Refused before they are counted.
        assert statuses(anonymous, 4) == [401] * 4

        one, other = _asked_by(), _asked_by(REMOTE_ADDR="10.0.0.9")

        assert [_allowed(one) for _time in range(3)] == [True, True, False]
        assert [_allowed(other) for _time in range(3)] == [True, True, False]


def _asked_by(**environment):
    request = APIRequestFactory().get(ADDRESS, **environment)
    request.user = AnonymousUser()
    return request


def _allowed(request):
    return PersonThrottle().allow_request(request, view=None)
