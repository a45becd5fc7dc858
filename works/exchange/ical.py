"""iCalendar text (RFC 5545): property lines, folded and escaped. Pure; the callers choose the components."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

PRODID = "-//Wheelbarrow//Wheelbarrow//EN"
# Octets of a line, without its end (section 3.1).
MAX_OCTETS = 75

# What no TEXT may have (section 3.1): control characters except the tab, and the line feed, which is written as \n.
_control = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_escaped = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
# A parameter in quotation marks cannot have these, and nothing escapes them (section 3.2).
_not_quotable = re.compile(r'[\x00-\x08\x0a-\x1f\x7f"]')


def text(value: str) -> str:
    """Return a TEXT value: escaped, on one line, without control characters."""
    return _control.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).translate(_escaped)


def texts(values: Iterable[str]) -> str:
    """Return a list of TEXT values, as for CATEGORIES."""
    return ",".join(map(text, values))


def day(value: date) -> str:
    """Return a DATE value: `20260902`. The property needs the parameter VALUE=DATE."""
    return f"{value:%Y%m%d}" if value.year > 999 else f"{value.year:04}{value:%m%d}"


def moment(value: datetime) -> str:
    """Return a DATE-TIME value: in UTC with a Z for an aware instant, else a floating time."""
    if value.tzinfo is None:
        return f"{day(value)}T{value:%H%M%S}"
    return f"{moment(value.astimezone(UTC).replace(tzinfo=None))}Z"


def line(name: str, value: str, **parameters: str) -> str:
    """Return a property with its parameters, folded, with its line end: `line("DUE", "20260902", VALUE="DATE")`.

    `value` is written as it is: use text() for a TEXT. An underscore in the name of a parameter is a hyphen.
    """
    given = "".join(f";{key.replace('_', '-')}={_parameter(each)}" for key, each in parameters.items())
    return fold(f"{name}{given}:{value}")


def days(name: str, values: Iterable[date]) -> str:
    """Return a property of days, such as EXDATE; nothing if there are none."""
    shown = ",".join(day(each) for each in sorted(values))
    return line(name, shown, VALUE="DATE") if shown else ""


def fold(content: str) -> str:
    """Return a content line with its line end, folded after at most 75 octets and never inside of a character."""
    rest = content.encode()
    if len(rest) <= MAX_OCTETS:
        return f"{content}\r\n"
    pieces, most = [], MAX_OCTETS
    while len(rest) > most:
        end = most
        # 10xxxxxx: the next piece would begin inside of a character.
        while rest[end] & 0b1100_0000 == 0b1000_0000:
            end -= 1
        pieces.append(rest[:end])
        # A continuation begins with a space, which counts.
        rest, most = rest[end:], MAX_OCTETS - 1
    return b"\r\n ".join([*pieces, rest]).decode() + "\r\n"


def component(name: str, lines: Iterable[str]) -> str:
    """Return a component of these lines, such as VTODO."""
    return f"BEGIN:{name}\r\n{''.join(lines)}END:{name}\r\n"


def calendar(components: Iterable[str], *, properties: Iterable[str] = ()) -> Iterator[str]:
    """Yield a calendar piece by piece: its head with more properties, each component, its end."""
    yield f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{line('PRODID', PRODID)}CALSCALE:GREGORIAN\r\n{''.join(properties)}"
    yield from components
    yield "END:VCALENDAR\r\n"


def _parameter(value: str) -> str:
    """Return the value of a parameter, in quotation marks if it needs them."""
    value = _not_quotable.sub("", value)
    return f'"{value}"' if re.search(r"[:;,]", value) else value
