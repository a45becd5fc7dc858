"""Undo: apply one batch of the change log backwards, as a new batch, which can be undone in turn.

A batch can be undone as long as each field that it touched still has the value that it gave it, or only the scheduler
has changed the rows that it created. Nothing is written otherwise. Rows are written by the functions that services use, and the constraints of the database are the last check.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.db.limits import OutsideBranch, limit, whole_account
from wheelbarrow.core.db.soft_delete import soft_deletable_models
from wheelbarrow.core.exceptions import Conflict, NoLongerFits, NotFound
from wheelbarrow.core.history.acts import acting, kind_of
from wheelbarrow.core.history.links import link_fields, linked
from wheelbarrow.core.history.recording import fields_of
from wheelbarrow.core.history.reversal import NotUndoable, Step, apply
from wheelbarrow.core.history.scheduled import created_by, moved_on
from wheelbarrow.core.models import Change

# What these acts have done cannot be reconstructed, or would be wrong again.
FINAL = frozenset({"purged", "pruned", "repaired", "set_aside"})
# Who acts on a person's rows without them.
OF_OTHERS = [Change.Actor.SCHEDULER, Change.Actor.ADMIN]
# How far back undo_last() looks for an act that is not undone.
RECENT = 200


class ChangeNotFound(NotFound):
    template = _("You have no such change. It may be older than the history that is kept.")


class NothingToUndo(Conflict):
    template = _("There is nothing to undo.")


class MadeByScheduler(Conflict):
    template = _("The scheduler created this by a rule. Delete the work, or skip its day, instead.")


class ChangedLater(Conflict):
    template = _("“{row}” was changed again later, by change {change} at {at}. Undo that change first.")


class ChangedByScheduler(Conflict):
    template = _("The scheduler has changed “{row}” since, and that cannot be undone. Edit or delete it instead.")


class Undone(NamedTuple):
    """The batch of an undo, and the number of rows that it changed."""

    batch: int
    changes: int


def undo(*, user: AbstractBaseUser, change_id: int, at: datetime) -> Undone:
    """Undo the batch of a change.

    Raises ChangeNotFound, NotUndoable, MadeByScheduler, ChangedLater, NoLongerFits, and OutsideBranch if a caller who is
    limited to a branch does not see all of the batch.
    """
    return _undo(user, at, lambda: _batch_of(user, change_id))


def undo_last(*, user: AbstractBaseUser, at: datetime) -> Undone:
    """Undo the person's last act that is not undone. Raises NothingToUndo, and as undo()."""
    return _undo(user, at, lambda: _last_batch(user))


def is_undoable(change: Change) -> bool:
    """Report whether undo() does not refuse a change for what it is; it may still do so for what came later."""
    is_final = change.action in FINAL or change.before == change.after
    return not is_final and change.actor != Change.Actor.SCHEDULER


def _undo(user: AbstractBaseUser, at: datetime, batch_to_undo: Callable[[], int]) -> Undone:
    try:
        with acting("undone", user=user, at=at) as act:
            batch = batch_to_undo()
            steps = _steps(user, batch)
            act.undoes = batch
            apply(user, steps, act)
    except IntegrityError:
        raise NoLongerFits from None
    return Undone(act.batches[user.pk], len(act.entries))


def _batch_of(user: AbstractBaseUser, change_id: int) -> int:
    change: Change | None = Change.objects.owned_by(user).with_id(change_id).first()
    if change is None:
        raise ChangeNotFound
    return change.batch


def _last_batch(user: AbstractBaseUser) -> int:
    """Return the newest batch of the person that is in effect and is no undo."""
    undone: set[int] = set()
    acts = Change.objects.owned_by(user).exclude(actor__in=OF_OTHERS).exclude(action__in=FINAL)
    for batch, undoes in acts.order_by("-batch").values_list("batch", "undoes").distinct()[:RECENT]:
        if batch in undone:
            continue
        if undoes is None:
            return int(batch)
        undone.add(undoes)
    raise NothingToUndo


def _steps(user: AbstractBaseUser, batch: int) -> list[Step]:
    """Return what is to be done, once it is clear that all of it can be."""
    changes = list(Change.objects.owned_by(user).of_batch(batch))
    if limit.get():
        with whole_account():
            is_whole = Change.objects.owned_by(user).of_batch(batch).count() == len(changes)
        if not is_whole:
            raise OutsideBranch
    if any(change.action in FINAL or change.before == change.after for change in changes):
        raise NotUndoable
    if changes[0].actor == Change.Actor.SCHEDULER:
        raise MadeByScheduler
    steps = []
    for model in soft_deletable_models():
        own = [change for change in changes if change.kind == kind_of(model)]
        rows = {row.pk: row for row in model.all_objects.owned_by(user).among([change.row for change in own])}
        steps += [Step(change, rows.get(change.row), model) for change in own]
    deletions = {step.deletion(step.change.after) for step in steps}
    changed = [step for step in steps if not _is_as_left(step, deletions)]
    moved = set(moved_on(user, changed))
    for step in changed:
        if step not in moved:
            raise _changed_later(user, step)
    for model, name in link_fields():
        linking = {step.row: step for step in steps if step.model is model and step.row and name in step.change.after}
        now = linked(linking, name)
        for row, step in linking.items():
            if now[row.pk] != step.change.after[name]:
                raise _changed_later(user, step)
    return steps + created_by(user, list(moved))


def _is_as_left(step: Step, deletions: Collection[int | None]) -> bool:
    """Report whether every field that the change has touched still has the value that it gave it.

    A row that the batch has changed may be in one of the `deletions` that the batch has made.
    """
    change, row = step.change, step.row
    if not change.after or row is None:
        return not change.after and row is None
    is_in_place = row.deletion_id == change.after.get("deletion") or row.deletion_id in deletions
    return is_in_place and all(
        getattr(row, attribute) == field.to_python(change.after[name])
        for name, attribute, field in fields_of(step.model)
        if name in change.after and name not in step.model.derived
    )


def _changed_later(user: AbstractBaseUser, step: Step) -> Conflict:
    """Return the error that names the newest later change of the row that can be undone."""
    changes = Change.objects.owned_by(user).of_row(step.change.kind, step.change.row).since(step.change.batch)
    later: Change | None = changes.exclude(actor=Change.Actor.SCHEDULER).newest_first().first()
    is_live = step.row is not None and step.row.deletion_id is None
    if later is None and is_live and changes.exists():
        return ChangedByScheduler(row=step.row or "–")
    if later is None:  # a deletion, restore or move of what contains the row
        return NoLongerFits()
    at = timezone.localtime(later.at)
    return ChangedLater(row=step.row or "–", change=later.pk, at=date_format(at, "SHORT_DATETIME_FORMAT"))
