"""Changes as a caller sees them who is limited to a branch: without what they have of the rest of the account.

A row may have come into the branch from elsewhere, so that its earlier changes have keys, paths and names from there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from wheelbarrow.core.db.fields import PathField
from wheelbarrow.core.db.limits import levels_above, limit, shown_links, shown_path
from wheelbarrow.core.db.ownership import Owned
from wheelbarrow.core.db.soft_delete import SoftDeletable
from wheelbarrow.core.history.sentences import model_of
from wheelbarrow.core.models import Change, Deletion

# What the log has of the deletion that took a row, besides its id.
OF_DELETION = {"label": "", "counts": {}}

Known = Mapping[type[models.Model], set[int]]
Values = dict[str, Any]


def cut(changes: Sequence[Change]) -> Sequence[Change]:
    """Cut what is outside of the caller's branch from `before` and `after`, in one query for each kind of row named there."""
    branch = limit.get()
    if branch is None:
        return changes
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    for change in changes:
        for values in (change.before, change.after):
            for name, value in values.items():
                if (model := _target(change.kind, name)) is not None:
                    wanted[model].update(_ids(value))
    known = {model: set(_all(model).owned_by(branch.user).among(sorted(ids)).ids()) for model, ids in wanted.items()}
    for change in changes:
        change.before, change.after = (_cut(change.kind, values, known) for values in (change.before, change.after))
    return changes


def _cut(kind: str, values: Values, known: Known) -> Values:
    found = {name: _value(kind, name, value, known) for name, value in values.items()}
    if "deletion" in found and found["deletion"] not in known.get(Deletion, ()):
        # Its id stays, so that a copy knows that the row is in the trash.
        found |= {name: empty for name, empty in OF_DELETION.items() if name in found}
    return found


def _value(kind: str, name: str, value: Any, known: Known) -> Any:
    target = _target(kind, name)
    if target is Deletion or value is None:
        return value
    if target is not None:
        return [pk for pk in value if pk in known[target]] if isinstance(value, list) else _one(value, known[target])
    if isinstance(_field(kind, name), PathField):
        return shown_path(value)
    if name == "level":
        return max(value - levels_above(), 0)
    if isinstance(value, list) and value and all(isinstance(item, dict) and "id" in item for item in value):
        return shown_links(value)
    return value


def _one(value: int, known: set[int]) -> int | None:
    return value if value in known else None


def _target(kind: str, name: str) -> type[models.Model] | None:
    """Return the model that a field refers to, if its rows have an owner."""
    field = _field(kind, name)
    target = field.related_model if field is not None and field.is_relation else None
    return target if target is not None and issubclass(target, Owned) else None


def _field(kind: str, name: str) -> Any:
    model = model_of(kind)
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _ids(value: Any) -> list[int]:
    return value if isinstance(value, list) else [value] if value else []


def _all(model: type[models.Model]) -> Any:
    return model.all_objects if issubclass(model, SoftDeletable) else model._default_manager
