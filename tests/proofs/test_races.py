"""Two people's hands, or two tabs of one, on the same rows at one moment. PROVE=1 repeats each race 300 times."""

import pytest
from django.db import connection

from accounts import tokens
from categories import services as categories
from categories.models import Category
from tests.makers import NOON, make_ancestors, make_category, make_work
from tests.proofs.racing import ROUNDS, assert_only, assert_sound, race, winners
from wheelbarrow.core import trash
from wheelbarrow.core.models import Deletion
from works.choices import Status
from works.models import Work
from works.services import editing, lifecycle, lookup

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time; test_processes.py is its proof"
    ),
]

rounds = range(ROUNDS)


def creating(user, parent, name="Late"):
    return lambda: categories.create_category(user=user, name=name, parent=parent.pk if parent else None, at=NOON)


def filing(user, category):
    return lambda: editing.create_work(user=user, title="Late", category=category.pk, at=NOON)


def moving(user, category, parent):
    parent_id = parent.pk if parent else None
    return lambda: categories.move_category(user=user, category_id=category.pk, parent_id=parent_id, at=NOON)


def deleting(user, category):
    return lambda: categories.delete_category(user=user, category_id=category.pk, at=NOON)


def restoring(user, deletion):
    return lambda: trash.restore_deletion(user=user, deletion_id=deletion.pk, at=NOON)


def purging(user, deletion):
    return lambda: trash.purge_deletion(user=user, deletion_id=deletion.pk, at=NOON)


def counted(deletion):
    """Return the counts of the deletion, and the rows that it has."""
    counts = Deletion.objects.get(pk=deletion.pk).counts
    held = [Category.all_objects.taken_by(deletion).count(), Work.all_objects.taken_by(deletion).count()]
    return [counts["categories"], counts["works"]], held


class TestCreateInABranchBeingDeleted:
    def test_leaves_no_live_category_in_a_deleted_one(self, ann, ben):
        for number in rounds:
            root, branch = make_ancestors(user=ann, names=[f"{number}", "Garden"])

            outcomes = race(creating(ann, branch), deleting(ann, root), creating(ben, None, f"{number}"))

            assert_only(outcomes, categories.ParentNotFound)
            assert {1, 2} <= set(winners(outcomes))
            counts_of, held = counted(outcomes[1])
            assert counts_of == held == [3 if 0 in winners(outcomes) else 2, 0]
            assert not Category.objects.owned_by(ann).exists()
            assert_sound(ann, ben)

    def test_leaves_no_live_work_in_a_deleted_one(self, ann, ben):
        for number in rounds:
            root, branch = make_ancestors(user=ann, names=[f"{number}", "Garden"])

            outcomes = race(filing(ann, branch), deleting(ann, root))

            assert_only(outcomes, lookup.UnknownCategory)
            assert 1 in winners(outcomes)
            counts_of, held = counted(outcomes[1])
            assert counts_of == held == [2, 1 if 0 in winners(outcomes) else 0]
            assert not Work.objects.exists()
            assert_sound(ann, ben)

    def test_files_no_work_that_is_moved_there(self, ann):
        for number in rounds:
            root, branch = make_ancestors(user=ann, names=[f"{number}", "Garden"])
            work = make_work(user=ann)

            outcomes = race(
                lambda work=work, branch=branch: editing.edit_work(
                    user=ann, work_id=work.pk, category=branch.pk, at=NOON
                ),
                deleting(ann, root),
            )

            assert_only(outcomes, lookup.UnknownCategory)
            assert Work.objects.with_ids([work.pk]).exists() == (0 not in winners(outcomes))
            assert_sound(ann)


class TestCreateWithOneName:
    @pytest.mark.parametrize("below", [True, False])
    def test_is_done_by_one(self, ann, ben, below):
        for number in rounds:
            parent = make_category(user=ann, name=f"{number}") if below else None

            outcomes = race(*[creating(ann, parent, f"Late {number}")] * 3, creating(ben, None, f"Late {number}"))

            assert_only(outcomes, categories.NameTaken)
            assert len(winners(outcomes)) == 2
            assert_sound(ann, ben)

    def test_gives_everyone_a_place_of_their_own(self, ann):
        for number in rounds:
            parent = make_category(user=ann, name=f"{number}")

            outcomes = race(*[creating(ann, parent, name) for name in "abcd"])

            assert sorted(category.position for category in outcomes) == [0, 1, 2, 3]


class TestMoveIntoEachOther:
    def test_is_done_by_one(self, ann):
        for number in rounds:
            first, second = make_category(user=ann, name=f"a{number}"), make_category(user=ann, name=f"b{number}")

            outcomes = race(moving(ann, first, second), moving(ann, second, first))

            assert_only(outcomes, categories.MoveIntoOwnSubtree)
            assert len(winners(outcomes)) == 1
            assert_sound(ann)

    def test_is_done_by_two_of_three_in_a_ring(self, ann):
        for number in rounds:
            ring = [make_category(user=ann, name=f"{letter}{number}") for letter in "abc"]

            outcomes = race(*[moving(ann, ring[index], ring[index - 1]) for index in range(3)])

            assert_only(outcomes, categories.MoveIntoOwnSubtree)
            assert len(winners(outcomes)) == 2
            assert_sound(ann)


