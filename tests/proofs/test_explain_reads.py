"""Compiled statements use their index on both engines, for a person with many rows among many people.

PROVE=1 uses 200,000 works of that person.
"""

import os
import re
from datetime import timedelta
from json import dumps

import pytest
from django.db import connection, transaction

from accounts import tokens
from accounts.models import User
from categories import selectors as category_selectors
from categories import services
from categories.api.views import OF_SUBTREE, OF_TREE
from categories.models import Category
from tests.makers import NOON, make_user
from tests.proofs import test_explain, test_explain_counts, test_explain_scheduler
from tests.proofs.bulk import make_rows, times
from tests.proofs.plans import measured_plan_of, plan_of
from tests.proofs.test_explain import TABLES, scans, with_names
from tests.proofs.test_explain_scheduler import rows_read
from wheelbarrow.core.models import Deletion
from works import selectors as work_selectors
from works.api import listing
from works.api.views import FINISHED, LISTED, OF_TODAY
from works.choices import CatchUp, Status
from works.models import RecurringWork, Work
from works.services import lookup

PROVE = bool(os.environ.get("PROVE"))
WORKS, CATEGORIES, OTHERS, WITHOUT_ROWS = (200_000, 2000, 50, 3000) if PROVE else (5_000, 500, 50, 1000)
PAGE = 50

# Copies a tenth of her works for each other person, filed in their roots.
COPY = """
    INSERT INTO works_work ({columns}, user_id, category_id)
    SELECT {columns}, owner, place FROM (SELECT id AS work, {columns} FROM works_work WHERE user_id = %s AND id > %s) AS hers
    JOIN (SELECT id AS place, user_id AS owner FROM categories_category WHERE level = 0 AND user_id <> %s) AS theirs
    ON work %% 10 = owner %% 10
"""


