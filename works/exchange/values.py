"""Values of JSON, where each may be of any type: what is of another type than expected counts as absent. Pure."""

from __future__ import annotations

import math
import re
from typing import Any

Json = dict[str, Any]

# NUL, which PostgreSQL cannot store, and halves of surrogate pairs, which are not text; JSON can escape both.
_not_text = re.compile("[\0\ud800-\udfff]")


def text(value: object) -> str:
    """Return a text, or a number as text; "" for anything else. What no database stores is replaced."""
    if isinstance(value, str):
        return value if value.isascii() and "\0" not in value else _not_text.sub("\ufffd", value)
    return str(value) if is_number(value) else ""


def line(value: object) -> str:
    """Return a text in one line without spaces around it."""
    return " ".join(text(value).split())


def texts(value: object) -> list[str]:
    """Return the texts of a JSON array that are not empty, without spaces around them."""
    return [found for item in items(value) if (found := text(item).strip())]


def is_number(value: object) -> bool:
    """Report whether the value is a number that can be shown: neither a truth value, nor infinite, nor endlessly long."""
    if isinstance(value, bool):
        return False
    return (isinstance(value, int) and value.bit_length() <= 64) or (isinstance(value, float) and math.isfinite(value))


def number(value: object) -> float:
    """Return a number; 0 for anything else."""
    return float(value) if isinstance(value, int | float) and is_number(value) else 0.0


def whole(value: object) -> int:
    """Return a whole number; 0 for anything else."""
    return value if isinstance(value, int) and is_number(value) else int(number(value))


def record(value: object) -> Json:
    """Return a JSON object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """Return a JSON array; an empty one for anything else."""
    return value if isinstance(value, list) else []


def records(value: object) -> list[Json]:
    """Return the objects of a JSON array; none for anything else."""
    return [item for item in items(value) if isinstance(item, dict)]
