"""Counts of requests that processes share, here one Counter for each process."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.makers import NOON
from tests.proofs.racing import race
from wheelbarrow.core.models import RateCount
from wheelbarrow.core.rates import Counter, purge_counts

BEGAN_AT = 1_788_000_000


def allowed(counters, number, *, key="auth-192.0.2.1", began_at=BEGAN_AT, most=5, step=1):
    """How many of so many requests, each at another process, are among the first."""
    return sum(
        counters[index % len(counters)].count(key, began_at=began_at, most=most, step=step) for index in range(number)
    )


@pytest.mark.django_db
class TestCounter:
    @pytest.mark.parametrize("processes", [1, 2, 3])
    def test_is_exact_where_each_request_is_written(self, processes):
        counters = [Counter() for _process in range(processes)]

        assert allowed(counters, 20) == 5
        assert allowed(counters, 20, key="auth-192.0.2.2") == 5
        assert allowed(counters, 20, began_at=BEGAN_AT + 60) == 5

    def test_allows_a_step_more_for_each_other_process(self):
        assert 100 <= allowed([Counter(), Counter(), Counter()], 400, most=100, step=10) <= 120

    def test_survives_a_restart(self):
        assert allowed([Counter()], 5) == 5

        assert allowed([Counter()], 1) == 0

    def test_keeps_its_count_whatever_else_is_counted(self):
        counter = Counter()
        assert allowed([counter], 5) == 5

        for number in range(400):
            counter.count(f"auth-2001:db8:0:{number:x}::", began_at=BEGAN_AT, most=5, step=1)

        assert allowed([counter], 1) == 0

    @pytest.mark.parametrize(("number", "step", "statements"), [(4, 5, 0), (10, 5, 2), (10, 1, 10), (30, 1, 10)])
    def test_writes_each_step_and_nothing_once_it_refuses(self, number, step, statements):
        counter = Counter()

        with CaptureQueriesContext(connection) as queries:
            allowed([counter], number, most=10, step=step)

        assert len(queries) == statements


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_lose_no_count():
    race(*[lambda: allowed([Counter()], 20, most=1000)] * 4)

    assert RateCount.objects.get().requests == 80


@pytest.mark.django_db
def test_counts_of_spans_that_are_over_are_purged():
    for days in range(5):
        RateCount.objects.create(key=str(days), began_at=NOON - timedelta(days=days), requests=1)

    assert purge_counts(before=NOON, at=NOON) == 2
    assert RateCount.objects.count() == 3
