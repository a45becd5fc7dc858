"""Undo: apply one batch of the change log backwards, as a new batch, which can be undone in turn.

A batch can be undone as long as each field that it touched still has the value that it gave it. Nothing is written
otherwise. Rows are written by the functions that services use, and the constraints of the database are the last check.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError
from django.db.models import ManyToOneRel
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core import trash
from wheelbarrow.core.db.fields import LiveForeignKey
from wheelbarrow.core.db.soft_delete import SoftDeletable, SoftDeletableQuerySet, cascading_keys, soft_deletable_models
from wheelbarrow.core.exceptions import Conflict, NoLongerFits, NotFound
from wheelbarrow.core.history.acts import Act, acting, kind_of
from wheelbarrow.core.history.links import linked, relink
from wheelbarrow.core.history.recording import fields_of, insert, remove, update
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


class NotUndoable(Conflict):
    template = _("This cannot be undone: the rows were removed permanently, or repaired.")


class MadeByScheduler(Conflict):
    template = _("The scheduler created this by a rule. Delete the work, or skip its day, instead.")


class ChangedLater(Conflict):
    template = _("“{row}” was changed again later, by change {change} at {at}. Undo that change first.")


class Undone(NamedTuple):
    """The batch of an undo, and the number of rows that it changed."""

    batch: int
    changes: int


class Step(NamedTuple):
    """One change to take back, and its row as it is now; None if it was removed."""

    change: Change
    row: SoftDeletable | None
    model: type[SoftDeletable]

    def deletion(self, values: Mapping[str, Any]) -> Any:
        """Return the id of the deletion in `before` or `after`, if this change moved the row to or from the trash."""
        moved = self.change.before.get("deletion") != self.change.after.get("deletion")
        return values.get("deletion") if moved else None


def undo(*, user: AbstractBaseUser, change_id: int, at: datetime) -> Undone:
    """Undo the batch of a change. Raises ChangeNotFound, NotUndoable, MadeByScheduler, ChangedLater, NoLongerFits."""
    return _undo(user, at, lambda: _batch_of(user, change_id))


def undo_last(*, user: AbstractBaseUser, at: datetime) -> Undone:
    """Undo the person's last act that is not undone. Raises NothingToUndo, and as undo()."""
    return _undo(user, at, lambda: _last_batch(user))


def _undo(user: AbstractBaseUser, at: datetime, batch_to_undo: Callable[[], int]) -> Undone:
    try:
        with acting("undone", user=user, at=at) as act:
            batch = batch_to_undo()
            steps = _steps(user, batch)
            act.undoes = batch
            _apply(user, steps, act)
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
    for step in steps:
        if not _is_as_left(step, deletions):
            raise _changed_later(user, step)
    for model, name in _link_fields():
        linking = {step.row: step for step in steps if step.model is model and step.row and name in step.change.after}
        now = linked(linking, name)
        for row, step in linking.items():
            if now[row.pk] != step.change.after[name]:
                raise _changed_later(user, step)
    return steps


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
    """Return the error that names the newest later change of the row."""
    changes = Change.objects.owned_by(user).of_row(step.change.kind, step.change.row)
    later: Change | None = changes.since(step.change.batch).newest_first().first()
    if later is None:  # a deletion, restore or move of what contains the row
        return NoLongerFits()
    at = timezone.localtime(later.at)
    return ChangedLater(row=step.row or "–", change=later.pk, at=date_format(at, "SHORT_DATETIME_FORMAT"))


def _apply(user: AbstractBaseUser, steps: list[Step], act: Act) -> None:
    again = {deletion for step in steps if (deletion := step.deletion(step.change.before))}
    tops = {deletion: [step for step in steps if step.deletion(step.change.before) == deletion] for deletion in again}
    for these in tops.values():
        _refuse_arrivals(these)
    for deletion in {deletion for step in steps if (deletion := step.deletion(step.change.after))}:
        _restore(user, deletion, act)
        for row in (step.row for step in steps if step.row and step.row.deletion_id == deletion):
            row.deletion_id = None
    rows = {step: step.row for step in steps if step.row}
    for step in sorted(steps, key=lambda step: -step.change.pk):
        if not step.change.after:
            rows[step] = _create_again(user, step, act)
    for model in soft_deletable_models():
        of_model = [step for step in steps if step.model is model and step.row]
        _write_back([step for step in of_model if step.change.before and step.change.after])
    _link_again(user, rows)
    for these in tops.values():
        _delete_again(user, these)
    for model in reversed(soft_deletable_models()):
        made = [step for step in steps if step.model is model and not step.change.before]
        _remove(model, [step.row for step in sorted(made, key=lambda step: -step.change.pk) if step.row])


def _restore(user: AbstractBaseUser, deletion: int, act: Act) -> None:
    try:
        trash.restore_deletion(user=user, deletion_id=deletion, at=act.at, as_before=True)
    except trash.DeletionNotFound:
        raise NotUndoable from None


