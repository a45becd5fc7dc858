"""Queries use their index on both engines, with rows of many people in the tables.

PROVE=1 uses 100,000 works in 10,000 categories.
"""

import os
import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import UniqueConstraint

from categories.models import Category
from tests.makers import NOON, make_user
from tests.proofs.bulk import make_rows
from wheelbarrow.core.models import Deletion
from works.models import RecurringWork, Work, WorkText

WORKS, CATEGORIES = (100_000, 10_000) if os.environ.get("PROVE") else (7_500, 2_500)
PEOPLE = 100 if os.environ.get("PROVE") else 25
TABLES = "works_work|categories_category|wheelbarrow_deletion"

# The names of UNIQUE constraints by table and columns.
UNIQUE = {
    (model._meta.db_table, tuple(model._meta.get_field(name).column for name in constraint.fields)): constraint.name
    for model in (Category, Work, RecurringWork, Deletion, WorkText)
    for constraint in model._meta.constraints
    if isinstance(constraint, UniqueConstraint)
}


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker):
    """Make many people with as many rows each; yield one in the middle and her tree, at its end a large category.

    Rolls back in the end.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        people = [make_user(f"person{index}@example.org") for index in range(PEOPLE)]
        trees = [make_rows(user=user, categories=CATEGORIES // PEOPLE, works=WORKS // PEOPLE) for user in people]
        one, tree = people[PEOPLE // 2], trees[PEOPLE // 2]
        tree += make_rows(user=one, categories=1, works=WORKS // PEOPLE, top=tree[-1])
        Deletion.objects.bulk_create(
            Deletion(user=user, deleted_at=NOON - timedelta(hours=index), kind="work", label=f"{index}", counts={})
            for user in people
            for index in range(40)
        )
        with connection.cursor() as cursor:
            for table in TABLES.split("|"):
                cursor.execute(f"ANALYZE {table}")
        yield one, tree
        transaction.set_rollback(True)


# Each with its indexes. Any index that begins with the person serves to read all works of a person. Of three works in a
# category, those that are open or closed cost as much by the index of all.
SENTENCES = {
    "subtree_of": (["category_user_path_uniq"], lambda ann, tree: Category.objects.subtree_of(tree[2])),
    "at_path": (["category_user_path_uniq"], lambda ann, tree: Category.objects.owned_by(ann).at_path(tree[9].path)),
    "children_of": (
        ["category_siblings_idx"],
        lambda ann, tree: Category.objects.owned_by(ann).children_of(tree[2].pk),
    ),
    "tree": (["category_"], lambda ann, tree: Category.objects.owned_by(ann)),
    "under": (
        ["category_user_path_uniq", "work_category_idx"],
        lambda ann, tree: Work.objects.under(tree[2]),
    ),
    "in_category": (["work_category_idx"], lambda ann, tree: Work.objects.owned_by(ann).in_category(tree[2].pk)),
    "for_today": (
        ["work_open_idx"],
        lambda ann, tree: Work.objects.owned_by(ann).for_today(ann.local_time(NOON)),
    ),
    "overdue_at": (
        ["work_due_idx"],
        lambda ann, tree: Work.objects.owned_by(ann).overdue_at(ann.local_time(NOON + timedelta(days=60))),
    ),
    "due from a day on, of everybody": (
        ["work_deadline_idx"],
        lambda ann, tree: Work.objects.open().due_from(NOON.date() + timedelta(days=40)).order_by("deadline_on")[:50],
    ),
    "works list": (
        ["work_user_id_uniq"],
        lambda ann, tree: Work.objects.owned_by(ann).with_category().by_priority().order_by("-pk")[:50],
    ),
    "trash list": (
        ["deletion_user_deleted_at_idx"],
        lambda ann, tree: Deletion.objects.owned_by(ann).restorable().newest_first()[:50],
    ),
    "open_totals": (
        ["work_open_category_idx"],
        lambda ann, tree: Work.objects.filed_by(ann.pk).open_totals(ann.local_time(NOON)),
    ),
    "open_totals of a branch": (
        ["category_user_path_uniq", "work_(open_)?category_idx"],
        lambda ann, tree: Work.objects.under(tree[2]).open_totals(ann.local_time(NOON)),
    ),
    "weeks of a project": (
        ["category_user_path_uniq", "work_(closed_)?category_idx"],
        lambda ann, tree: (
            Work.objects.under(tree[2]).finished_since(NOON - timedelta(days=7)).finished_by_local_day(ann.zone)
        ),
    ),
    "weeks of a large category": (
        ["work_closed_category_idx"],
        lambda ann, tree: (
            Work.objects.owned_by(ann).in_category(tree[-1].pk).finished_since(NOON - timedelta(days=7))
        ).finished_by_local_day(ann.zone),
    ),
    "board": (
        ["work_finished_idx", "work_cancelled_idx"],
        lambda ann, tree: Work.objects.owned_by(ann).open_or_closed_since(NOON - timedelta(days=7)),
    ),
}


def with_names(plan):
    """Replace sqlite_autoindex_…, SQLite's name for the index of a UNIQUE constraint, by the name of the constraint."""
    with connection.cursor() as cursor:
        for auto in set(re.findall(r"sqlite_autoindex_\w+", plan)):
            cursor.execute(f"PRAGMA index_info({auto})")
            columns = auto.split("_", 2)[2].rpartition("_")[0], tuple(row[2] for row in cursor.fetchall())
            plan = plan.replace(auto, UNIQUE.get(columns, "of a primary key or a unique column"))
    return plan


def scans(plan):
    """Return the lines of the plan that read a whole table."""
    whole = rf"Seq Scan on ({TABLES})|SCAN ({TABLES}|T\d+|U\d+)\b(?! USING COVERING INDEX)"
    return re.findall(rf".*(?:{whole}).*", plan)


@pytest.mark.django_db
class TestSentences:
    @pytest.mark.parametrize("name", SENTENCES)
    def test_use_their_index(self, rows, name):
        indexes, sentence = SENTENCES[name]

        plan = with_names(sentence(*rows).explain())

        assert not scans(plan), plan
        assert all(re.search(index, plan) for index in indexes), plan
