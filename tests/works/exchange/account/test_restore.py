"""The import of an export: the same account on another server, field by field."""

import pytest

from categories.repair import find_problems
from tests.makers import make_user
from tests.works.exchange.account.scenes import contents_of, export, make_everything, restore
from wheelbarrow.core.models import Change


@pytest.fixture
def full(ann):
    make_everything(ann)
    return ann


@pytest.fixture
def eve(db):
    """A person of the other server."""
    return make_user("eve@example.org", time_zone="Asia/Seoul")


def last_batch(user):
    return Change.objects.owned_by(user).latest("batch").batch


class TestRoundTrip:
    def test_every_field_of_every_row_is_the_same(self, full, eve):
        before = contents_of(full)

        restore(eve, export(full))

        after = contents_of(eve, but_batch=last_batch(eve))
        for name, rows in before.items():
            assert after[name] == rows, name
        assert all(before.values()), "a table has no rows to compare"

    def test_the_trees_are_consistent_and_the_first_account_is_untouched(self, full, eve):
        before = contents_of(full)

        restore(eve, export(full))

        assert find_problems(user=eve) == []
        assert find_problems(user=full) == []
        assert contents_of(full) == before
