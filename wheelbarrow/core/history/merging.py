"""Save an edit that was made from an older version of a row, as far as nobody else has changed the same fields since.

The change log has what each field was when the page was read: an edit is compared with that, with the present value,
and only if both sides have changed a field to different values does a person have to choose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from wheelbarrow.core.db.soft_delete import SoftDeletable
from wheelbarrow.core.history.acts import kind_of
from wheelbarrow.core.history.preconditions import ChangedElsewhere, expecting
from wheelbarrow.core.models import Change

# Other writes that may come between reading and saving before an edit is given back.
ATTEMPTS = 3

Values = dict[str, Any]
Row = TypeVar("Row", bound=SoftDeletable)


class Clashing(Exception):
    """`mine` is what the person has changed, `theirs` the present values of those fields that others changed too."""

    def __init__(self, *, mine: Values, theirs: Values, version: int) -> None:
        super().__init__(version)
        self.mine, self.theirs, self.version = mine, theirs, version


def save_merged(
    row: Row, version: int, values: Values, *, read: Callable[[], Row], write: Callable[[Values], Row]
) -> Row:
    """Write the values that differ from those of the version from which they were edited, and return the row.

    `read` returns the row as it is now; `write` is one act. Raises Clashing, and what `write` raises.
    """
    for _attempt in range(ATTEMPTS):
        if version != row.version:
            values = _merged(row, version, values)
        try:
            with expecting({row.version}, model=type(row), user=row.user_id, pk=row.pk):
                return write(values)
        except ChangedElsewhere:
            version, row = row.version, read()
    raise Clashing(mine=values, theirs=values_of(row, values), version=row.version)


def values_of(row: SoftDeletable, names: Mapping[str, Any]) -> Values:
    """Return the present values of these fields; a list of keys is annotated as `<field>_ids` in the singular."""
    return {name: getattr(row, _attribute(row, name)) for name in names}


def _merged(row: SoftDeletable, version: int, values: Values) -> Values:
    """Return the values without those that the person has not changed."""
    old, present = before(row, version), values_of(row, values)
    mine = {name: value for name, value in values.items() if value != old.get(name, present[name])}
    theirs = {name: present[name] for name, value in mine.items() if name in old and value != present[name]}
    if theirs:
        raise Clashing(mine=mine, theirs=theirs, version=row.version)
    return mine


def before(row: SoftDeletable, version: int) -> Values:
    """Return what the fields that have changed since the version were in it."""
    found: Values = {}
    changes = Change.objects.owned_by(row.user_id).of_row(kind_of(type(row)), row.pk).since(version)
    for change in changes:
        for name, value in change.before.items():
            found.setdefault(name, _to_python(row, name, value))
    return found


def _to_python(row: SoftDeletable, name: str, value: Any) -> Any:
    fields = {field.name: field for field in row._meta.concrete_fields}
    return fields[name].to_python(value) if name in fields and not fields[name].is_relation else value


def _attribute(row: SoftDeletable, name: str) -> str:
    field = row._meta.get_field(name)
    if field.many_to_many:
        return f"{name.removesuffix('s')}_ids"
    return str(getattr(field, "attname", name))
