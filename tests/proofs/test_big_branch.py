"""Deleting, restoring and moving a branch takes a fixed number of statements. PROVE=1: 10,000 categories with 50,000 works."""

import os

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from categories import services as categories
from categories.models import Category
from categories.repair import find_problems
from tests.makers import NOON, make_category, make_work
from tests.proofs.bulk import make_rows
from wheelbarrow.core import trash
from works.models import Work
from works.services import editing

SMALL = (100, 500)
LARGE = (10_000, 50_000) if os.environ.get("PROVE") else (500, 2_000)


def statements(action, **fields):
    """Return the result of the service and the verbs of its SQL."""
    with CaptureQueriesContext(connection) as queries:
        answer = action(at=NOON, **fields)
    return answer, [query["sql"].split()[0] for query in queries]


def live_ids(user):
    return {model: set(model.objects.owned_by(user).values_list("pk", flat=True)) for model in (Category, Work)}


@pytest.fixture
def branches(ann, ben):
    """Make a small and a large branch of Ann's in one project, and rows of Ben's."""
    year = make_category(user=ann, name="2026")
    make_rows(user=ben, categories=20, works=20)
    small, large = (
        make_category(user=ann, name="small", parent=year),
        make_category(user=ann, name="large", parent=year),
    )
    make_rows(user=ann, categories=SMALL[0] - 1, works=SMALL[1], top=small)
    make_rows(user=ann, categories=LARGE[0] - 1, works=LARGE[1], top=large)
    return small, large


class TestDeleteAndRestore:
    def test_take_as_many_statements_for_a_large_branch_as_for_a_small_one(self, ann, branches):
        sent = []
        for branch, (nodes, works) in zip(branches, (SMALL, LARGE), strict=True):
            deletion, deleting = statements(categories.delete_category, user=ann, category_id=branch.pk)
            assert (deletion.counts["categories"], deletion.counts["works"]) == (nodes, works)
            _gone, restoring = statements(trash.restore_deletion, user=ann, deletion_id=deletion.pk)
            sent.append((deleting, restoring))

        assert sent[0] == sent[1]
        assert "UPDATE" in sent[0][0]
        assert "UPDATE" in sent[0][1]

    def test_bring_back_exactly_those_rows(self, ann, ben, branches):
        _small, large = branches
        inside = Category.objects.owned_by(ann).children_of(large.pk).order_by("pk").first()
        twig = Category.objects.owned_by(ann).subtree_of(inside).order_by("-level", "pk").first()
        work = make_work(user=ann, title="Gone before", category=inside)
        earlier = [
            categories.delete_category(user=ann, category_id=twig.pk, at=NOON),
            editing.delete_work(user=ann, work_id=work.pk, at=NOON),
        ]
        before, bens = live_ids(ann), live_ids(ben)

        deletion = categories.delete_category(user=ann, category_id=large.pk, at=NOON)
        during = live_ids(ann)
        trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=NOON)

        assert during[Category] == before[Category] - set(
            Category.all_objects.subtree_of(large).values_list("pk", flat=True)
        )
        assert not Work.all_objects.under(large).filter(pk__in=during[Work]).exists()
        assert live_ids(ann) == before
        assert live_ids(ben) == bens
        assert Work.all_objects.get(pk=work.pk).deletion_id == earlier[1].pk
        assert set(Category.all_objects.taken_by(earlier[0])) == {twig}
        assert find_problems(user=ann) == []


class TestMove:
    def test_takes_as_many_statements_for_a_large_branch_as_for_a_small_one(self, ann, branches):
        target = make_category(user=ann, name="2027")

        sent = [
            statements(categories.move_category, user=ann, category_id=branch.pk, parent_id=target.pk)[1]
            for branch in branches
        ]

        assert sent[0] == sent[1]
        assert find_problems(user=ann) == []
