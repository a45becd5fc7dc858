"""Delete, restore and purge, seen in the live rows, the deleted rows and all rows of the same tables."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from categories import services as categories
from categories.models import Category
from tests.makers import NOON, make_ancestors, make_category, make_work
from wheelbarrow.core import trash
from wheelbarrow.core.models import Deletion
from works.models import Work
from works.services import editing

LATER = NOON + timedelta(days=31)


def delete(row, at=NOON):
    if isinstance(row, Work):
        return editing.delete_work(user=row.user, work_id=row.pk, at=at)
    return categories.delete_category(user=row.user, category_id=row.pk, at=at)


def restore(deletion):
    return trash.restore_deletion(user=deletion.user, deletion_id=deletion.pk, at=LATER)


def purge(deletion, **more):
    return trash.purge_deletion(user=deletion.user, deletion_id=deletion.pk, at=LATER, **more)


def live():
    """The ids of all that is seen."""
    return {(model.__name__, pk) for model in (Category, Work) for pk in model.objects.values_list("pk", flat=True)}


def every():
    """The ids of all that is stored."""
    return {(model.__name__, pk) for model in (Category, Work) for pk in model.all_objects.values_list("pk", flat=True)}


@pytest.fixture
def branch(ann):
    """2026 › Garden › Beds with a work in each, and a root beside it."""
    nested = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])
    works = [make_work(user=ann, title=category.name, category=category) for category in nested]
    make_work(user=ann, title="beside", category=make_category(user=ann, name="2027"))
    return [*nested, *works]


class TestDeletingABranch:
    def test_takes_the_subtree_and_its_works_and_nothing_else(self, branch):
        _root, tree, beds, _in_root, in_garden, in_beds = branch
        before = live()

        deletion = delete(tree)

        gone = {("Category", tree.pk), ("Category", beds.pk), ("Work", in_garden.pk), ("Work", in_beds.pk)}
        assert live() == before - gone
        assert deletion.counts == {"categories": 2, "recurring_works": 0, "works": 2}
        assert (deletion.kind, deletion.label) == ("category", "Garden")

    def test_leaves_what_was_deleted_earlier_to_its_own_deletion(self, branch):
        *_, in_beds = branch
        first = delete(in_beds)

        second = delete(branch[0])

        in_beds.refresh_from_db()
        assert in_beds.deletion == first
        assert second.counts == {"categories": 3, "recurring_works": 0, "works": 2}

    def test_never_meets_a_path_that_begins_alike(self, ann):
        fifteen = make_category(user=ann, name="15")
        alike = make_category(user=ann, name="150")
        Category.all_objects.filter(pk=alike.pk).update(path=f"{fifteen.path}0")

        delete(fifteen)

        assert Category.objects.get() == alike

    def test_is_refused_to_a_stranger(self, ben, branch):
        with pytest.raises(categories.CategoryNotFound):
            categories.delete_category(user=ben, category_id=branch[0].pk, at=NOON)


class TestRestoring:
    def test_is_exact_after_three_overlapping_deletions(self, branch):
        root, tree, _beds, _in_root, in_garden, _in_beds = branch
        seen = [live()]
        deletions = []
        for row in (in_garden, tree, root):
            deletions.append(delete(row))
            seen.append(live())

        for deletion, before in zip(reversed(deletions), reversed(seen[:-1]), strict=True):
            restore(deletion)
            assert live() == before

        assert not Deletion.objects.exists()

    def test_gives_back_the_rows_as_they_were(self, branch):
        fields = [field.attname for field in Work._meta.concrete_fields if field.name not in ("updated_at", "version")]
        before = list(Work.objects.order_by("pk").values(*fields))

        restore(delete(branch[0]))

        assert list(Work.objects.order_by("pk").values(*fields)) == before

    def test_is_refused_under_a_deleted_parent_naming_it(self, branch):
        root, tree, *_ = branch
        inner = delete(tree)
        outer = delete(root)

        with pytest.raises(trash.ParentInTrash, match=f"“2026”.*{outer.pk}"):
            restore(inner)

        assert Deletion.objects.count() == 2

    def test_is_refused_to_a_work_of_a_deleted_category(self, branch):
        _root, tree, _beds, _in_root, in_garden, _in_beds = branch
        inner = delete(in_garden)
        delete(tree)

        with pytest.raises(trash.ParentInTrash, match="“Garden”"):
            restore(inner)

    @pytest.mark.parametrize("under_a_parent", [True, False])
    def test_is_refused_where_the_name_is_taken_since(self, ann, under_a_parent):
        parent = make_category(user=ann, name="2026") if under_a_parent else None
        deletion = delete(make_category(user=ann, name="Garden", parent=parent))
        make_category(user=ann, name="Garden", parent=parent)
        before = live()

        with pytest.raises(trash.NameTakenSince, match="“Garden”"):
            restore(deletion)

        assert live() == before

    def test_is_not_disturbed_by_the_same_name_elsewhere(self, ann, ben):
        deletion = delete(make_category(user=ann, name="Garden"))
        make_category(user=ann, name="Garden", parent=make_category(user=ann, name="2026"))
        make_category(user=ben, name="Garden")

        restore(deletion)

        assert Category.objects.filter(name="Garden").count() == 3

    def test_follows_a_branch_that_was_moved_meanwhile(self, branch):
        root, tree, beds, *_ = branch
        deletion = delete(beds)
        other = Category.objects.get(name="2027")
        categories.move_category(user=root.user, category_id=tree.pk, parent_id=other.pk, at=NOON)

        restore(deletion)

        beds.refresh_from_db()
        assert (beds.path, beds.level) == (f"{other.path}/{tree.pk}/{beds.pk}", 2)

    def test_is_refused_to_a_stranger(self, ben, branch):
        deletion = delete(branch[0])

        with pytest.raises(trash.DeletionNotFound):
            trash.restore_deletion(user=ben, deletion_id=deletion.pk, at=LATER)


class TestPurging:
    def test_removes_exactly_the_rows_of_the_deletion(self, branch):
        before = every()
        deletion = delete(branch[1])
        gone = every() - live()

        purge(deletion)

        assert every() == before - gone
        assert not Deletion.objects.exists()

    def test_takes_along_what_was_deleted_earlier_from_inside(self, branch):
        root, tree, beds, _in_root, in_garden, _in_beds = branch
        delete(in_garden)
        delete(beds)
        delete(tree)
        outer = delete(root)

        purged = purge(outer)

        assert purged.counts == {"categories": 3, "recurring_works": 0, "works": 3}
        assert [work.title for work in Work.all_objects.all()] == ["beside"]
        assert not Deletion.objects.exists()

    def test_leaves_the_rest_of_a_deletion_that_was_only_partly_inside(self, branch):
        _root, tree, *_rest, in_beds = branch
        beside = Work.objects.get(title="beside")
        both = editing.delete_works(user=tree.user, ids=[in_beds.pk, beside.pk], at=NOON)

        purge(delete(tree))

        both.refresh_from_db()
        assert {name: rows for name, rows in both.counts.items() if rows} == {"works": 1}
        assert restore(both).counts["works"] == 1
        assert Work.objects.filter(pk=beside.pk).exists()

    def test_goes_in_batches_children_first(self, branch, monkeypatch):
        monkeypatch.setattr(trash, "PURGE_BATCH", 2)
        batches = []

        purge(delete(branch[0]), report=batches.append)

        assert batches == [2, 1, 2, 1]

    def test_once_begun_cannot_be_seen_or_restored_and_is_finished_later(self, branch, monkeypatch):
        monkeypatch.setattr(trash, "PURGE_BATCH", 1)
        deletion = delete(branch[0])

        def interrupt(_count):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            purge(deletion, report=interrupt)
        with pytest.raises(trash.DeletionNotFound):
            restore(deletion)
        assert not Deletion.objects.restorable().exists()
        trash.purge_expired(before=NOON, at=LATER)

        assert {name for name, _pk in every()} == {"Category", "Work"}
        assert len(every()) == 2
        assert not Deletion.objects.exists()

    def test_is_refused_to_a_stranger(self, ben, branch):
        deletion = delete(branch[0])

        with pytest.raises(trash.DeletionNotFound):
            trash.purge_deletion(user=ben, deletion_id=deletion.pk, at=LATER)


class TestPurgingWhatHasExpired:
    def test_keeps_what_is_younger(self, ann):
        old, young = make_work(user=ann, title="old"), make_work(user=ann, title="young")
        delete(old, at=NOON - timedelta(days=31))
        delete(young, at=NOON - timedelta(days=29))

        purged = trash.purge_expired(before=NOON - timedelta(days=30), at=NOON)

        assert purged == 1
        assert Work.all_objects.get() == young

    def test_takes_inner_deletions_before_outer_ones(self, branch):
        for days, row in ((33, branch[5]), (32, branch[2]), (31, branch[0])):
            delete(row, at=NOON - timedelta(days=days))

        assert trash.purge_expired(before=NOON - timedelta(days=30), at=NOON) == 3
        assert len(every()) == 2

    def test_does_nothing_the_second_time(self, branch):
        delete(branch[0])

        assert [trash.purge_expired(before=LATER, at=LATER) for _ in range(2)] == [1, 0]

    def test_skips_what_was_restored_since_it_was_read(self, branch, monkeypatch):
        deletion = delete(branch[0])
        purge_deletion = trash.purge_deletion

        def restored_in_between(**given):
            restore(deletion)
            return purge_deletion(**given)

        monkeypatch.setattr(trash, "purge_deletion", restored_in_between)
        trash.purge_expired(before=LATER, at=LATER)

        assert len(live()) == 8

    def test_is_a_command_with_progress(self, ann, capsys):
        delete(make_work(user=ann), at=NOON)

        call_command("purge_deleted", days=1)

        assert "1 rows removed" in capsys.readouterr().out
        assert not Work.all_objects.exists()
