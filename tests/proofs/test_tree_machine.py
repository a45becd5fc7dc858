"""Random histories of services compared with a plain model of the tree after each step.

PROVE=1 runs 600 other histories of 60 steps instead of the same 20 of 30.
"""

import os
from itertools import count

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from categories import services as categories
from categories.models import Category
from categories.repair import find_problems
from tests.makers import NOON, make_category, make_user, make_work
from tests.proofs.tree_model import Row, TreeModel
from wheelbarrow.core import trash
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.models import Deletion
from works.choices import Status
from works.models import Work
from works.services import editing, lifecycle, lookup

PROVE = bool(os.environ.get("PROVE"))
NO_ROW = 10**12
NOT_FOUND = (
    categories.CategoryNotFound,
    categories.ParentNotFound,
    lookup.UnknownCategory,
    lookup.WorkNotFound,
    trash.DeletionNotFound,
)
names = st.sampled_from("abcd")
# A number selects the row of a step, so that a history can be read and shrunk.
picks = st.integers(0, 2**12)
serial = count()


def has_nodes(machine):
    return bool(machine.model.live_nodes())


def has_works(machine):
    return bool(machine.model.live_works())


def has_trash(machine):
    return bool(machine.model.deletions())


class TreeMachine(RuleBasedStateMachine):
    """Ann's acts on services and model; Ben's rows must stay as they are."""

    def __init__(self):
        super().__init__()
        # Each history is one transaction that is rolled back.
        self.history = transaction.atomic()
        self.history.__enter__()
        run = next(serial)
        self.ann, self.ben = make_user(f"ann{run}@example.org"), make_user(f"ben{run}@example.org")
        self.model = TreeModel()
        self.known_nodes, self.known_works, self.known_deletions = set(), set(), set()

    def teardown(self):
        try:
            if not connection.needs_rollback:
                connection.check_constraints()
        finally:
            transaction.set_rollback(True)
            self.history.__exit__(None, None, None)

    def act(self, expected, action, **fields):
        """Call the service; return its result, or None if it refused as the model expects."""
        answer = refusal = None
        try:
            answer = action(user=self.ann, at=NOON, **fields)
        except DomainError as error:
            refusal = type(error)
        assert refusal in (expected or {None})
        return answer

    def choose(self, pick, likely, known):
        """Return one of the likely rows; one time in eight any row that ever existed."""
        pool = sorted(known if pick % 8 == 7 or not likely else likely)
        return pool[pick // 8 % len(pool)] if pool else NO_ROW

    def node(self, pick):
        return self.choose(pick, self.model.live_nodes(), self.known_nodes)

    def place(self, pick):
        """Return a parent; None one time in three."""
        return self.node(pick // 3) if pick % 3 else None

    def work(self, pick):
        return self.choose(pick, self.model.live_works(), self.known_works)

    def deletion(self, pick):
        return self.choose(pick, self.model.deletions(), self.known_deletions)

    def create_node(self, parent, name):
        expected = self.model.refusals_of_new(parent, name)
        node = self.act(expected, categories.create_category, name=name, parent=parent)
        if node:
            self.known_nodes.add(node.pk)
            self.model.nodes[node.pk] = Row(name, parent)

    def delete_node(self, node):
        expected = set() if self.model.is_live(node) else {categories.CategoryNotFound}
        deletion = self.act(expected, categories.delete_category, category_id=node)
        if deletion:
            self.known_deletions.add(deletion.pk)
            self.model.delete_node(node, deletion.pk)

    @initialize()
    def ben_has_a_tree(self):
        root = make_category(user=self.ben, name="a")
        self.bens = [root.pk, make_category(user=self.ben, name="b", parent=root).pk]
        make_work(user=self.ben, category=root)

    @initialize(parents=st.lists(picks, min_size=3, max_size=6))
    def ann_has_a_tree(self, parents):
        for index, pick in enumerate(parents):
            self.create_node(self.place(pick), "abcdef"[index])

    @rule(where=picks, name=names)
    def create(self, where, name):
        self.create_node(self.place(where), name)

    @precondition(has_nodes)
    @rule(pick=picks, name=names)
    def rename(self, pick, name):
        node = self.node(pick)
        expected = self.model.refusals_of_name(node, name)
        if self.act(expected, categories.edit_category, category_id=node, name=name):
            self.model.nodes[node].name = name

    @precondition(has_nodes)
    @rule(pick=picks, where=picks)
    def move(self, pick, where):
        node, parent = self.node(pick), self.place(where)
        expected = self.model.refusals_of_move(node, parent)
        if self.act(expected, categories.move_category, category_id=node, parent_id=parent):
            self.model.nodes[node].parent = parent

    @precondition(has_nodes)
    @rule(pick=picks, where=picks, name=names, position=st.integers(0, 3))
    def edit_everything(self, pick, where, name, position):
        node, parent = self.node(pick), self.place(where)
        expected = self.model.refusals_of_move(node, parent, name=name)
        if self.act(expected, categories.edit_category, category_id=node, parent=parent, name=name, position=position):
            self.model.nodes[node].parent, self.model.nodes[node].name = parent, name

    @precondition(has_nodes)
    @rule(pick=picks)
    def delete(self, pick):
        self.delete_node(self.node(pick))

    @precondition(has_nodes)
    @rule(pick=picks)
    def delete_from_inside_out(self, pick):
        node = self.node(pick)
        ancestors = self.model.ancestors(node) if self.model.is_live(node) else [node]
        for step in ancestors[:-3:-1]:
            self.delete_node(step)

    @precondition(has_nodes)
    @rule(pick=picks)
    def replace(self, pick):
        node = self.node(pick)
        self.delete_node(node)
        if node in self.model.nodes:
            self.create_node(self.model.nodes[node].parent, self.model.nodes[node].name)

    @rule(where=picks)
    def file_a_work(self, where):
        category = self.place(where)
        work = self.act(self.model.refusals_of_filing(category), editing.create_work, title="Dig", category=category)
        if work:
            self.known_works.add(work.pk)
            self.model.works[work.pk] = Row(Status.TODO, category)

    @precondition(has_works)
    @rule(pick=picks, where=picks)
    def file_it_elsewhere(self, pick, where):
        work, category = self.work(pick), self.place(where)
        expected = self.model.refusals_of_work(work) or self.model.refusals_of_filing(category)
        if self.act(expected, editing.edit_work, work_id=work, category=category):
            self.model.works[work].parent = category

    @precondition(has_works)
    @rule(pick=picks)
    def finish_a_work(self, pick):
        work = self.work(pick)
        if self.act(self.model.refusals_of_work(work), lifecycle.finish_work, work_id=work):
            self.model.works[work].name = Status.DONE

    @precondition(has_works)
    @rule(pick=picks)
    def delete_a_work(self, pick):
        work = self.work(pick)
        deletion = self.act(self.model.refusals_of_work(work), editing.delete_work, work_id=work)
        if deletion:
            self.known_deletions.add(deletion.pk)
            self.model.works[work].deletion = deletion.pk

    @precondition(has_trash)
    @rule(pick=picks)
    def restore(self, pick):
        deletion = self.deletion(pick)
        if self.act(self.model.refusals_of_restore(deletion), trash.restore_deletion, deletion_id=deletion):
            self.model.restore(deletion)

    @precondition(has_trash)
    @rule(pick=picks)
    def purge(self, pick):
        deletion = self.deletion(pick)
        expected = set() if deletion in self.model.deletions() else {trash.DeletionNotFound}
        if self.act(expected, trash.purge_deletion, deletion_id=deletion):
            self.model.purge(deletion)

    @rule(pick=picks, other=picks)
    def ben_is_refused_rows_of_ann(self, pick, other):
        node, work, deletion = self.node(pick), self.work(other), self.deletion(other)
        attempts = [
            lambda: categories.move_category(user=self.ben, category_id=node, parent_id=None, at=NOON),
            lambda: categories.move_category(user=self.ben, category_id=self.bens[1], parent_id=node, at=NOON),
            lambda: categories.delete_category(user=self.ben, category_id=node, at=NOON),
            lambda: editing.create_work(user=self.ben, title="Mine", category=node, at=NOON),
            lambda: lifecycle.finish_work(user=self.ben, work_id=work, at=NOON),
            lambda: trash.restore_deletion(user=self.ben, deletion_id=deletion, at=NOON),
        ]
        for attempt in attempts:
            with pytest.raises(NOT_FOUND):
                attempt()

    @invariant()
    def categories_equal_the_model(self):
        stored = Category.all_objects.owned_by(self.ann)
        fields = ("name", "parent_id", "deletion_id", "path", "level")
        assert {row["id"]: tuple(row[field] for field in fields) for row in stored.values()} == self.model.rows()
        assert set(Category.objects.owned_by(self.ann).values_list("pk", flat=True)) == self.model.live_nodes()

    @invariant()
    def works_equal_the_model(self):
        stored = Work.all_objects.owned_by(self.ann)
        seen = {work.pk: (work.current_status, work.category_id, work.deletion_id) for work in stored}
        assert seen == {pk: (work.name, work.parent, work.deletion) for pk, work in self.model.works.items()}
        assert all((work.end_at is None) == (work.status is Status.TODO) for work in stored)

    @invariant()
    def deletions_count_their_rows(self):
        stored = Deletion.objects.owned_by(self.ann)
        counts = {row.pk: {kind: number for kind, number in row.counts.items() if number} for row in stored}
        assert counts == self.model.counts()

    @invariant()
    def tree_has_no_problems(self):
        assert find_problems(user=self.ann) == []

    @invariant()
    def rows_of_ben_are_unchanged(self):
        if not hasattr(self, "bens"):
            return
        root, leaf = self.bens
        assert list(Category.all_objects.owned_by(self.ben).order_by("pk").values_list("pk", "path", "name")) == [
            (root, f"/{root}", "a"),
            (leaf, f"/{root}/{leaf}", "b"),
        ]
        assert Work.objects.owned_by(self.ben).open().in_category(root).count() == 1
        assert not Deletion.objects.owned_by(self.ben).exists()


class TestTree:
    def test_equals_its_model_after_any_history(self, db):
        run_state_machine_as_test(
            TreeMachine,
            settings=settings(
                max_examples=600 if PROVE else 20,
                stateful_step_count=60 if PROVE else 30,
                derandomize=not PROVE,
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
