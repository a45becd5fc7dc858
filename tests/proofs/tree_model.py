"""The tree, its works and its trash as dicts, which the services are compared with."""

from collections import Counter
from dataclasses import dataclass

from categories import services as categories
from wheelbarrow.core import trash
from works.services import lookup


@dataclass
class Row:
    """A category, or a work whose name is its status; `deletion` is None while it is live."""

    name: str
    parent: int | None
    deletion: int | None = None


class TreeModel:
    """The rows of one person by id."""

    def __init__(self):
        self.nodes: dict[int, Row] = {}
        self.works: dict[int, Row] = {}

    def is_live(self, pk):
        return pk in self.nodes and self.nodes[pk].deletion is None

    def live_nodes(self):
        return {pk for pk in self.nodes if self.is_live(pk)}

    def live_works(self):
        return {pk for pk, row in self.works.items() if row.deletion is None}

    def ancestors(self, pk):
        """Return the ids from the root to the node."""
        found = []
        while pk is not None:
            found.append(pk)
            pk = self.nodes[pk].parent
        return found[::-1]

    def subtree(self, top):
        """Return the ids of the node and all below it, live and deleted."""
        return {pk for pk in self.nodes if top in self.ancestors(pk)}

    def rows(self):
        """Return the expected (name, parent, deletion, path, level) by id."""
        ancestors = {pk: self.ancestors(pk) for pk in self.nodes}
        return {
            pk: (
                row.name,
                row.parent,
                row.deletion,
                "".join(f"/{step}" for step in ancestors[pk]),
                len(ancestors[pk]) - 1,
            )
            for pk, row in self.nodes.items()
        }

    def deletions(self):
        return {row.deletion for row in [*self.nodes.values(), *self.works.values()]} - {None}

    def counts(self):
        """Return the expected counts of each deletion, without zeros."""
        categories = Counter(row.deletion for row in self.nodes.values())
        works = Counter(row.deletion for row in self.works.values())
        return {
            deletion: {
                kind: held[deletion] for kind, held in [("categories", categories), ("works", works)] if held[deletion]
            }
            for deletion in self.deletions()
        }

    def delete_node(self, top, deletion):
        gone = {pk for pk in self.subtree(top) if self.is_live(pk)}
        for pk in gone:
            self.nodes[pk].deletion = deletion
        for work in self.works.values():
            if work.parent in gone and work.deletion is None:
                work.deletion = deletion

    def restore(self, deletion):
        for row in [*self.nodes.values(), *self.works.values()]:
            if row.deletion == deletion:
                row.deletion = None

    def purge(self, deletion):
        """Remove the rows of the deletion and all rows below them, whenever those were deleted."""
        tops = {pk for pk, row in self.nodes.items() if row.deletion == deletion}
        gone = {pk for pk in self.nodes if tops & set(self.ancestors(pk))}
        self.works = {
            pk: work for pk, work in self.works.items() if work.deletion != deletion and work.parent not in gone
        }
        self.nodes = {pk: row for pk, row in self.nodes.items() if pk not in gone}

    def is_taken(self, name, parent, *, by_other_than=None):
        return any(
            (row.name, row.parent) == (name, parent) and self.is_live(pk) and pk != by_other_than
            for pk, row in self.nodes.items()
        )

    def refusals_of_new(self, parent, name):
        if parent is not None and not self.is_live(parent):
            return {categories.ParentNotFound}
        return {categories.NameTaken} if self.is_taken(name, parent) else set()

    def refusals_of_name(self, node, name):
        if not self.is_live(node):
            return {categories.CategoryNotFound}
        parent = self.nodes[node].parent
        return {categories.NameTaken} if self.is_taken(name, parent, by_other_than=node) else set()

    def refusals_of_move(self, node, parent, *, name=None):
        """Return the expected errors; an edit passes `name` and gets NameTaken where a move gets NameTakenThere."""
        if not self.is_live(node):
            return {categories.CategoryNotFound}
        row = self.nodes[node]
        if parent == row.parent:
            return self.refusals_of_name(node, name) if name else set()
        if parent is not None and not self.is_live(parent):
            return {categories.ParentNotFound}
        refusals = set()
        if parent is not None and node in self.ancestors(parent):
            refusals.add(categories.MoveIntoOwnSubtree)
        if self.is_taken(name or row.name, parent, by_other_than=node):
            refusals.add(categories.NameTaken if name else categories.NameTakenThere)
        return refusals

    def refusals_of_filing(self, category):
        return set() if category is None or self.is_live(category) else {lookup.UnknownCategory}

    def refusals_of_work(self, work):
        return set() if work in self.works and self.works[work].deletion is None else {lookup.WorkNotFound}

    def refusals_of_restore(self, deletion):
        if deletion not in self.deletions():
            return {trash.DeletionNotFound}
        coming = [row for row in [*self.nodes.values(), *self.works.values()] if row.deletion == deletion]
        refusals = set()
        if any(row.parent is not None and self.nodes[row.parent].deletion not in (None, deletion) for row in coming):
            refusals.add(trash.ParentInTrash)
        returning = [row for row in self.nodes.values() if row.deletion == deletion]
        if any(self.is_taken(row.name, row.parent) for row in returning):
            refusals.add(trash.NameTakenSince)
        return refusals
