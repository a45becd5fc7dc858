"""Create, edit and delete labels. Each function is one act: what it checks is read after the owner's lock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from wheelbarrow.core import trash
from wheelbarrow.core.db.limits import refuse_limited
from wheelbarrow.core.exceptions import Invalid
from wheelbarrow.core.history.acts import recorded
from wheelbarrow.core.history.recording import insert, update
from wheelbarrow.core.models import Deletion
from wheelbarrow.core.quotas import reserve
from wheelbarrow.core.text import normalize
from works.choices import Colour
from works.models import Label
from works.querysets import LabelQuerySet
from works.services.lookup import LabelNotFound, find_label

SAVED = ["name", "name_key", "colour", "position"]


class LabelNameTaken(Invalid):
    template = _("You have a label with the name “{name}”. Choose another name.")


class LabelFields(TypedDict, total=False):
    """The fields of a label that a person sets."""

    name: str
    colour: Colour
    position: int


@recorded("created")
def create_label(*, user: User, at: datetime, **fields: Unpack[LabelFields]) -> Label:
    """Create a label, by default the last one, with the colour that is used least. Raises LabelNameTaken."""
    refuse_limited()
    reserve(user, rows=1)
    label = Label(user=user, created_at=at, updated_at=at)
    others = Label.objects.owned_by(user)
    label.colour = fields.get("colour") or least_used(others.in_order().colours())
    label.position = others.next_position()
    _write(label, fields, others)
    insert(label)
    return label


@recorded("edited")
def edit_label(*, user: User, label_id: int, at: datetime, **changes: Unpack[LabelFields]) -> Label:
    """Change the given fields; `position` renumbers the other labels. Raises LabelNotFound, LabelNameTaken."""
    label = find_label(user, label_id)
    refuse_limited()
    _write(label, changes, Label.objects.owned_by(user).exclude(pk=label.pk))
    update([label], SAVED)
    return label


@recorded("edited")
def place_label(*, user: User, label_id: int, before_id: int | None, at: datetime) -> Label:
    """Move a label before another one; before none, as the last. Raises LabelNotFound for either."""
    label = find_label(user, label_id)
    refuse_limited()
    others = Label.objects.owned_by(user).exclude(pk=label.pk)
    ids = others.in_order().ids()
    if before_id is not None and before_id not in ids:
        raise LabelNotFound
    label.position, renumbered = others.around(len(ids) if before_id is None else ids.index(before_id))
    update([*renumbered, label], ["position"])
    return label


@recorded("deleted")
def delete_label(*, user: User, label_id: int, at: datetime) -> Deletion:
    """Move a label to the trash; works show it no more until it is restored. Raises LabelNotFound."""
    label = find_label(user, label_id)
    refuse_limited()
    return trash.move_to_trash(Label.objects.with_id(label.pk), user=user, tops=[label], label=label.name, at=at)


def key_of(name: str) -> str:
    """Return what two names that differ only in case have in common."""
    return normalize(normalize(name).casefold())


def least_used(used: Iterable[str]) -> Colour:
    """Return the colour that is used least; of several the first one of the palette."""
    counts = list(used)
    return min(Colour, key=counts.count)


def _write(label: Label, fields: LabelFields, others: LabelQuerySet) -> None:
    if "name" in fields:
        label.name, label.name_key = fields["name"], key_of(fields["name"])
        if others.with_key(label.name_key).exists():
            raise LabelNameTaken(field="name", name=label.name)
    if fields.get("colour"):
        label.colour = fields["colour"]
    if "position" in fields and fields["position"] != label.position:
        label.position, renumbered = others.around(fields["position"])
        update(renumbered, ["position"])