def _create_again(user: AbstractBaseUser, step: Step, act: Act) -> SoftDeletable:
    values = step.change.before
    fields = [field for field in fields_of(step.model) if field[0] in values]
    model: Any = step.model
    row: SoftDeletable = model(pk=step.change.row, user_id=user.pk, updated_at=act.at)
    for name, attribute, field in fields:
        setattr(row, attribute, field.to_python(values[name]))
    _refuse_lost_targets([row])
    step.model.all_objects.place(row)
    insert(row)
    return row


def _link_again(user: AbstractBaseUser, rows: Mapping[Step, SoftDeletable]) -> None:
    """Link rows as before; a row that the batch has created loses its links, since it is removed."""
    for model, name in _link_fields():
        ids = {
            row.pk: step.change.before.get(name, [])
            for step, row in rows.items()
            if step.model is model and (name in step.change.before or name in step.change.after)
        }
        targets = sorted({pk for linked_to in ids.values() for pk in linked_to})
        target: Any = model._meta.get_field(name).related_model
        if targets and target.all_objects.owned_by(user).among(targets).count() < len(targets):
            raise NoLongerFits
        relink([row for row in rows.values() if type(row) is model], name, ids)


def _link_fields() -> list[tuple[type[SoftDeletable], str]]:
    """Return each model that has links to other rows, with the name of the field."""
    return [(model, field.name) for model in soft_deletable_models() for field in model._meta.many_to_many]


def _write_back(steps: list[Step]) -> None:
    rows, names = [], set()
    for step in steps:
        row, values = cast(SoftDeletable, step.row), step.change.before
        for name, attribute, field in fields_of(step.model):
            if name in values and name not in step.model.derived:
                setattr(row, attribute, field.to_python(values[name]))
                names.add(name)
        if step.model.derived & values.keys():
            step.model.all_objects.place(row)
            names |= step.model.derived
        rows.append(row)
    _refuse_lost_targets([row for row in rows if row.deletion_id is None])
    update(rows, names)


def _refuse_lost_targets(rows: list[SoftDeletable]) -> None:
    """Raise NoLongerFits if one of these rows of one model would refer to a row that is in the trash or gone."""
    for field in type(rows[0])._meta.concrete_fields if rows else []:
        if isinstance(field, LiveForeignKey):
            targets = {getattr(row, field.attname) for row in rows} - {None}
            if targets and field.target.objects.among(sorted(targets)).count() < len(targets):
                raise NoLongerFits


def _refuse_arrivals(tops: list[Step]) -> None:
    """Raise NoLongerFits if the deletion would take a row now that was not there when it was restored."""
    batch = tops[0].change.batch
    for model, rows in trash.taken(_rows(tops)).items():
        written = rows.filter(version__gt=batch)
        places = {key.name: key.attname for key in cascading_keys(model)}
        before: dict[int, dict[str, Any]] = {}
        for change in (
            Change.objects.owned_by(tops[0].change.user_id).of_rows(kind_of(model), written.ids()).since(batch)
        ):
            # The first value of each field after the restore; a new row has none.
            before[change.row] = {**change.before, **before[change.row]} if change.row in before else change.before
        for row in written.with_ids(list(before)).values("pk", *places.values()):
            was = before[row["pk"]]
            if not was or was.get("deletion") or any(was.get(name, row[at]) != row[at] for name, at in places.items()):
                raise NoLongerFits


def _rows(tops: list[Step]) -> SoftDeletableQuerySet:
    """Return the chosen rows of a deletion, with the rows of their own model below them."""
    rows: SoftDeletableQuerySet = tops[0].model.all_objects.branches([step.row for step in tops if step.row])
    return rows


def _delete_again(user: AbstractBaseUser, tops: list[Step]) -> None:
    """Move to the trash what was restored, as the same deletion."""
    facts = tops[0].change.before
    deletion = trash.move_to_trash(
        _rows(tops),
        user=user,
        tops=[step.row for step in tops if step.row],
        label=facts["label"],
        at=datetime.fromisoformat(facts["deleted_at"]),
        again=facts["deletion"],
    )
    if deletion.counts != facts["counts"]:
        raise NoLongerFits


def _remove(model: type[SoftDeletable], rows: list[SoftDeletable]) -> None:
    """Remove rows that the batch has created. Raises NoLongerFits if others refer to them now."""
    ids = [row.pk for row in rows]
    for relation in model._meta.get_fields(include_hidden=True) if ids else []:
        if isinstance(relation, ManyToOneRel):
            others = relation.related_model._base_manager.filter(**{f"{relation.field.attname}__among": ids})
            if others.exclude(pk__in=ids if relation.related_model is model else []).exists():
                raise NoLongerFits
    if rows:
        remove(rows)
