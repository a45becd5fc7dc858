"""What every reading endpoint costs in SQL statements, as committed in query_counts.json, and that rows cost none.

Each count includes the one statement that authentication takes.
"""

import json
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.makers import NOON, make_chain, make_finished_work, make_recurring_work, make_work
from tests.wheelbarrow.core.api.endpoints import ENDPOINTS, ENTRANCES, QUERIES
from works.models import Work
from works.services import editing

COUNTS = json.loads((Path(__file__).parent / "query_counts.json").read_text())
AUTHENTICATION = 1
READING = [endpoint for endpoint in ENDPOINTS if endpoint.method == "GET" and endpoint.path not in ENTRANCES]


def plant(user, *, first_year=2026, years):
    """Categories below one another and beside, works of every kind in each, made by a rule too, and things in the trash."""
    rows = {}
    for year in range(first_year, first_year + years):
        chain = make_chain(user=user, names=[str(year), "Garden", "Beds"])
        works = [make_work(user=user, category=category, deadline_on=NOON.date()) for category in chain]
        make_finished_work(user=user, category=chain[-1])
        rules = [make_recurring_work(user=user, category=category) for category in chain]
        done = make_recurring_work(user=user, category=chain[-1])
        editing.finish_works(user=user, ids=Work.objects.made_by(done.pk).ids(), at=NOON)
        gone = editing.delete_work(user=user, work_id=make_work(user=user).pk, at=NOON)
        rows = {"categories": chain[-1], "works": works[-1], "recurring-works": rules[-1], "trash": gone}
    return rows


def count(api, endpoint, rows, **query):
    needed = QUERIES.get(endpoint.path, lambda _row_of: {})(rows.get)
    if endpoint.is_paginated:
        # More rows than a page holds: then they are counted, too.
        needed = {**needed, "page_size": 1}
    with CaptureQueriesContext(connection) as statements:
        response = api.get(endpoint.address(rows.get(endpoint.noun)), {**needed, **query})
        # A stream asks while it is read.
        assert response.getvalue()
    assert response.status_code == 200, response.json()
    return len(statements)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.parametrize("endpoint", READING, ids=str)
class TestReading:
    def test_costs_what_is_committed(self, endpoint, ann, api):
        rows = plant(ann, years=1)

        cost = count(api, endpoint, rows)

        assert {endpoint.path: cost} == {endpoint.path: COUNTS.get(endpoint.path)}

    def test_costs_the_same_with_ten_times_the_rows(self, endpoint, ann, api):
        before = count(api, endpoint, plant(ann, first_year=2026, years=1))

        after = count(api, endpoint, plant(ann, first_year=2027, years=9))

        assert after == before


class TestTheCommittedCounts:
    def test_name_no_endpoint_that_is_gone(self):
        assert set(COUNTS) == {endpoint.path for endpoint in READING}

    def test_keep_today_and_every_list_within_three(self):
        assert {path: cost for path, cost in COUNTS.items() if cost - AUTHENTICATION > 3} == {}

    def test_keep_the_roll_up_of_the_tree_within_three(self, ann, api):
        tree = next(endpoint for endpoint in READING if endpoint.action == "tree")

        few = count(api, tree, plant(ann, first_year=2026, years=1), summary="1")
        many = count(api, tree, plant(ann, first_year=2027, years=9), summary="1")

        assert few == many
        assert few - AUTHENTICATION <= 3
