"""Rows of the tree for tests over HTTP."""

from datetime import date

import pytest
import time_machine

from categories import services
from tests.makers import NOON, make_ancestors, make_category


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ids(ann, ben):
    """Make 2026 with a branch that has dates, 2025, and a category of Ben; return their ids by name."""
    year = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    root = make_category(user=ann, name="2026", **year)
    tree = make_category(user=ann, name="Garden", parent=root, content="Beds and paths")
    beds = make_category(user=ann, name="Beds", parent=tree, starts_on=date(2026, 3, 15), ends_on=date(2026, 4, 1))
    old = make_category(user=ann, name="2025", ends_on=date(2025, 12, 31))
    services.delete_category(user=ann, category_id=make_category(user=ann, name="Gone").pk, at=NOON)
    bens = make_ancestors(user=ben, names=["Ben's 2026", "Ben's tree"])
    return {"root": root.pk, "tree": tree.pk, "beds": beds.pk, "old": old.pk, "bens": bens[0].pk}
