"""A tree that was damaged without a service: what is found, and how it is repaired. The command is in test_check_tree.py."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from categories import services
from categories.models import Category
from categories.repair import find_problems, repair_tree
from tests.makers import NOON, make_ancestors, make_category, make_work
from wheelbarrow.core import trash
from wheelbarrow.core.models import Deletion
from works.models import Work

LATER = NOON + timedelta(hours=1)


def damage(category, **values):
    """Write columns that no service writes."""
    Category.all_objects.filter(pk=category.pk).update(**values)


@contextmanager
def checks_off():
    """Switch off the CHECKs that refuse the damage until the test's transaction ends, on SQLite until the block ends."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE categories_category DROP CONSTRAINT category_path_level_check")
            cursor.execute("ALTER TABLE categories_category DROP CONSTRAINT category_root_level_check")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def kinds(user):
    return sorted(problem.kind for problem in find_problems(user=user))


def repair(user):
    return sorted(problem.kind for problem in repair_tree(user=user, at=LATER))


def rows(user):
    """Everything of the tree but when it was written, to compare before and after."""
    fields = [field.attname for field in Category._meta.concrete_fields if field.name not in ("updated_at", "version")]
    return list(Category.all_objects.owned_by(user).order_by("pk").values(*fields))


@pytest.fixture
def branch(ann, ben):
    """2026 → Garden → Beds → Roses; Ben has the same."""
    make_ancestors(user=ben, names=["2026", "Garden", "Beds", "Roses"])
    return make_ancestors(user=ann, names=["2026", "Garden", "Beds", "Roses"])


class TestFindProblems:
    def test_finds_nothing_in_a_sound_tree(self, ann, branch):
        services.delete_category(user=ann, category_id=branch[2].pk, at=NOON)
        make_work(user=ann, category=branch[1])

        assert find_problems(user=ann) == []

    def test_shows_what_is_and_what_should_be(self, ann, branch):
        root, tree, *_rest = branch
        damage(tree, path="/0/0")

        (problem,) = find_problems(user=ann)

        assert problem.row == f"project {tree.pk} “Garden”"
        assert problem.detail == f"path is /0/0, should be /{root.pk}/{tree.pk}"

    def test_reports_nothing_of_a_stranger(self, ann, ben, branch):
        damage(branch[1], path="/0/0")

        assert kinds(ann) == ["path"]
        assert kinds(ben) == []

    def test_changes_nothing(self, ann, branch):
        damage(branch[1], path="/0/0")
        before = rows(ann)

        find_problems(user=ann)

        assert rows(ann) == before


