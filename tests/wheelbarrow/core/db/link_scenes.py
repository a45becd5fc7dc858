"""Rows for the leak matrix of links: each many-to-many field, from both ends, with a deleted row at the other end."""

from dataclasses import dataclass

from tests.makers import NOON, make_label, make_work
from tests.wheelbarrow.core.db.scenes import idle_rule, mark_deleted
from wheelbarrow.core.history.acts import acting
from wheelbarrow.core.history.links import relink
from works.models import Label, RecurringWork, Work


def make_row(model, user, text):
    match model:
        case _ if model is Label:
            return make_label(user=user, name=text)
        case _ if model is Work:
            return make_work(user=user, title=text)
        case _:
            return idle_rule(user, text)


@dataclass
class LinkRoute:
    """A way from `near` to `far` by `name`, and the name of the way back."""

    near: type
    far: type
    name: str
    back: str

    @property
    def text(self):
        """The text of a row at the far end."""
        return "name" if self.far is Label else "title"

    @property
    def key(self):
        """The key of a link to the row at the far end."""
        return {Label: "label", Work: "work", RecurringWork: "recurring_work"}[self.far]


ROUTES = {
    "work to labels": LinkRoute(Work, Label, "labels", "works"),
    "label to works": LinkRoute(Label, Work, "works", "labels"),
    "recurring work to labels": LinkRoute(RecurringWork, Label, "labels", "recurring_works"),
    "label to recurring works": LinkRoute(Label, RecurringWork, "recurring_works", "labels"),
}


class LinkScene:
    """`without` is linked to a deleted row only; `linked` to the rows `live` and `deleted`."""

    def __init__(self, route, user):
        self.route, self.user = route, user
        self.name, self.text = route.name, f"{route.name}__{route.text}"
        self.deleted_alone = make_row(route.far, user, "a deleted row")
        self.without = make_row(route.near, user, "without")
        self.linked = make_row(route.near, user, "linked")
        self.live = make_row(route.far, user, "live")
        self.deleted = make_row(route.far, user, "deleted")
        self.link(self.without, [self.deleted_alone])
        self.link(self.linked, [self.live, self.deleted])
        mark_deleted(self.deleted_alone, self.deleted)

    def link(self, near, fars):
        """Link a near row to these, whichever end has the field."""
        with acting("linked", user=self.user, at=NOON):
            if self.route.far is Label:
                relink([near], "labels", {near.pk: [far.pk for far in fars]})
            else:
                for far in fars:
                    relink([far], "labels", {far.pk: [near.pk]})

    @property
    def rows(self):
        """The live near rows, as a queryset."""
        return self.route.near.objects.filter(pk__in=[self.without.pk, self.linked.pk])