def work_of(user, nodes, index):
    """One in a hundred is open; the others were done every three minutes, the last at noon."""
    done = index % 100 != 0
    day = NOON.date() + timedelta(days=index % 700 // 7 - 50)
    return Work(
        user=user,
        title=f"{index}",
        category=nodes[index % len(nodes)] if index % 50 else None,
        position=index // len(nodes),
        current_status=Status.DONE if done else Status.TODO,
        end_at=NOON - timedelta(minutes=3 * index) if done else None,
        starts_on=None if done else day,
        **{**times(), "updated_at": NOON - timedelta(minutes=index)},
    )


@pytest.fixture(scope="module")
def tree(django_db_setup, django_db_blocker):
    """Make Ann, her tree and other people; yield Ann and her tree. Rolls back in the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        User.objects.bulk_create(User(email=f"town{n}@example.org", **_profile()) for n in range(WITHOUT_ROWS))
        ann = make_user()
        for number in range(OTHERS):
            make_rows(user=make_user(f"person{number}@example.org"), categories=CATEGORIES // 10, works=0)
        nodes = make_rows(user=ann, categories=CATEGORIES, works=0)
        RecurringWork.objects.bulk_create((_rule(nodes, index) for index in range(CATEGORIES * 2)), batch_size=2000)
        Deletion.objects.bulk_create(
            Deletion(user=ann, deleted_at=NOON - timedelta(hours=index), kind="work", label="Dig", counts={})
            for index in range(2000)
        )
        kept = {"id", "user_id", "category_id"}
        columns = ", ".join(f.column for f in Work._meta.concrete_fields if f.column not in kept)
        with connection.cursor() as cursor:
            # In turns, so that her works are neither the newest nor the oldest.
            for start in range(0, WORKS, WORKS // 10):
                last = Work.objects.order_by("pk").values_list("pk", flat=True).last() or 0
                part = range(start, start + WORKS // 10)
                Work.objects.bulk_create([work_of(ann, nodes, index) for index in part], batch_size=2000)
                cursor.execute(COPY.format(columns=columns), [ann.pk, last, ann.pk])
            for table in [*TABLES.split("|"), "accounts_user", "works_recurringwork"]:
                cursor.execute(f"ANALYZE {table}")
        yield ann, nodes
        transaction.set_rollback(True)


def _profile():
    return {"time_zone": "UTC", "language": "en", "password": "!"}


def _rule(nodes, index):
    place = nodes[index % len(nodes)]
    rule = {"rule": "FREQ=DAILY", "starts_on": NOON.date(), "catch_up": CatchUp.LATEST_ONLY}
    return RecurringWork(user_id=place.user_id, category=place, title=f"{index}", **rule, **times())


def moment(ann):
    return ann.local_time(NOON)


def below(node):
    """Return the ids of a branch, as the list takes them."""
    return sorted(category_selectors.branch(node.user_id, node.pk))


# The columns that the views select.
TODAYS = work_selectors._merged(OF_TODAY.plain, work_selectors.WITH_REASONS)
FINISHEDS = work_selectors._merged(FINISHED.plain, (*work_selectors.WITH_RULE, "filed"))
LISTS = tuple(column for name, column in LISTED.plain.items() if name != "category_path")
SUBTREES = tuple(OF_SUBTREE.plain.values())

# Each with its indexes; `a|b` if either serves.
STATEMENTS = {
    "works: today": (
        ["work_open_idx", "category_paused_idx"],
        lambda ann, tree: plan_of(work_selectors.todays_rows, ann.pk, moment(ann), TODAYS),
    ),
    "works: finished": (
        ["work_finished_idx"],
        lambda ann, tree: plan_of(
            work_selectors.finished_rows, ann.pk, NOON - timedelta(days=7), NOON, FINISHEDS, limit=PAGE
        ),
    ),
    "works: finished, behind a work": (
        ["work_finished_idx"],
        lambda ann, tree: plan_of(
            work_selectors.finished_rows, ann.pk, NOON - timedelta(days=7), NOON, FINISHEDS, NOON, 7, limit=PAGE
        ),
    ),
    "works: finished, counted": (
        ["work_finished_idx"],
        lambda ann, tree: plan_of(work_selectors.finished_to_count, ann.pk, NOON - timedelta(days=7), NOON),
    ),
    "works: listed": (
        ["work_user_id_uniq"],
        lambda ann, tree: plan_of(listing.listed_rows, ann.pk, None, LISTS, (), limit=PAGE),
    ),
    "works: listed, behind a work": (
        ["work_user_id_uniq"],
        lambda ann, tree: plan_of(listing.listed_rows, ann.pk, None, LISTS, (), 10**9, limit=PAGE),
    ),
    "works: listed, counted": (
        ["work_category_idx|work_updated_idx|work_user_id_uniq"],
        lambda ann, tree: plan_of(listing.listed_to_count, ann.pk, None, LISTS, ()),
    ),
    "works: listed in a leaf": (
        # SQLite plans without the values: it reads her works in the order of the list until the page is full.
        ["work_category_idx" if connection.vendor == "postgresql" else "work_user_id_uniq"],
        lambda ann, tree: plan_of(listing.listed_rows, ann.pk, None, LISTS, ("under",), below(tree[-1]), limit=PAGE),
    ),
    "works: listed in a branch, counted": (
        ["work_category_idx"],
        lambda ann, tree: plan_of(listing.listed_to_count, ann.pk, None, LISTS, ("under",), below(tree[5])),
    ),
    "works: open ones listed": (
        ["work_open_(category_)?idx"],
        lambda ann, tree: plan_of(listing.listed_to_count, ann.pk, None, LISTS, ("open",), True),
    ),
    "works: updated since": (
        ["work_updated_idx"],
        lambda ann, tree: plan_of(
            listing.listed_to_count, ann.pk, None, LISTS, ("updated_since",), NOON - timedelta(minutes=40)
        ),
    ),
    "categories: subtree": (
        ["category_user_path_uniq"],
        lambda ann, tree: plan_of(category_selectors.subtree_rows, ann.pk, tree[5].pk, SUBTREES),
    ),
    "categories: tree": (
        ["category_"],
        lambda ann, tree: plan_of(category_selectors.tree_rows, ann.pk, tuple(OF_TREE)),
    ),
    "ancestors: links": (
        ["category_user_id_uniq|categories_category_pkey|PRIMARY KEY"],
        lambda ann, tree: plan_of(category_selectors.links, ann.pk, [node.pk for node in tree[:50]]),
    ),
    "ancestors: branch": (
        ["category_user_path_uniq"],
        lambda ann, tree: plan_of(category_selectors._branch, ann.pk, tree[5].pk),
    ),
    "ancestors: paths": (
        ["category_user_id_uniq|categories_category_pkey|PRIMARY KEY"],
        lambda ann, tree: plan_of(category_selectors._paths, ann.pk, [node.pk for node in tree[:50]]),
    ),
    "authentication": (
        ["accounts_user_pkey|accounts_user USING INTEGER PRIMARY KEY"],
        lambda ann, tree: plan_of(tokens._active_person, ann.pk),
    ),
    "lookup: a work": (
        ["work_user_id_uniq|works_work_pkey|works_work USING INTEGER PRIMARY KEY"],
        lambda ann, tree: plan_of(lookup._works, ann.pk, 1),
    ),
    "lookup: a category": (
        ["category_user_id_uniq|categories_category_pkey|categories_category USING INTEGER PRIMARY KEY"],
        lambda ann, tree: plan_of(lookup._categories, ann.pk, tree[5].pk),
    ),
    "lookup: the last place of a category": (
        ["work_category_idx"],
        lambda ann, tree: plan_of(lookup._places, ann.pk, tree[5].pk),
    ),
    "lookup: the last place of none": (
        ["work_category_idx"],
        lambda ann, tree: plan_of(lookup._unfiled, ann.pk, limit=1),
    ),
    "planting: below another": (
        ["category_siblings_idx|category_sibling_name_uniq"],
        lambda ann, tree: plan_of(services._spots, ann.pk, tree[5].pk, "Beds"),
    ),
    "planting: a root": (
        ["category_siblings_idx|category_root_name_uniq"],
        lambda ann, tree: plan_of(services._spots, ann.pk, None, "Beds"),
    ),
    "trash: works of a deletion": (
        ["work_deletion_idx"],
        lambda ann, tree: Work.all_objects.taken_by(Deletion(pk=1)).explain(),
    ),
    "trash: categories of a deletion": (
        ["category_deletion_idx"],
        lambda ann, tree: Category.all_objects.taken_by(Deletion(pk=1)).explain(),
    ),
    "trash: rules of a deletion": (
        ["recurringwork_deletion_idx"],
        lambda ann, tree: RecurringWork.all_objects.taken_by(Deletion(pk=1)).explain(),
    ),
    "trash: what is due for its purge": (
        ["deletion_deleted_at_idx"],
        lambda ann, tree: Deletion.objects.due_for_purge(NOON - timedelta(days=80))[:1].explain(),
    ),
    "rules: of a category": (
        ["recurringwork_category_idx"],
        lambda ann, tree: RecurringWork.objects.owned_by(ann).in_category(tree[5].pk).explain(),
    ),
}


@pytest.mark.django_db
class TestAStatement:
    @pytest.mark.parametrize("name", STATEMENTS)
    def test_uses_its_index(self, tree, name):
        indexes, ask = STATEMENTS[name]

        plan = with_names(ask(*tree))

        # SQLite also calls it SCAN when it reads an index up to the first matching row.
        assert not scans(plan.replace("SCAN wheelbarrow_deletion USING INDEX", "SEARCH")), plan
        assert "Seq Scan on accounts_user" not in plan, plan
        assert all(re.search(index, plan) for index in indexes), plan

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite does not report how many rows it has read")
    def test_of_a_list_reads_one_page(self, tree):
        ann, _nodes = tree

        plan = measured_plan_of(listing.listed_rows, ann.pk, None, LISTS, (), limit=PAGE)

        assert sum(rows_read(plan, "works_work")) == PAGE, dumps(plan, indent=1)

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite does not report how many rows it has read")
    def test_of_a_late_page_reads_one_page(self, tree):
        ann, _nodes = tree
        ids = Work.objects.owned_by(ann).order_by("-pk").ids()
        ends = list(Work.objects.owned_by(ann).finished().order_by("end_at", "pk").values_list("end_at", "pk"))

        late = measured_plan_of(listing.listed_rows, ann.pk, None, LISTS, (), ids[-PAGE - 5], limit=PAGE)
        period = ends[0][0], ends[-1][0] + timedelta(days=1)
        finished = measured_plan_of(
            work_selectors.finished_rows, ann.pk, *period, FINISHEDS, *ends[-PAGE - 5], limit=PAGE
        )

        assert sum(rows_read(late, "works_work")) == PAGE, dumps(late, indent=1)
        assert sum(rows_read(finished, "works_work")) <= PAGE + 2, dumps(finished, indent=1)

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite does not report how many rows it has read")
    def test_of_today_reads_only_open_works(self, tree):
        ann, _nodes = tree

        plan = measured_plan_of(work_selectors.todays_rows, ann.pk, moment(ann), TODAYS)

        assert sum(rows_read(plan, "works_work")) <= WORKS // 100, dumps(plan, indent=1)


# They enforce a rule, so no query needs to use them.
RULES = {
    "category_user_id_uniq",
    "work_user_id_uniq",
    "recurringwork_user_id_uniq",
    "deletion_user_id_uniq",
    "category_sibling_name_uniq",
    "category_root_name_uniq",
}


def own_indexes():
    for model in (Category, Work, RecurringWork, Deletion):
        yield from (index.name for index in model._meta.indexes)
        yield from (constraint.name for constraint in model._meta.constraints if constraint.name.endswith("_uniq"))


def asked_for():
    """Yield the full names of the indexes that some query must use."""
    yield from (index for indexes, _ask in STATEMENTS.values() for index in indexes)
    yield from (index for indexes, _ask in test_explain.SENTENCES.values() for index in indexes)
    yield from (index for index, _count in test_explain_counts.COUNTS.values())
    yield from (re.match(r"\w+", index)[0] for index, _ask in test_explain_scheduler.SENTENCES.values())


class TestAnIndex:
    @pytest.mark.parametrize("index", sorted(set(own_indexes()) - RULES))
    def test_is_used(self, index):
        assert index in set(asked_for())
