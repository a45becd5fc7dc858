"""What the scheduler has done since with the rows that a batch created: the undo of the batch takes it back too.

A recurring work moves on by itself, so without this its creation could be undone until its next day only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import ManyToOneRel

from wheelbarrow.core.db.soft_delete import SoftDeletable, soft_deletable_models
from wheelbarrow.core.history.acts import kind_of
from wheelbarrow.core.history.reversal import Step
from wheelbarrow.core.models import Change


def moved_on(user: AbstractBaseUser, steps: Sequence[Step]) -> list[Step]:
    """Return the steps whose row the batch has created, and only the scheduler has changed since."""
    found = []
    created = [step for step in steps if step.row and not step.change.before and _is_in_place(step)]
    for model in {step.model for step in created}:
        of_model = [step for step in created if step.model is model]
        later = _later(user, model, [step.change.row for step in of_model], of_model[0].change.batch)
        found += [step for step in of_model if _is_scheduled(later[step.change.row])]
    return found


def created_by(user: AbstractBaseUser, moved: Sequence[Step]) -> list[Step]:
    """Return a step for each row that the scheduler has created by one of these, and that nobody has touched since."""
    steps = []
    for model in {step.model for step in moved}:
        ids = [step.change.row for step in moved if step.model is model]
        for referring, name in _references(model):
            rows = {row.pk: row for row in referring.objects.owned_by(user).filter(**{f"{name}__among": ids})}
            later = _later(user, referring, list(rows), moved[0].change.batch)
            for pk, changes in later.items():
                if _is_scheduled(changes) and not changes[0].before:
                    steps.append(Step(changes[0], rows[pk], referring))
    return steps


def _is_in_place(step: Step) -> bool:
    return step.row is not None and step.row.deletion_id == step.change.after.get("deletion")


def _is_scheduled(changes: Sequence[Change]) -> bool:
    return bool(changes) and all(change.actor == Change.Actor.SCHEDULER for change in changes)


def _later(
    user: AbstractBaseUser, model: type[SoftDeletable], ids: list[int], batch: int
) -> defaultdict[int, list[Change]]:
    """Return the changes of each of these rows in later batches, the oldest first."""
    found = defaultdict(list)
    for change in Change.objects.owned_by(user).of_rows(kind_of(model), ids).since(batch):
        found[change.row].append(change)
    return found


def _references(model: type[SoftDeletable]) -> Iterator[tuple[Any, str]]:
    """Yield each model with rows of its own that refers to this one, and the name of its column."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.related_model in soft_deletable_models():
            yield relation.related_model, relation.field.attname
