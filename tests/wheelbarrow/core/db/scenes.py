"""Rows for the leak matrix: each LiveForeignKey with a deleted row at either end."""

from dataclasses import dataclass
from datetime import date, timedelta

from categories.models import Category
from tests.makers import NOON, make_category, make_recurring_work, make_work
from wheelbarrow.core.db.fields import OnSoftDelete
from wheelbarrow.core.models import Deletion
from works.models import RecurringWork, Work


def mark_deleted(*rows):
    """Mark rows as deleted without the rows below them, which no service does."""
    for row in rows:
        deletion = Deletion.objects.create(user=row.user, deleted_at=NOON, kind="test", label=str(row))
        type(row).all_objects.filter(pk=row.pk).update(deleted_at=NOON, deletion=deletion)


def idle_rule(user, title, category=None):
    """Make a rule that makes no works."""
    return make_recurring_work(user=user, title=title, category=category, is_active=False)


def occurrence(user, title, rule):
    """Make a work of the rule, on its next day."""
    work = make_work(user=user, title=title)
    day = date(2026, 9, 2) + timedelta(days=Work.all_objects.made_by(rule.pk).count())
    Work.objects.filter(pk=work.pk).update(recurring_work=rule, occurs_on=day)
    return Work.objects.get(pk=work.pk)


@dataclass
class Relation:
    """A LiveForeignKey of `child`: its name there, its name from the other side, and the text of a child."""

    child: type
    key: str
    reverse: str
    text: str

    @property
    def field(self):
        return self.child._meta.get_field(self.key)

    @property
    def parent(self):
        return self.field.target

    @property
    def name(self):
        """The text of a parent."""
        return "name" if self.parent is Category else "title"

    @property
    def number(self):
        """A number of a parent."""
        return "level" if self.parent is Category else "lead_days"

    @property
    def is_kept_aside(self):
        """Is the key taken off, instead of the child going along?"""
        return self.field.on_soft_delete is OnSoftDelete.KEEP

    def make_parent(self, user, name):
        return make_category(user=user, name=name) if self.parent is Category else idle_rule(user, name)

    def make(self, user, name, parent):
        match self.child, self.key:
            case (_, "recurring_work"):
                return occurrence(user, name, parent)
            case (_, "parent"):
                return make_category(user=user, name=name, parent=parent)
            case _:
                return {Work: make_work, RecurringWork: make_idle}[self.child](user=user, title=name, category=parent)


def make_idle(*, user, title, category):
    return idle_rule(user, title, category)


RELATIONS = {
    "work to category": Relation(Work, "category", "works", "title"),
    "category to parent": Relation(Category, "parent", "children", "name"),
    "recurring work to category": Relation(RecurringWork, "category", "recurring_works", "title"),
    "work to recurring work": Relation(Work, "recurring_work", "works", "title"),
}


class Scene:
    """`orphan` is live under `deleted_parent`; `child` and `deleted_child` are under `live_parent`."""

    def __init__(self, relation, user):
        self.relation, self.user, self.child_model, self.key = relation, user, relation.child, relation.key
        self.reverse, self.text = relation.reverse, relation.text
        self.name, self.number = relation.name, relation.number
        # The deleted parent comes first by name and by id: if a query shows it, orderings and maxima differ.
        self.deleted_parent = relation.make_parent(user, "a deleted parent")
        self.live_parent = relation.make_parent(user, "live parent")
        self.orphan = relation.make(user, "orphan", self.deleted_parent)
        self.child = relation.make(user, "child", self.live_parent)
        self.deleted_child = relation.make(user, "deleted child", self.live_parent)
        mark_deleted(self.deleted_parent, self.deleted_child)

    @property
    def children(self):
        """Live children, as a queryset; of categories only those two."""
        return self.child_model.objects.filter(pk__in=[self.orphan.pk, self.child.pk])

    @property
    def live_parents(self):
        """The live parent, as a queryset."""
        return self.relation.parent.objects.filter(pk=self.live_parent.pk)

    @property
    def reverses(self):
        """Names by which a parent has children that can be deleted."""
        return [relation.reverse for relation in RELATIONS.values() if relation.parent is self.relation.parent]

    def over_two_hops(self):
        """Return a live row, and a path over a live one to a deleted one."""
        if self.relation.parent is RecurringWork:
            deleted = make_category(user=self.user, name="a deleted parent")
            RecurringWork.objects.filter(pk=self.live_parent.pk).update(category=deleted)
            mark_deleted(deleted)
            return Work.objects.filter(pk=self.child.pk), ["recurring_work", "category"]
        leaf = make_work(user=self.user, title="leaf", category=self.live_parent)
        Category.all_objects.filter(pk=self.live_parent.pk).update(
            parent=self.deleted_parent, level=1, path=f"{self.deleted_parent.path}/0"
        )
        return Work.objects.filter(pk=leaf.pk), ["category", "parent"]

    def over_two_reverse_hops(self):
        """Return a live row, and a path over a deleted one to a live one called leaf."""
        if self.relation.parent is RecurringWork:
            shelf = make_category(user=self.user, name="shelf")
            occurrence(self.user, "leaf", self.live_parent)
            RecurringWork.objects.filter(pk=self.live_parent.pk).update(category=shelf)
            mark_deleted(self.live_parent)
            return Category.objects.filter(pk=shelf.pk), "recurring_works__works__title"
        branch = make_category(user=self.user, name="branch", parent=self.live_parent)
        if self.child_model is RecurringWork:
            idle_rule(self.user, "leaf", branch)
            mark_deleted(branch)
            return self.live_parents, "children__recurring_works__title"
        make_work(user=self.user, title="leaf", category=branch)
        mark_deleted(branch)
        return self.live_parents, "children__works__title"
