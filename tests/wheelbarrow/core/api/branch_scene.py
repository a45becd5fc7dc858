"""A branch with a row of each kind in it, beside and above it, for what a token that is limited to it sees."""

import re
from datetime import timedelta

from rest_framework.test import APIClient

from categories.api_tokens import create_token
from categories.services import create_category, delete_category, move_category
from tests.makers import NOON, make_category, make_finished_work, make_label, make_recurring_work, make_work
from tests.wheelbarrow.core.api.endpoints import MAKERS
from wheelbarrow.core.models import Change
from works.services import editing, lifecycle, recurring, saved_views
from works.services.labels import delete_label

# What stands in the name of each row outside of the branch, of each category above it, and of what came from there.
SECRET = re.compile("Secret", re.IGNORECASE)
DAY = NOON.date()


def client_with(secret: str) -> APIClient:
    """Return a client that sends the token."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def token_of(user, *scopes, under=None, name="Script", **fields) -> APIClient:
    """Return a client with a new token of these scopes."""
    number = len(re.findall(r"\d+", str(user.version)))
    made = create_token(
        user=user,
        name=f"{name} {number} {user.version}",
        scopes=scopes,
        under=under and under.pk,
        at=NOON - timedelta(days=1),
        **fields,
    )
    return client_with(made.secret)


def rows_at(user, category, text, label):
    """Make a row of each noun in the category, or in none; return them by noun."""
    inner = make_category(user=user, name=f"{text} part", parent=category)
    work = make_work(
        user=user, title=f"{text} work", category=category, deadline_on=DAY, labels=[label.pk], content=f"{text} notes"
    )
    make_finished_work(user=user, title=f"{text} done", category=inner, labels=[label.pk])
    cancelled = make_work(user=user, title=f"{text} cancelled", category=inner)
    lifecycle.set_status(user=user, work_id=cancelled.pk, status="CANCELLED", at=NOON)
    rule = make_recurring_work(user=user, title=f"{text} rule", category=category, labels=[label.pk])
    gone = make_category(user=user, name=f"{text} gone", parent=category)
    make_work(user=user, title=f"{text} gone work", category=gone)
    deletion = delete_category(user=user, category_id=gone.pk, at=NOON)
    change = Change.objects.owned_by(user).of_row("work", work.pk).newest_first().first()
    return {
        "categories": inner,
        "works": work,
        "recurring-works": rule,
        "labels": label,
        "trash": deletion,
        "changes": change,
    }


class Scene:
    """`branch` is two levels down; `inside` and `outside` have a row for each noun."""

    def __init__(self, user):
        self.user = user
        self.root = make_category(user=user, name="Secret year")
        self.middle = make_category(user=user, name="Secret middle", parent=self.root, content="Secret notes")
        self.branch = make_category(user=user, name="Branch", parent=self.middle)
        self.beside = make_category(user=user, name="Secret beside", parent=self.middle)
        self.label, self.other = make_label(user=user, name="Shared"), make_label(user=user, name="Secret label")
        self.inside = rows_at(user, self.branch, "Inside", self.label)
        self.outside = rows_at(user, self.beside, "Secret", self.other)
        self.unfiled = make_work(user=user, title="Secret unfiled", deadline_on=DAY, labels=[self.label.pk])
        make_recurring_work(user=user, title="Secret unfiled rule")
        make_finished_work(user=user, title="Secret unfiled done")
        self.arrived = self._arrived()
        self._mixed()
        saved_views.save_view(user=user, name="Secret view", address="board/", at=NOON)
        delete_label(user=user, label_id=make_label(user=user, name="Secret gone label").pk, at=NOON)

    def _arrived(self):
        """Move rows into the branch that were closed, labelled and named elsewhere."""
        user = self.user
        part = create_category(user=user, name="Arrived part", parent=self.beside.pk, at=NOON)
        work = make_finished_work(user=user, title="Arrived done", category=part, labels=[self.label.pk])
        move_category(user=user, category_id=part.pk, parent_id=self.branch.pk, at=NOON)
        plain = make_work(user=user, title="Arrived work", category=self.beside, labels=[self.other.pk])
        editing.edit_work(user=user, work_id=plain.pk, category=self.branch.pk, labels=[], at=NOON)
        rule = make_recurring_work(user=user, title="Arrived rule", category=self.beside)
        [made] = list(type(plain).objects.made_by(rule.pk))
        editing.edit_work(user=user, work_id=made.pk, title="Arrived occurrence", category=self.branch.pk, at=NOON)
        recurring.delete_recurring_work(user=user, recurring_work_id=rule.pk, at=NOON)
        return {"part": part, "done": work, "work": plain, "occurrence": made}

    def _mixed(self):
        """Delete, and change, rows of both sides in one act."""
        user = self.user
        titles = {"Secret first": self.beside, "Inside second": self.branch}
        both = [make_work(user=user, title=title, category=place).pk for title, place in titles.items()]
        editing.edit_works(user=user, ids=both, priority="HIGH", at=NOON)
        self.mixed_change = Change.objects.owned_by(user).of_row("work", both[1]).newest_first().first()
        gone = [make_work(user=user, title=title, category=place).pk for title, place in titles.items()]
        self.mixed_deletion = editing.delete_works(user=user, ids=gone, at=NOON)

    def row_of(self, noun):
        """Return the row inside of a noun; of what belongs to no branch, a row of the person."""
        if noun == "imports" and noun not in self.inside:
            self.inside[noun] = MAKERS[noun](self.user, "Inside")
        return self.inside.get(noun)

    def ids_above(self):
        """The ids of the categories that are not in the branch."""
        return {self.root.pk, self.middle.pk, self.beside.pk, self.outside["categories"].pk}
