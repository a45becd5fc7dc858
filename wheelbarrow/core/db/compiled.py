"""Compile the SQL of a queryset once: the ORM takes 0.2 to 1 ms to build a statement that the database runs in 0.1 ms.

The ORM stays the source of the SQL: a `Compiled` holds a function that returns a queryset, with its conditions on the
owner and on live rows. The SQL is compiled at the first call in a process and kept in the memory of that process only.

Arguments of the types in `SAMPLES` become parameters. Every other argument (None, flags, choices, tuples) is a
constant: each of its values has its own statement, of which the last 256 are kept. An argument must reach the SQL
unchanged, or as its date() or time(). Any other argument (escaped text, a date converted to an instant) raises
TypeError at the first call, as does SQL that depends on the values: the compiler compares two sets of samples.

For a caller who is limited to a branch (limits.py) the ORM builds the statement each time: its conditions are others.

On PostgreSQL the statement is prepared, with its constants as literals so that a generic plan can use partial indexes,
and rows are read in binary (prepared.py). On SQLite it runs as Django would run it. Rows are instances of the model, or
sequences of the columns of values_list().
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache, partial
from typing import Any, Generic, NamedTuple, TypeVar

import django
from django.db import connection
from django.db.models import JSONField, QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators

from wheelbarrow.core.db import prepared
from wheelbarrow.core.db.expressions import as_array
from wheelbarrow.core.db.limits import limit as branch_limit

Row = TypeVar("Row")
EAST = timezone(timedelta(hours=5))  # the samples have another date here than in UTC, so the two are distinguishable

# The sample value of the n-th argument, by type, and the conversions that the SQL may apply to an argument.
SAMPLES: dict[type, Callable[[int], Any]] = {
    int: lambda n: 2_000_000_000 + n,
    str: lambda n: f"{3_000_000_000 + n}",
    list: lambda n: [4_000_000_000 + n],
    date: lambda n: date(1931, 1, 1) + timedelta(days=n),
    datetime: lambda n: datetime(1932, 1, 1, 2, 7, 18, 281_000 + n, tzinfo=EAST) + timedelta(days=n),
}
CONVERSIONS: dict[type, list[Callable[[Any], Any]]] = {
    int: [lambda value: value],
    str: [lambda value: value],
    list: [as_array],
    date: [connection.ops.adapt_datefield_value],
    datetime: [
        connection.ops.adapt_datetimefield_value,
        lambda value: connection.ops.adapt_datefield_value(value.date()),
        lambda value: connection.ops.adapt_timefield_value(value.time()),
    ],
}


class Argument(NamedTuple):
    """The value of one %s: the number of an argument, and its conversion."""

    number: int
    convert: Callable[[Any], Any]


class Compiled(Generic[Row]):
    """`rows = Compiled(lambda user, day: Work.objects.owned_by(user).due_by(day))`, then `rows(user, day)`: a list."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *, replan: bool = False) -> None:
        """Set `replan` where the best plan depends on the values: PostgreSQL then plans each call and prepares nothing."""
        self.build, self.run = build, partial(prepared.run, replan=replan)
        self._statement = lru_cache(maxsize=256)(self._compile)

    def __call__(self, *arguments: Any, limit: int | None = None, offset: int = 0) -> list[Row]:
        """Return the rows, or the page of them that `limit` and `offset` select."""
        if branch_limit.get():
            return list(self.build(*arguments)[offset : None if limit is None else offset + limit])
        sql, places, read = self._statement(*map(_shape, arguments))
        if limit is None:
            return read(self.run(sql, _fill(places, arguments)))
        return read(self.run(f"{sql} LIMIT %s OFFSET %s", [*_fill(places, arguments), limit, offset]))

    def first(self, *arguments: Any) -> Row | None:
        """Return the first row, or None."""
        return next(iter(self(*arguments, limit=1)), None)

    def count(self, *arguments: Any) -> int:
        """Return the number of rows. The queryset should have no order."""
        if branch_limit.get():
            return self.build(*arguments).count()
        sql, places, _read = self._statement(*map(_shape, arguments))
        number: int = self.run(f"SELECT COUNT(*) FROM ({sql}) AS counted", _fill(places, arguments))[0][0]
        return number

    def _compile(self, *shapes: Any) -> tuple[str, list[Any], Callable[[list[Any]], list[Row]]]:
        sql, places, read = self._draft(shapes, 0)
        if (other := self._draft(shapes, 1)[:2]) != (sql, places):
            raise TypeError(f"The SQL depends on the values: {sql} {places} / {other}")
        if prepared.IS_POSTGRESQL:
            literals = ["%" if isinstance(place, Argument) else prepared.literal(place) for place in places]
            # A literal that contains a percent sign stays a parameter.
            filled = ["%s" if "%" in text else text for text in literals]
            sql = "".join(map("".join, zip(sql.split("%s"), [*filled, ""], strict=True)))
            places = [place for place, text in zip(places, filled, strict=True) if text == "%s"]
        return sql, places, read

    def _draft(self, shapes: tuple[Any, ...], variant: int) -> tuple[str, list[Any], Callable[[list[Any]], list[Row]]]:
        samples = {n: SAMPLES[shape](2 * n + variant) for n, shape in enumerate(shapes) if shape in SAMPLES}
        queryset = self.build(*(samples.get(n, shape) for n, shape in enumerate(shapes)))
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        converted = [(to(sample), Argument(n, to)) for n, sample in samples.items() for to in CONVERSIONS[shapes[n]]]
        places = [next((arg for value, arg in converted if value == parameter), parameter) for parameter in parameters]
        if missing := set(samples) - {place.number for place in places if isinstance(place, Argument)}:
            raise TypeError(f"Arguments {sorted(missing)} do not reach the SQL as they are: {sql}")
        return sql, places, _reader(queryset, compiler)


def _shape(argument: Any) -> Any:
    return type(argument) if type(argument) in SAMPLES else argument


def _fill(places: list[Any], arguments: tuple[Any, ...]) -> list[Any]:
    return [place.convert(arguments[place.number]) if isinstance(place, Argument) else place for place in places]


def _reader(queryset: QuerySet[Any, Any], compiler: Any) -> Callable[[list[Any]], list[Any]]:
    """Return a function that converts rows of the database to the rows that the queryset would return."""
    converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
    if prepared.IS_POSTGRESQL:  # psycopg has already parsed JSON; Django's own cursor leaves it as text
        converters = {n: c for n, c in converters.items() if not isinstance(c[1].output_field, JSONField)}
    convert = (lambda rows: list(compiler.apply_converters(rows, converters))) if converters else list
    if queryset._iterable_class is ValuesListIterable:
        return convert
    if queryset._iterable_class is not ModelIterable:
        raise TypeError(f"Use instances or values_list(), not {queryset._iterable_class.__name__}")
    selected, model = compiler.klass_info["select_fields"], compiler.klass_info["model"]
    own = slice(selected[0], selected[-1] + 1)
    names = [column[0].target.attname for column in compiler.select[own]]
    modes: Any = [queryset._fetch_mode] if django.VERSION >= (6, 1) else []  # type: ignore[attr-defined]
    populators = get_related_populators(compiler.klass_info, compiler.select, queryset.db, *modes)

    def instance(row: Any) -> Any:
        one = model.from_db(queryset.db, names, row[own])
        for populator in populators:
            populator.populate(row, one)
        for name, n in compiler.annotation_col_map.items():
            setattr(one, name, row[n])
        return one

    return lambda rows: list(map(instance, convert(rows)))
