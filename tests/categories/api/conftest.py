"""A small wood to ask about."""

from datetime import date

import pytest
import time_machine

from categories import services
from tests.makers import NOON, make_category, make_chain


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def forest(ann, ben):
    """Ann's 2026 with a branch in force for a while, her 2025, and Ben's."""
    year = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    root = make_category(user=ann, name="2026", **year)
    tree = make_category(user=ann, name="Garden", parent=root, content="Beds and paths")
    beds = make_category(user=ann, name="Beds", parent=tree, starts_on=date(2026, 3, 15), ends_on=date(2026, 4, 1))
    old = make_category(user=ann, name="2025", ends_on=date(2025, 12, 31))
    services.delete_category(user=ann, category_id=make_category(user=ann, name="Gone").pk, at=NOON)
    bens = make_chain(user=ben, names=["Ben's 2026", "Ben's tree"])
    return {"root": root.pk, "tree": tree.pk, "beds": beds.pk, "old": old.pk, "bens": bens[0].pk}
