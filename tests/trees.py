"""Hypothesis strategies for the rows of a person: a tree, rules, works in every state, and trash.

They draw plain data, so that a failing example can be read and shrunk; `make_rows` makes the rows by the services.
"""

import json
import os
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import NamedTuple

from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from rest_framework.renderers import JSONRenderer

from categories import services as categories
from tests.makers import NOON, make_category, make_recurring_work, make_work
from works.choices import CatchUp, Priority, Status
from works.models import Work
from works.services import editing, recurring

PROVE = bool(os.environ.get("PROVE"))
# NOON is 18:00 in Seoul and 11:00 in Berlin.
TODAY = date(2026, 9, 2)
some_days = st.integers(-2, 2).map(lambda n: TODAY + timedelta(days=n))
days = st.none() | some_days
times = st.sampled_from([None, time(11), time(10, 59, 59), time(17, 59), time(18), time(18, 0, 1), time(23, 59, 59)])
instants = st.integers(-60, 0).map(lambda hours: NOON + timedelta(hours=hours))
# A category by number; None for no category.
places = st.none() | st.integers(0, 5)


class RowData(NamedTuple):
    """Keyword arguments of rows, in which `place` and `parent` number the categories, and the numbers to delete then."""

    categories: list[dict]
    rules: list[dict]
    works: list[dict]
    deleted_works: list[int]
    deleted_rules: list[int]
    deleted_categories: list[int]


class RowIds(NamedTuple):
    """The ids of all rows, deleted ones included."""

    categories: list[int]
    rules: list[int]
    works: list[int]


@st.composite
def some_works(draw):
    """Draw arguments of make_work, with no deadline before the start and no time without a day."""
    starts_on, deadline_on = draw(days), draw(days)
    if starts_on and deadline_on:
        starts_on, deadline_on = sorted([starts_on, deadline_on])
    return {
        "place": draw(places),
        "content": draw(st.sampled_from(["", "ab", "100%", "é\n\u2028"])),
        "current_status": draw(st.sampled_from(Status)),
        "priority": draw(st.sampled_from(Priority)),
        "my_job": draw(st.booleans()),
        "starts_on": starts_on,
        "deadline_on": deadline_on,
        "deadline_time": draw(times) if deadline_on else None,
        "position": draw(st.integers(0, 3)),
        "at": draw(instants),
    }


some_categories = st.fixed_dictionaries(
    {"parent": places, "content": st.sampled_from(["", "soil"]), "starts_on": st.none() | st.just(TODAY)}
)
some_rules = st.fixed_dictionaries(
    {
        "place": places,
        "rule": st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=WE,FR"]),
        "starts_on": st.sampled_from([TODAY, TODAY - timedelta(days=1)]),
        "deadline_days": st.sampled_from([None, 0, 1]),
        "catch_up": st.sampled_from(CatchUp),
    }
)
few = st.lists(st.integers(0, 7), max_size=2, unique=True)
trees = st.builds(
    RowData,
    categories=st.lists(some_categories, min_size=2, max_size=6),
    rules=st.lists(some_rules, max_size=2),
    works=st.lists(some_works(), min_size=3, max_size=7),
    deleted_works=few,
    deleted_rules=st.lists(st.integers(0, 1), max_size=1),
    deleted_categories=st.lists(st.integers(0, 5), max_size=1),
)
# Rows of a stranger, which must not appear.
small_trees = st.builds(
    RowData,
    categories=st.lists(some_categories, min_size=1, max_size=2),
    rules=st.lists(some_rules, max_size=1),
    works=st.lists(some_works(), min_size=1, max_size=2),
    deleted_works=st.just([]),
    deleted_rules=st.just([]),
    deleted_categories=st.just([]),
)


def _work(place, status=Status.TODO, **fields):
    return {"place": place, "current_status": status, "at": NOON, **fields}


# Works of each kind at each depth, two of a kind in one branch.
FULL = RowData(
    categories=[{"parent": None}, {"parent": 0}, {"parent": 1}, {"parent": 0}, {"parent": None}],
    rules=[{"place": 2, "rule": "FREQ=DAILY", "starts_on": TODAY, "deadline_days": 0, "catch_up": CatchUp.CREATE_ALL}],
    works=[
        _work(0, deadline_on=TODAY - timedelta(days=1)),
        _work(1, deadline_on=TODAY - timedelta(days=2), priority=Priority.HIGH),
        _work(2, deadline_on=TODAY, deadline_time=time(10), my_job=True),
        _work(2, Status.DONE),
        _work(1, Status.DONE, at=NOON - timedelta(hours=20)),
        _work(3, Status.IN_PROGRESS, starts_on=TODAY, deadline_on=TODAY + timedelta(days=2)),
        _work(3, deadline_on=TODAY + timedelta(days=1)),
        _work(None, Status.CANCELLED),
        _work(None),
        _work(4, Status.DONE),
    ],
    deleted_works=[9],
    deleted_rules=[],
    deleted_categories=[4],
)


def make_rows(user, tree: RowData) -> RowIds:
    """Make the rows; a branch that is already deleted with another is not deleted again."""
    found: list = []
    for number, fields in enumerate(tree.categories):
        parent = _numbered(found, fields["parent"])
        found.append(make_category(user=user, name=f"c{number}", **{**fields, "parent": parent}))
    rules = [
        make_recurring_work(
            user=user, category=_numbered(found, fields["place"]), title=f"r{number}", **_without_place(fields)
        )
        for number, fields in enumerate(tree.rules)
    ]
    made = Work.objects.owned_by(user).order_by("pk").ids()
    for number, fields in enumerate(tree.works):
        make_work(
            user=user, category=_numbered(found, fields["place"]), title=f"w{number % 4}", **_without_place(fields)
        )
    works = Work.objects.owned_by(user).order_by("pk").ids()
    editing.finish_works(user=user, ids=made[:1], at=NOON)
    for number in tree.deleted_works:
        if number < len(works):
            editing.delete_work(user=user, work_id=works[number], at=NOON)
    for number in tree.deleted_rules:
        if number < len(rules):
            recurring.delete_recurring_work(user=user, recurring_work_id=rules[number].pk, at=NOON)
    for number in tree.deleted_categories:
        if number < len(found):
            categories.delete_category(user=user, category_id=found[number].pk, at=NOON)
    return RowIds([row.pk for row in found], [row.pk for row in rules], works)


def _numbered(rows, number):
    return rows[number % len(rows)] if rows and number is not None else None


def _without_place(fields):
    return {name: value for name, value in fields.items() if name != "place"}


@contextmanager
def rolled_back():
    """Clear the cache and roll back, so that the next example has the same ids."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def examples(number: int):
    """Use a few fixed examples; with PROVE=1 twenty times as many, different ones each time."""
    return settings(
        max_examples=20 * number if PROVE else number,
        derandomize=not PROVE,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def as_json(data):
    """Return serializer data as a client reads it."""
    return json.loads(JSONRenderer().render(data))
