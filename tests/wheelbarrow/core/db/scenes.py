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
    """`orphan` is live under the dead `tomb`; `child` and the dead `ghost` are under the live `home`."""

    def __init__(self, relation, user):
        self.relation, self.user, self.child_model, self.key = relation, user, relation.child, relation.key
        self.reverse, self.text = relation.reverse, relation.text
        self.name, self.number = relation.name, relation.number
        # The tomb comes first by name and by id: where it is seen, orderings and maxima show it.
        self.tomb = relation.make_parent(user, "a tomb")
        self.home = relation.make_parent(user, "home")
        self.orphan = relation.make(user, "orphan", self.tomb)
        self.child = relation.make(user, "child", self.home)
        self.ghost = relation.make(user, "ghost", self.home)
        mark_deleted(self.tomb, self.ghost)

    @property
    def children(self):
        """Live children, as a queryset; of categories only those two."""
        return self.child_model.objects.filter(pk__in=[self.orphan.pk, self.child.pk])

    @property
    def homes(self):
        """The live parent, as a queryset."""
        return self.relation.parent.objects.filter(pk=self.home.pk)

    @property
    def reverses(self):
        """Every name by which a parent has children that can die."""
        return [relation.reverse for relation in RELATIONS.values() if relation.parent is self.relation.parent]

    def over_two_hops(self):
        """A live row, and a way over a live one to one that is dead."""
        if self.relation.parent is RecurringWork:
            grave = make_category(user=self.user, name="a tomb")
            RecurringWork.objects.filter(pk=self.home.pk).update(category=grave)
            mark_deleted(grave)
            return Work.objects.filter(pk=self.child.pk), ["recurring_work", "category"]
        leaf = make_work(user=self.user, title="leaf", category=self.home)
        Category.all_objects.filter(pk=self.home.pk).update(parent=self.tomb, level=1, path=f"{self.tomb.path}/0")
        return Work.objects.filter(pk=leaf.pk), ["category", "parent"]

    def over_two_reverse_hops(self):
        """A live row, and a way over one that is dead to a live one called leaf."""
        if self.relation.parent is RecurringWork:
            shelf = make_category(user=self.user, name="shelf")
            occurrence(self.user, "leaf", self.home)
            RecurringWork.objects.filter(pk=self.home.pk).update(category=shelf)
            mark_deleted(self.home)
            return Category.objects.filter(pk=shelf.pk), "recurring_works__works__title"
        branch = make_category(user=self.user, name="branch", parent=self.home)
        if self.child_model is RecurringWork:
            idle_rule(self.user, "leaf", branch)
            mark_deleted(branch)
            return self.homes, "children__recurring_works__title"
        make_work(user=self.user, title="leaf", category=branch)
        mark_deleted(branch)
        return self.homes, "children__works__title"