class TestMoveABusyBranch:
    def test_takes_along_what_is_planted_in_it(self, ann):
        for number in rounds:
            root, branch = make_ancestors(user=ann, names=[f"a{number}", "Garden"])
            target = make_category(user=ann, name=f"b{number}")

            outcomes = race(creating(ann, branch), moving(ann, root, target), creating(ann, branch, "Later"))

            assert_only(outcomes)
            assert Category.objects.subtree_of(target).count() == 5
            assert_sound(ann)

    def test_agrees_with_a_move_inside_it(self, ann):
        for number in rounds:
            root, branch, leaf = make_ancestors(user=ann, names=[f"a{number}", "Garden", "Beds"])
            target = make_category(user=ann, name=f"b{number}")

            outcomes = race(moving(ann, branch, target), moving(ann, leaf, root))

            assert_only(outcomes)
            assert_sound(ann)

    def test_is_refused_or_deleted_with_its_target(self, ann):
        for number in rounds:
            branch, target = make_category(user=ann, name=f"a{number}"), make_category(user=ann, name=f"b{number}")

            outcomes = race(moving(ann, branch, target), deleting(ann, target))

            assert_only(outcomes, categories.ParentNotFound)
            assert 1 in winners(outcomes)
            assert Category.objects.with_ids([branch.pk]).exists() == (0 not in winners(outcomes))
            assert_sound(ann)


class TestDeleteTwice:
    def test_is_done_by_one(self, ann):
        for number in rounds:
            root = make_ancestors(user=ann, names=[f"{number}", "Garden"])[0]

            outcomes = race(deleting(ann, root), deleting(ann, root))

            assert_only(outcomes, categories.CategoryNotFound)
            assert len(winners(outcomes)) == 1
            assert Deletion.objects.owned_by(ann).count() == number + 1
            assert_sound(ann)

    def test_shares_the_rows_when_one_branch_is_inside_the_other(self, ann):
        for number in rounds:
            root, branch, leaf = make_ancestors(user=ann, names=[f"{number}", "Garden", "Beds"])
            make_work(user=ann, category=leaf)

            outcomes = race(deleting(ann, root), deleting(ann, branch))

            assert_only(outcomes, categories.CategoryNotFound)
            counts = [counted(outcomes[index]) for index in winners(outcomes)]
            assert all(counts_of == held for counts_of, held in counts)
            assert [sum(kind) for kind in zip(*[held for _counts, held in counts], strict=True)] == [3, 1]
            assert_sound(ann)


class TestRestore:
    def test_and_purge_are_done_by_one(self, ann, ben):
        for number in rounds:
            root, leaf = make_ancestors(user=ann, names=[f"{number}", "Garden"])
            make_work(user=ann, category=leaf)
            deletion = deleting(ann, root)()

            outcomes = race(restoring(ann, deletion), purging(ann, deletion), restoring(ben, deletion))

            assert_only(outcomes, trash.DeletionNotFound)
            assert len(winners(outcomes)) == 1
            assert Category.all_objects.subtree_of(root).count() == (2 if winners(outcomes) == [0] else 0)
            assert not Deletion.objects.exists()
            assert_sound(ann)

    def test_is_done_once(self, ann):
        for number in rounds:
            deletion = deleting(ann, make_category(user=ann, name=f"{number}"))()

            outcomes = race(restoring(ann, deletion), restoring(ann, deletion))

            assert_only(outcomes, trash.DeletionNotFound)
            assert len(winners(outcomes)) == 1

    def test_never_restores_into_a_parent_being_deleted(self, ann):
        for number in rounds:
            root, leaf = make_ancestors(user=ann, names=[f"{number}", "Garden"])
            make_work(user=ann, category=leaf)
            inner = deleting(ann, leaf)()

            outcomes = race(restoring(ann, inner), deleting(ann, root))

            assert_only(outcomes, trash.ParentInTrash)
            assert 1 in winners(outcomes)
            assert not Category.objects.owned_by(ann).exists()
            assert_sound(ann)

    def test_never_takes_a_name_that_is_given_away(self, ann):
        for number in rounds:
            deletion = deleting(ann, make_category(user=ann, name=f"{number}"))()

            outcomes = race(restoring(ann, deletion), creating(ann, None, f"{number}"))

            assert_only(outcomes, trash.NameTakenSince, categories.NameTaken)
            assert len(winners(outcomes)) == 1


class TestFinishWhileDeleted:
    def test_is_done_before_or_not_at_all(self, ann, ben):
        for number in rounds:
            root = make_category(user=ann, name=f"{number}")
            work = make_work(user=ann, category=root)

            outcomes = race(
                lambda work=work: lifecycle.finish_work(user=ann, work_id=work.pk, at=NOON),
                deleting(ann, root),
                lambda work=work: lifecycle.finish_work(user=ben, work_id=work.pk, at=NOON),
            )

            assert_only(outcomes, lookup.WorkNotFound)
            assert 1 in winners(outcomes)
            assert 2 not in winners(outcomes)
            deleted = Work.all_objects.get(pk=work.pk)
            assert deleted.deletion_id == outcomes[1].pk
            assert deleted.status is (Status.DONE if 0 in winners(outcomes) else Status.TODO)
            assert_sound(ann)


class TestRotate:
    def test_is_done_by_one(self, ann, ben):
        for _ in rounds:
            refresh, other = tokens.issue(ann)["refresh"], tokens.issue(ben)["refresh"]

            outcomes = race(
                lambda raw=refresh: tokens.rotate(raw),
                lambda raw=refresh: tokens.rotate(raw),
                lambda raw=other: tokens.rotate(raw),
            )

            assert_only(outcomes, tokens.InvalidToken)
            assert len(winners(outcomes[:2])) == 1
            assert 2 in winners(outcomes)
            # The second use of the token ends its family, the pair of the winner included.
            [winner] = winners(outcomes[:2])
            with pytest.raises(tokens.InvalidToken):
                tokens.rotate(outcomes[winner]["refresh"])
            tokens.rotate(outcomes[2]["refresh"])
