"""Write the rows of a batch back as they were before it, once it is clear that all of it can be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import ManyToOneRel
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core import trash
from wheelbarrow.core.db.fields import LiveForeignKey
from wheelbarrow.core.db.soft_delete import SoftDeletable, SoftDeletableQuerySet, cascading_keys, soft_deletable_models
from wheelbarrow.core.exceptions import Conflict, NoLongerFits
from wheelbarrow.core.history.acts import Act, current, kind_of
from wheelbarrow.core.history.links import link_fields, relink
from wheelbarrow.core.history.recording import fields_of, insert, remove, update
from wheelbarrow.core.models import Change, Deletion


class NotUndoable(Conflict):
    template = _("This cannot be undone: the rows were removed permanently, or repaired.")


class Step(NamedTuple):
    """One change to take back, and its row as it is now; None if it was removed."""

    change: Change
    row: SoftDeletable | None
    model: type[SoftDeletable]

    def deletion(self, values: Mapping[str, Any]) -> Any:
        """Return the id of the deletion in `before` or `after`, if this change moved the row to or from the trash.

        A row that was imported into the trash was never elsewhere, nor was one that was removed from it.
        """
        before, after = self.change.before, self.change.after
        moved = bool(before) and bool(after) and before.get("deletion") != after.get("deletion")
        return values.get("deletion") if moved else None


def apply(user: AbstractBaseUser, steps: list[Step], act: Act) -> None:
    """Take the steps of a batch back. Raises NotUndoable, NoLongerFits, and the errors of a restore."""
    again = {deletion for step in steps if (deletion := step.deletion(step.change.before))}
    tops = {deletion: [step for step in steps if step.deletion(step.change.before) == deletion] for deletion in again}
    for these in tops.values():
        _refuse_arrivals(these)
    for deletion in {deletion for step in steps if (deletion := step.deletion(step.change.after))}:
        _restore(user, deletion, act)
        for row in (step.row for step in steps if step.row and step.row.deletion_id == deletion):
            row.deletion_id = None
    rows = {step: step.row for step in steps if step.row}
    _insert_deletions(user, [step.change.before for step in steps if not step.change.after])
    for model in soft_deletable_models():
        # Those that others refer to come first; of one model they were removed last.
        for step in sorted(steps, key=lambda step: -step.change.pk):
            if step.model is model and not step.change.after:
                rows[step] = _create_again(user, step, act)
    for model in soft_deletable_models():
        of_model = [step for step in steps if step.model is model and step.row]
        _write_back([step for step in of_model if step.change.before and step.change.after])
    _link_again(user, rows)
    for these in tops.values():
        _delete_again(user, these)
    made = [step for step in steps if not step.change.before]
    for model in reversed(soft_deletable_models()):
        of_model = [step for step in made if step.model is model]
        _remove(model, [step.row for step in sorted(of_model, key=lambda step: -step.change.pk) if step.row])
    _remove_empty_deletions(user, {step.change.after["deletion"] for step in made if step.change.after.get("deletion")})


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
    if values.get("deletion"):
        row.deletion_id, row.deleted_at = values["deletion"], datetime.fromisoformat(values["deleted_at"])
    else:
        _refuse_lost_targets([row])
    step.model.all_objects.place(row)
    insert(row)
    if row.deletion_id:
        act.note(row, {}, {"deletion": row.deletion_id})
    return row


def _insert_deletions(user: AbstractBaseUser, removed: list[Mapping[str, Any]]) -> None:
    """Make the deletions again of rows that were removed from the trash."""
    for pk, facts in {facts["deletion"]: facts for facts in removed if facts.get("deletion")}.items():
        if not Deletion.objects.owned_by(user).with_ids([pk]).exists():
            Deletion.objects.create(
                pk=pk,
                user_id=user.pk,
                deleted_at=datetime.fromisoformat(facts["deleted_at"]),
                kind=facts["deletion_kind"],
                label=facts["label"],
                counts=facts["counts"],
            )


def _link_again(user: AbstractBaseUser, rows: Mapping[Step, SoftDeletable]) -> None:
    """Link rows as before; a row that the batch has created loses its links, since it is removed."""
    for model, name in link_fields():
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
            live = field.target.objects.owned_by(rows[0].user_id)
            if targets and live.among(sorted(targets)).count() < len(targets):
                raise NoLongerFits


def _refuse_arrivals(tops: list[Step]) -> None:
    """Raise NoLongerFits if the deletion would take a row now that was not there when it was restored."""
    batch = tops[0].change.batch
    for model, rows in trash.taken(_rows(tops)).items():
        written = rows.filter(version__gt=batch)
        places = {key.name: key.attname for key in cascading_keys(model)}
        before: dict[int, dict[str, Any]] = {}
        of_rows = Change.objects.owned_by(tops[0].change.user_id).of_rows(kind_of(model), written.ids())
        known = set(of_rows.filter(batch__lte=batch).values_list("row", flat=True))
        for change in of_rows.since(batch):
            if change.row in known and not change.before and change.after:
                # The row was imported with its history: it was there before.
                continue
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


def _remove_empty_deletions(user: AbstractBaseUser, ids: set[int]) -> None:
    """Remove the deletions of rows that were imported into the trash, if they have no rows any more."""
    for deletion in Deletion.objects.owned_by(user).among(sorted(ids)):
        if not any(model.all_objects.taken_by(deletion).exists() for model in soft_deletable_models()):
            deletion.delete()


def _remove(model: type[SoftDeletable], rows: list[SoftDeletable]) -> None:
    """Remove rows that the batch has created. Raises NoLongerFits if others refer to them now."""
    ids = [row.pk for row in rows]
    for relation in model._meta.get_fields(include_hidden=True) if ids else []:
        if isinstance(relation, ManyToOneRel):
            others = relation.related_model._base_manager.filter(**{f"{relation.field.attname}__among": ids})
            if others.exclude(pk__among=ids if relation.related_model is model else []).exists():
                raise NoLongerFits
    if rows:
        remove(rows)
        _note_deletions(rows)


def _note_deletions(rows: list[SoftDeletable]) -> None:
    """Note the deletions of rows that were removed from the trash, so that they can be put there again."""
    ids = {row.deletion_id for row in rows if row.deletion_id}
    deletions = {deletion.pk: deletion for deletion in Deletion.objects.with_ids(sorted(ids))} if ids else {}
    for row in rows:
        if found := deletions.get(row.deletion_id):
            facts = {"deletion": found.pk, "deleted_at": found.deleted_at, "deletion_kind": found.kind}
            current().note(row, {**facts, "label": found.label, "counts": found.counts}, {})
