"""Numbers of rows that the row above them keeps, so that a total reads no row that it counts.

A model that is counted has a `Tally`; the column is a `TallyField` of the row that its key refers to. The act that
changes such rows changes the numbers in its transaction, with the owner's lock held: Act.note() of
wheelbarrow/core/history/acts.py sees each change of a row, trash.py the rows that move as a set.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, models
from django.db.models import Count, F, IntegerField, Q
from django.db.models.functions import Coalesce

from wheelbarrow.core.db.expressions import as_array
from wheelbarrow.core.db.prepared import run

if TYPE_CHECKING:
    from wheelbarrow.core.db.soft_delete import SoftDeletable, SoftDeletableQuerySet


class TallyField(models.IntegerField):  # type: ignore[type-arg]  # Django's has no arguments when it runs
    """A number that acts keep. It has no history and is not exported: it follows from other rows.

    No constraint: a wrong number must not keep a person from work. `check_tree` finds and repairs one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["default"], kwargs["editable"] = 0, False
        super().__init__(*args, **kwargs)


class Tally(NamedTuple):
    """Live rows with this value of `field` are counted in `column` of the row that `key` refers to."""

    key: str
    field: str
    value: str
    column: str

    @property
    def counted(self) -> Q:
        """The condition on rows, besides being live."""
        return Q(**{self.field: self.value, f"{self.key}__isnull": False})

    def moves(self, row: SoftDeletable, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[int, int]:
        """Return what a change of the row adds to the number of each target by id; a new row has no `before`."""
        names = {self.key, self.field}
        if row.deletion_id is not None or not (names & before.keys() or names & after.keys()):
            return {}
        numbers: dict[int, int] = {}
        for values, number in ((before, -1), (after, 1)):
            if values:
                target = values[self.key] if self.key in values else getattr(row, f"{self.key}_id")
                value = values[self.field] if self.field in values else getattr(row, self.field)
                if value == self.value and target is not None:
                    numbers[target] = numbers.get(target, 0) + number
        return numbers


def number_of(rows: SoftDeletableQuerySet) -> dict[int, int]:
    """Return by target how many of these rows are counted if they are live."""
    tally = rows.model.tally
    if tally is None:
        return {}
    counts = rows.filter(tally.counted).order_by().values_list(f"{tally.key}_id")
    return dict(counts.annotate(number=Count("*")))


def of_target(target: type[models.Model]) -> dict[type[SoftDeletable], str]:
    """Return the models that rows of `target` count, each with the column."""
    counted: Any = [key.related_model for key in target._meta.related_objects]
    return {
        model: model.tally.column
        for model in counted
        if getattr(model, "tally", None) and model._meta.get_field(model.tally.key).related_model is target
    }


def add(model: type[SoftDeletable], numbers: Mapping[int, int]) -> None:
    """Add to the numbers of these targets, in one statement."""
    changed = {pk: number for pk, number in numbers.items() if number}
    if changed:
        run(_addition(model), [as_array(list(changed)), as_array(list(changed.values()))])


def wrong(model: type[SoftDeletable], user: models.Model) -> models.QuerySet[Any]:
    """Return the person's targets whose number is wrong, live or in the trash, with `due`, the right one."""
    tally = model.tally
    if tally is None:
        raise TypeError(model)
    target: Any = model._meta.get_field(tally.key).related_model
    rows = model.all_objects.live().filter(tally.counted, **{f"{tally.key}_id": models.OuterRef("pk")}).order_by()
    counted = models.Subquery(rows.values(f"{tally.key}_id").annotate(number=Count("*")).values("number"))
    due = Coalesce(counted, 0, output_field=IntegerField())
    found: models.QuerySet[Any] = target.all_objects.owned_by(user).annotate(due=due).exclude(due=F(tally.column))
    return found.order_by("pk")


@cache
def _addition(model: type[SoftDeletable]) -> str:
    tally, quote = model.tally, connection.ops.quote_name
    if tally is None:
        raise TypeError(model)
    target: Any = model._meta.get_field(tally.key).related_model
    table, column = quote(target._meta.db_table), quote(target._meta.get_field(tally.column).column)
    pairs = (
        "unnest(%s::bigint[], %s::bigint[]) AS added (id, number)"
        if connection.vendor == "postgresql"
        else "(SELECT ids.value AS id, numbers.value AS number FROM json_each(%s) AS ids "
        "JOIN json_each(%s) AS numbers ON numbers.key = ids.key) AS added"
    )
    return f"UPDATE {table} SET {column} = {column} + added.number FROM {pairs} WHERE {table}.id = added.id"
