"""The values of a line: JSON in, what the fields of a model hold out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.translation import gettext as _

from wheelbarrow.core import text
from wheelbarrow.core.db.fields import PathField
from wheelbarrow.core.db.ownership import Owned
from wheelbarrow.core.db.texts import LineField, NoteField
from works.exchange.account.layout import columns_of, links_of

BIGGEST_ID = 2**63 - 1
# What columns of integers hold, on every database.
BIGGEST = (
    (models.PositiveBigIntegerField, BIGGEST_ID),
    (models.PositiveSmallIntegerField, 2**15 - 1),
    (models.PositiveIntegerField, 2**31 - 1),
)
# A list of days has fewer items than ten centuries have days; other lists and objects are bounded by the file.
MANY = 400_000

Values = dict[str, Any]


class Wrong(Exception):
    """A value that the field cannot hold; the argument is the reason, for a person."""


@cache
def readers_of(model: type[Owned]) -> dict[str, Callable[[Any], Any]]:
    """Return for each field of a line the function that reads its value, or raises Wrong."""
    fields = {field.name: _reader_of(field) for field in columns_of(model)}
    return {**fields, **dict.fromkeys(links_of(model), ids)}


@cache
def defaults_of(model: type[Owned]) -> dict[str, Callable[[], Any]]:
    """Return what a field has in files of versions that did not know it; a field without that is required."""
    return {
        **{f.name: f.get_default for f in columns_of(model) if f.has_default() or f.null or f.blank},
        **dict.fromkeys(links_of(model), list),
    }


def read_line(model: type[Owned], found: Mapping[str, Any]) -> Values:
    """Return the values of a line; names that the model does not have are ignored. Raises Wrong, naming the field."""
    values: Values = {}
    defaults = defaults_of(model)
    for name, reader in readers_of(model).items():
        if name not in found:
            if name not in defaults:
                raise Wrong(_("“{field}” is missing.").format(field=name))
            values[name] = defaults[name]()
            continue
        try:
            values[name] = reader(found[name])
        except (Wrong, ValueError, TypeError, OverflowError) as error:
            reason = error.args[0] if isinstance(error, Wrong) else _("it is none of the values that it can have")
            raise Wrong(_("“{field}”: {reason}.").format(field=name, reason=reason)) from None
    return values


def ids(value: Any) -> list[int]:
    """Read a list of ids."""
    return sorted({_id(item) for item in _list(value)})


def _reader_of(field: Any) -> Callable[[Any], Any]:
    reader = _by_name().get(field.name) or by_type(field)
    if not field.null:
        return reader
    return lambda value: None if value is None else reader(value)


def by_type(field: Any) -> Callable[[Any], Any]:
    """Return what reads the value of a field by its type."""
    if field.is_relation or field.primary_key:
        return _id
    for kind, biggest in BIGGEST:
        if isinstance(field, kind):
            return _number(biggest)
    readers: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
        (models.BooleanField, _flag),
        (models.DateTimeField, instant),
        (models.DateField, day),
        (models.TimeField, _time),
        (LineField, _text(field.max_length, text.validate_line, as_line)),
        (NoteField, _text(None, text.validate_note, text.as_note)),
        (PathField, _path(field.max_length)),
        (models.TextField, _text(None)),
        (models.CharField, _choice(field) if field.choices else _text(field.max_length)),
        (models.JSONField, _object),
    )
    return next(reader for kind, reader in readers if isinstance(field, kind))


def _by_name() -> dict[str, Callable[[Any], Any]]:
    return {
        "skipped_on": days,
        "extra_on": days,
        "missed_on": days,
        "settled_on": days,
        "filed_under": _list_of(id=_id, name=_text(None)),
        "deadline_moves": _list_of(**{"from": _day_text, "to": _day_text, "at": _instant_text}),
        "counts": counts,
    }


def as_line(value: str) -> str:
    """Return the nearest text that may be a title."""
    return text.as_line(value) or "?"


def day(value: Any) -> date:
    """Read a day."""
    found = parse_date(value) if isinstance(value, str) and len(value) == len("2026-01-01") else None
    if found is None:
        raise Wrong(_("it is no day such as 2026-09-02"))
    return found


def instant(value: Any) -> datetime:
    """Read an instant with its offset."""
    found = parse_datetime(value) if isinstance(value, str) else None
    if found is None or found.tzinfo is None or not 1 < found.year < 9999:
        raise Wrong(_("it is no instant such as 2026-09-02T09:00:00Z"))
    return found


def days(value: Any) -> list[str]:
    """Read a list of days, which stays a list of texts in order."""
    return sorted({day(item).isoformat() for item in _list(value)})


def counts(value: Any) -> dict[str, int]:
    """Read numbers by name."""
    return {str(name): _number(BIGGEST_ID)(number) for name, number in _object(value).items()}


def _time(value: Any) -> time:
    found = parse_time(value) if isinstance(value, str) else None
    if found is None or found.tzinfo is not None:
        raise Wrong(_("it is no time such as 17:00"))
    return found


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong(_("it is neither true nor false"))
    return value


def _number(biggest: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if type(value) is not int or not 0 <= value <= biggest:
            raise Wrong(_("it is no number from 0 to {biggest}").format(biggest=biggest))
        return value

    return read


def _id(value: Any) -> int:
    if type(value) is not int or not 0 < value <= BIGGEST_ID:
        raise Wrong(_("it is no id"))
    return value


def _text(
    longest: int | None,
    validate: Callable[[str], None] | None = None,
    clean: Callable[[str], str] | None = None,
) -> Callable[[Any], str]:
    """Read a text. One that a person could not write now, such as an old one, becomes the nearest that they could."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or "\0" in value:
            raise Wrong(_("it is no text"))
        if validate and clean:
            try:
                text.refuse_long_runs(value)
                validate(value)
            except ValidationError:
                value = clean(value)
            value = text.normalize(value)
        read_text = str(value)
        if longest is not None and len(read_text) > longest:
            raise Wrong(_("it has more than {limit} characters").format(limit=longest))
        return read_text

    return read


def _choice(field: Any) -> Callable[[Any], str]:
    known = {value for value, _label in field.flatchoices} | ({""} if field.blank else set())

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise Wrong(_("it is none of {choices}").format(choices=", ".join(sorted(known))))
        return value

    return read


def _path(longest: int) -> Callable[[Any], str]:
    """Read a path such as /1/15; an empty one is none."""

    def read(value: Any) -> str:
        steps = str(value).split("/")
        if not isinstance(value, str) or len(value) > longest or steps[0]:
            raise Wrong(_("it is no path such as /1/15"))
        if not all(step.isascii() and step.isdigit() and len(step) < 20 for step in steps[1:]):
            raise Wrong(_("it is no path such as /1/15"))
        return value

    return read


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MANY:
        raise Wrong(_("it is no list"))
    return value


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Wrong(_("it is no object"))
    return value


def _list_of(**readers: Callable[[Any], Any]) -> Callable[[Any], list[dict[str, Any]]]:
    """Read a list of objects with exactly these names."""

    def read(value: Any) -> list[dict[str, Any]]:
        return [{name: reader(_object(item).get(name)) for name, reader in readers.items()} for item in _list(value)]

    return read


def _day_text(value: Any) -> str | None:
    return None if value is None else day(value).isoformat()


def _instant_text(value: Any) -> str:
    instant(value)
    return str(value)
