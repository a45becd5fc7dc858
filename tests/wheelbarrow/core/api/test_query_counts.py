"""SQL statements of every reading endpoint: as committed in query_counts.json, with any number of rows.

Each count includes the one statement that authentication takes.
"""

import json
from pathlib import Path

import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from categories.api_tokens import create_token
from tests.conftest import client_of
from tests.makers import (
    NOON,
    make_ancestors,
    make_finished_work,
    make_import,
    make_label,
    make_recurring_work,
    make_work,
)
from tests.wheelbarrow.core.api.endpoints import ENDPOINTS, PUBLIC, QUERIES
from wheelbarrow.core.models import Change
from works.models import Work
from works.services import editing, feeds

COUNTS = json.loads((Path(__file__).parent / "query_counts.json").read_text())
AUTHENTICATION = 1
READING = [endpoint for endpoint in ENDPOINTS if endpoint.method == "GET" and endpoint.path not in PUBLIC]


def make_rows(user, *, first_year, years):
    """Make trees with works of every kind in each category, rules, and trash; return the last row of each noun."""
    rows = {}
    # At most three files may wait; the first time there must be more than one.
    uploads = [make_import(user=user, title=str(number)) for number in range(2 if years == 1 else 1)]
    for year in range(first_year, first_year + years):
        nested = make_ancestors(user=user, names=[str(year), "Garden", "Beds"])
        labels = [make_label(user=user, name=f"{name} {year}") for name in ("Home", "Urgent")]
        ids = [label.pk for label in labels]
        works = [make_work(user=user, category=category, deadline_on=NOON.date(), labels=ids) for category in nested]
        make_finished_work(user=user, category=nested[-1], labels=ids)
        rules = [make_recurring_work(user=user, category=category, labels=ids) for category in nested]
        done = make_recurring_work(user=user, category=nested[-1])
        editing.finish_works(user=user, ids=Work.objects.made_by(done.pk).ids(), at=NOON)
        gone = [editing.delete_work(user=user, work_id=make_work(user=user).pk, at=NOON) for _ in range(2)][-1]
        rows = {
            "categories": nested[-1],
            "labels": labels[-1],
            "works": works[-1],
            "recurring-works": rules[-1],
            "trash": gone,
            "feeds": feeds.create_feed(user=user, name=str(year), at=NOON, under=nested[-1].pk, labels=ids).row,
            "auth/tokens": create_token(user=user, name=f"Script {year}", scopes=["read"], at=NOON).row,
        }
        rows["imports"] = uploads[-1]
        rows["changes"] = Change.objects.owned_by(user).newest_first().first()
    return rows


def count(api, endpoint, rows, **query):
    needed = QUERIES.get(endpoint.path, lambda _row_of: {})(rows.get)
    if endpoint.is_paginated:
        # More rows than a page holds, so that they are counted too.
        needed = {**needed, "page_size": 1}
    cache.clear()
    with CaptureQueriesContext(connection) as statements:
        response = api.get(endpoint.address(rows.get(endpoint.noun)), {**needed, **query})
        # A stream runs its queries while it is read.
        assert response.getvalue()
    assert response.status_code == 200, response.json()
    return len(statements)


def count_all(api, rows):
    tree = next(endpoint for endpoint in READING if endpoint.action == "tree")
    counts = {endpoint.path: count(api, endpoint, rows) for endpoint in READING}
    return counts, count(api, tree, rows, summary="1")


class TestQueryCounts:
    def test_are_those_committed_with_any_number_of_rows(self, ann):
        with time_machine.travel(NOON, tick=False):
            api = client_of(ann)
            few, tree_with_totals = count_all(api, make_rows(ann, first_year=2026, years=1))
            many = count_all(api, make_rows(ann, first_year=2027, years=9))

        assert few == COUNTS
        assert many == (few, tree_with_totals)
        assert tree_with_totals - AUTHENTICATION <= 3

    def test_are_three_at_most(self):
        # The export reads every table of the account, a report five at any size: no join of 200,000 works.
        more = {"/api/v1/export/", "/api/v1/reports/period/"}
        assert {path for path, cost in COUNTS.items() if cost - AUTHENTICATION > 3} == more
