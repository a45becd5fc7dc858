"""Take values out of JSON that may have any type. Pure."""

from __future__ import annotations

import math
from typing import Any


def text(value: Any) -> str:
    """Return a text, or a number as text; empty for anything else. What no database stores is replaced."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return storable(value) if isinstance(value, str) else ""


def storable(value: str) -> str:
    """Return the text without NUL, and with a replacement for lone surrogates."""
    if value.isascii():
        return value.replace("\0", "") if "\0" in value else value
    return value.replace("\0", "").encode("utf-8", "replace").decode()


def mapping(value: Any) -> dict[str, Any]:
    """Return an object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """Return an array; an empty one for anything else."""
    return value if isinstance(value, list) else []


def number(value: Any) -> float | None:
    """Return a finite number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return value if math.isfinite(value) else None
    except OverflowError:
        return None