class TestRepairTree:
    def test_leaves_a_sound_tree_untouched(self, ann, branch):
        make_work(user=ann, category=branch[1])
        services.delete_category(user=ann, category_id=branch[2].pk, at=NOON)
        before = rows(ann)

        with CaptureQueriesContext(connection) as queries:
            assert repair_tree(user=ann, at=LATER) == []

        assert rows(ann) == before
        writes = [query["sql"] for query in queries if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
        assert [sql for sql in writes if "accounts_user" not in sql] == []

    @pytest.mark.parametrize(
        ("damaged", "found"),
        [
            ({1: {"path": "/9/9"}, 3: {"path": "/0/9/0/9"}}, ["path", "path"]),
            # They agree with each other, but not with the parent.
            ({3: {"path": "/7/8", "level": 1}}, ["level", "path"]),
            ({2: {"level": 9}}, ["level"]),
        ],
    )
    @pytest.mark.parametrize("is_deleted", [False, True])
    def test_repairs_paths_and_levels(self, ann, branch, damaged, found, is_deleted):
        if is_deleted:
            services.delete_category(user=ann, category_id=branch[1].pk, at=NOON)
        sound = rows(ann)
        with checks_off():
            for index, values in damaged.items():
                damage(branch[index], **values)

        assert repair(ann) == found

        assert rows(ann) == sound

    def test_repairs_two_rows_that_swapped_paths(self, ann):
        first, second = make_category(user=ann, name="2025"), make_category(user=ann, name="2026")
        sound = rows(ann)
        damage(first, path="/0")
        damage(second, path=first.path)
        damage(first, path=second.path)

        assert repair(ann) == ["path", "path"]

        assert rows(ann) == sound

    def test_repairs_a_branch_that_was_moved_by_its_parent_alone(self, ann, branch):
        year = make_category(user=ann, name="2027")
        damage(branch[2], parent=year)

        assert repair(ann) == ["level", "level", "path", "path"]

        beds, roses = Category.objects.with_ids([branch[2].pk, branch[3].pk]).order_by("level")
        assert (beds.path, beds.level) == (f"/{year.pk}/{beds.pk}", 1)
        assert (roses.path, roses.level) == (f"/{year.pk}/{beds.pk}/{roses.pk}", 2)

    def test_repairs_a_branch_whose_parent_was_cut_off(self, ann, branch):
        with checks_off():
            damage(branch[1], parent=None)

        assert repair(ann) == ["level", "level", "level", "path", "path", "path"]

        assert Category.objects.get(pk=branch[1].pk).path == f"/{branch[1].pk}"
        assert Category.objects.get(pk=branch[3].pk).level == 2

    @pytest.mark.parametrize("length", [1, 2, 3])
    def test_opens_a_cycle_at_its_oldest(self, ann, branch, length):
        last = branch[length]
        damage(branch[1], parent=last)

        assert repair(ann) == ["cycle"] * length

        oldest = Category.objects.get(pk=branch[1].pk)
        assert (oldest.parent_id, oldest.path, oldest.level) == (None, f"/{oldest.pk}", 0)
        assert kinds(ann) == []
        assert Category.objects.owned_by(ann).count() == 4
        assert set(Category.objects.subtree_of(oldest)) == set(branch[1:])

    def test_opens_two_cycles(self, ann, branch):
        other = make_ancestors(user=ann, names=["2027", "Kitchen", "Shelf"])
        damage(branch[1], parent=branch[2])
        damage(other[1], parent=other[2])

        assert repair(ann) == ["cycle"] * 4

        assert kinds(ann) == []

    @pytest.mark.parametrize(("kind", "parent"), [("parent", None), ("owner", "Garden")])
    def test_makes_a_root_of_a_row_whose_parent_is_missing_or_a_strangers(self, ann, ben, branch, kind, parent):
        theirs = parent and Category.objects.owned_by(ben).get(name=parent).pk
        damage(branch[1], parent_id=theirs or 10**9)
        before = rows(ben)
        assert kinds(ann) == [kind]

        assert repair(ann) == [kind]

        root = Category.objects.get(pk=branch[1].pk)
        assert (root.name, root.parent_id, root.path) == ("Garden", None, f"/{root.pk}")
        assert Category.objects.get(pk=branch[3].pk).level == 2
        assert (kinds(ann), rows(ben)) == ([], before)

    def test_puts_the_id_behind_a_name_that_is_taken_at_the_root(self, ann, branch):
        taken = make_category(user=ann, name="G" * 200)
        second = make_category(user=ann, name="G" * 200, parent=branch[0])
        third = make_category(user=ann, name="G" * 200, parent=branch[1])
        damage(second, parent_id=10**9)
        damage(third, parent_id=10**9 + 1)

        repair(ann)

        names = dict(Category.objects.owned_by(ann).roots().values_list("pk", "name"))
        assert names[taken.pk] == "G" * 200
        assert names[second.pk] == f"{'G' * 180} ({second.pk})"
        assert names[third.pk] == f"{'G' * 180} ({third.pk})"

    def test_makes_a_root_of_what_would_lie_too_deep(self, ann):
        upper = make_ancestors(user=ann, names=["x"] * 60)
        lower = make_ancestors(user=ann, names=["y"] * 60)
        damage(lower[1], parent=upper[-1])

        assert set(repair(ann)) == {"level", "path"}

        assert kinds(ann) == []
        assert Category.objects.owned_by(ann).deepest_level() == 99
        assert Category.objects.owned_by(ann).count() == 120

    def test_notices_a_row_that_would_lie_too_deep_by_itself(self, ann):
        deepest = make_ancestors(user=ann, names=["x"] * 100)[-1]
        stray = make_ancestors(user=ann, names=["y", "z"])[1]
        damage(stray, parent=deepest)

        assert kinds(ann) == ["level"]
        repair(ann)

        assert kinds(ann) == []

    def test_deletes_a_live_row_with_its_deleted_parent(self, ann, branch):
        _root, tree, beds, roses = branch
        work = make_work(user=ann, category=roses)
        deletion = services.delete_category(user=ann, category_id=roses.pk, at=NOON)
        damage(tree, deleted_at=NOON, deletion=deletion)
        damage(roses, deleted_at=None, deletion=None)
        Work.all_objects.filter(pk=work.pk).update(deleted_at=None, deletion=None)
        Deletion.objects.filter(pk=deletion.pk).update(counts={"categories": 1, "works": 0})

        assert kinds(ann) == ["stranded"]
        repair(ann)

        assert kinds(ann) == []
        deletion.refresh_from_db()
        assert set(Category.all_objects.taken_by(deletion)) == {tree, beds, roses}
        assert set(Work.all_objects.taken_by(deletion)) == {work}
        assert (deletion.counts["categories"], deletion.counts["works"]) == (3, 1)
        trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=LATER)
        assert Category.objects.owned_by(ann).count() == 4

    def test_counts_in_a_deletion_that_does_not_know_the_table_yet(self, ann, branch):
        work = make_work(user=ann, category=branch[3])
        deletion = services.delete_category(user=ann, category_id=branch[3].pk, at=NOON)
        Work.all_objects.filter(pk=work.pk).update(deleted_at=None, deletion=None)
        Deletion.objects.filter(pk=deletion.pk).update(counts={"categories": 1})

        repair(ann)

        deletion.refresh_from_db()
        assert deletion.counts == {"categories": 1, "works": 1}

    def test_is_idempotent(self, ann, branch):
        other = make_ancestors(user=ann, names=["2027", "Kitchen", "Shelf"])
        services.delete_category(user=ann, category_id=other[2].pk, at=NOON)
        damage(branch[1], parent=branch[2])
        damage(other[0], path="/0")
        repair(ann)
        repaired = rows(ann)

        assert repair(ann) == []

        assert rows(ann) == repaired
