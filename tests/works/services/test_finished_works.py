"""The number of finished works that each category keeps: after every service it is what COUNT finds.

The machines of tests/proofs/test_tree_machine.py and tests/wheelbarrow/core/history/test_undo_machine.py check it after
each step, and the races of tests/proofs at their end. Imports are compared in tests/works/exchange/account.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from accounts import services as accounts
from categories import services as categories
from categories.models import Category
from categories.repair import find_problems, repair_tree
from tests.makers import NOON, PASSWORD, make_category, make_finished_work, make_recurring_work, make_work
from tests.proofs.racing import race
from wheelbarrow.core import trash
from wheelbarrow.core.history.acts import acting
from wheelbarrow.core.history.undo import undo_last
from wheelbarrow.core.models import Deletion
from wheelbarrow.core.web.dry_run import rolled_back
from works.choices import Scope, Status
from works.models import Work
from works.services import branches, editing, lifecycle, recurring, roll_over, splitting

LATER = NOON + timedelta(hours=1)


def kept(user):
    return dict(Category.all_objects.owned_by(user).exclude(finished_works=0).values_list("pk", "finished_works"))


def counted(user):
    rows = Work.objects.owned_by(user).finished().filter(category_id__isnull=False)
    return dict(rows.order_by().values_list("category_id").annotate(number=Count("pk")))


class Scene:
    """2026 → Garden → Beds, and 2027: two finished works in Beds, one in Garden, one without a category; open and cancelled ones."""

    def __init__(self, user):
        self.user = user
        self.year, self.next = make_category(user=user, name="2026"), make_category(user=user, name="2027")
        self.garden = make_category(user=user, name="Garden", parent=self.year)
        self.beds = make_category(user=user, name="Beds", parent=self.garden)
        self.done = [make_finished_work(user=user, category=place) for place in (self.beds, self.beds, self.garden)]
        make_finished_work(user=user)
        self.open = [make_work(user=user, category=place) for place in (self.beds, self.garden, None)]
        self.cancelled = make_work(user=user, category=self.beds)
        lifecycle.set_status(user=user, work_id=self.cancelled.pk, status=Status.CANCELLED, at=NOON)
        self.rule = make_recurring_work(user=user, category=self.beds)
        lifecycle.finish_work(user=user, work_id=Work.objects.made_by(self.rule.pk).get().pk, at=NOON)
        self.gone = editing.delete_work(user=user, work_id=self.done.pop(1).pk, at=NOON)

    def call(self, service, **arguments):
        return service(user=self.user, at=LATER, **arguments)


def delete(scene, category):
    return scene.call(categories.delete_category, category_id=category.pk)


def restore(scene, deletion):
    return scene.call(trash.restore_deletion, deletion_id=deletion.pk)


def purge(scene, deletion):
    return scene.call(trash.purge_deletion, deletion_id=deletion.pk)


def delete_all_then_restore_apart(scene):
    first = scene.call(editing.delete_works, ids=[work.pk for work in (*scene.done, *scene.open)])
    second = delete(scene, scene.garden)
    restore(scene, second)
    restore(scene, first)


def move_done_and_delete_in_one_act(scene):
    """An act that moves a finished work into a category which it then deletes, as an undo may."""
    with acting("edited", user=scene.user, at=LATER):
        scene.call(editing.edit_work, work_id=scene.done[0].pk, category=scene.next.pk)
        delete(scene, scene.next)


ACTS = {
    "create": lambda s: s.call(editing.create_work, title="Dig", category=s.beds.pk),
    "create as done": lambda s: s.call(
        editing.create_work, title="Dig", category=s.beds.pk, current_status=Status.DONE
    ),
    "finish": lambda s: s.call(lifecycle.finish_work, work_id=s.open[0].pk),
    "finish one without a category": lambda s: s.call(lifecycle.finish_work, work_id=s.open[2].pk),
    "finish one that is cancelled": lambda s: s.call(lifecycle.finish_work, work_id=s.cancelled.pk),
    "finish again": lambda s: s.call(lifecycle.finish_work, work_id=s.done[0].pk),
    "reopen": lambda s: s.call(lifecycle.reopen_work, work_id=s.done[0].pk),
    "cancel": lambda s: s.call(lifecycle.set_status, work_id=s.done[0].pk, status=Status.CANCELLED),
    "move": lambda s: s.call(editing.edit_work, work_id=s.done[0].pk, category=s.next.pk),
    "move out": lambda s: s.call(editing.edit_work, work_id=s.done[0].pk, category=None),
    "move and reopen": lambda s: s.call(
        editing.edit_work, work_id=s.done[0].pk, category=s.next.pk, current_status=Status.TODO
    ),
    "edit": lambda s: s.call(editing.edit_work, work_id=s.done[0].pk, title="Plant"),
    "finish many": lambda s: s.call(editing.finish_works, ids=[work.pk for work in s.open]),
    "reopen many": lambda s: s.call(editing.reopen_works, ids=[work.pk for work in s.done]),
    "move many": lambda s: s.call(editing.edit_works, ids=[work.pk for work in s.done], category=s.next.pk),
    "delete": lambda s: s.call(editing.delete_work, work_id=s.done[0].pk),
    "delete many": lambda s: s.call(editing.delete_works, ids=[w.pk for w in (*s.done, *s.open)]),
    "delete and restore many": delete_all_then_restore_apart,
    "restore": lambda s: restore(s, s.gone),
    "purge": lambda s: purge(s, s.gone),
    "delete a category": lambda s: delete(s, s.garden),
    "restore a category": lambda s: restore(s, delete(s, s.garden)),
    "purge a category": lambda s: purge(s, delete(s, s.garden)),
    "move into a category and delete it": move_done_and_delete_in_one_act,
    "move a category": lambda s: s.call(categories.move_category, category_id=s.garden.pk, parent_id=s.next.pk),
    "rename a category": lambda s: s.call(categories.edit_category, category_id=s.garden.pk, name="Orchard"),
    "delete a rule": lambda s: s.call(recurring.delete_recurring_work, recurring_work_id=s.rule.pk),
    "split a rule": lambda s: s.call(
        splitting.edit_in_scope,
        recurring_work_id=s.rule.pk,
        scope=Scope.THIS_AND_FUTURE,
        occurs_on=NOON.date() + timedelta(days=2),
        category=s.garden.pk,
    ),
    "pause a branch": lambda s: s.call(branches.pause_branch, category_id=s.garden.pk, until_on=None),
    "roll over": lambda s: s.call(roll_over.roll_over, category_id=s.year.pk, name="2028", branches={}),
    "repair": lambda s: s.call(repair_tree),
}


class TestEveryService:
    @pytest.mark.parametrize("act", ACTS)
    def test_keeps_the_number_of_each_category(self, ann, ben, act):
        scene, other = Scene(ann), Scene(ben)
        assert kept(ann) == counted(ann) == {scene.beds.pk: 2, scene.garden.pk: 1}
        before = kept(ben)

        ACTS[act](scene)

        assert kept(ann) == counted(ann)
        assert find_problems(user=ann) == []
        assert kept(ben) == counted(ben) == before
        assert other.user == ben

    @pytest.mark.parametrize("act", ACTS)
    def test_an_undo_gives_the_numbers_back(self, ann, act):
        scene = Scene(ann)
        if act.startswith("purge") or act in ("repair", "edit", "finish again", "delete and restore many"):
            pytest.skip("nothing of it, or more than one act, is undone")
        before = kept(ann)
        ACTS[act](scene)

        undo_last(user=ann, at=LATER + timedelta(hours=1))

        assert kept(ann) == counted(ann)
        if act not in ("restore a category", "restore"):
            assert kept(ann) == before

    def test_a_dry_run_changes_none(self, ann):
        scene, before = Scene(ann), kept(ann)

        with rolled_back(ann):
            ACTS["finish many"](scene)
            delete(scene, scene.garden)

        assert kept(ann) == before

    def test_closing_the_account_leaves_those_of_others(self, ann, ben):
        Scene(ann), Scene(ben)
        before = kept(ben)

        accounts.close_account(user=ann, password=PASSWORD, at=LATER)
        accounts.purge_closed_accounts(before=LATER + timedelta(days=1), at=LATER + timedelta(days=1))

        assert kept(ben) == before


class TestWrites:
    """What an act costs that changes no number, and how many statements one does that changes many."""

    def statements(self, call):
        with CaptureQueriesContext(connection) as queries:
            call()
        return [query["sql"] for query in queries if "finished_works" in query["sql"].partition("FROM")[0]]

    def test_an_edit_and_a_new_open_work_write_none(self, ann):
        scene = Scene(ann)

        assert self.statements(lambda: ACTS["edit"](scene)) == []
        writes = self.statements(lambda: ACTS["create"](scene))
        assert [sql for sql in writes if sql.startswith("UPDATE")] == []

    @pytest.mark.parametrize("act", ["finish", "finish many", "move many", "delete many", "restore"])
    def test_an_act_writes_all_in_one_statement(self, ann, act):
        scene = Scene(ann)

        writes = self.statements(lambda: ACTS[act](scene))

        assert len([sql for sql in writes if sql.startswith("UPDATE")]) == 1


class TestRepair:
    def test_finds_and_repairs_a_wrong_number(self, ann, ben):
        scene, other = Scene(ann), Scene(ben)
        Category.all_objects.filter(pk=scene.beds.pk).update(finished_works=7)
        Category.all_objects.filter(pk=other.beds.pk).update(finished_works=0)

        (problem,) = find_problems(user=ann)

        assert (problem.kind, problem.detail) == ("tally", "counts 7 finished works, should be 2")
        assert [each.kind for each in repair_tree(user=ann, at=LATER)] == ["tally"]
        assert kept(ann) == counted(ann)
        assert [each.kind for each in find_problems(user=ben)] == ["tally"]

    def test_repairs_the_number_of_a_category_with_a_stranded_work(self, ann):
        scene = Scene(ann)
        deletion = delete(scene, scene.garden)
        Work.all_objects.filter(pk=scene.done[0].pk).update(deletion=None, deleted_at=None)

        repair_tree(user=ann, at=LATER)

        assert find_problems(user=ann) == []
        restore(scene, Deletion.objects.get(pk=deletion.pk))
        assert kept(ann) == counted(ann) == {scene.beds.pk: 2, scene.garden.pk: 1}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
class TestRaces:
    def test_finishing_moving_and_deleting_at_one_moment(self, ann):
        scene = Scene(ann)

        race(
            lambda: ACTS["finish"](scene),
            lambda: ACTS["move"](scene),
            lambda: delete(scene, scene.garden),
            lambda: ACTS["restore"](scene),
            lambda: ACTS["create as done"](scene),
        )

        assert kept(ann) == counted(ann)
