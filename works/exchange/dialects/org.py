"""The repeaters of org's timestamps: `+1m`, `++1w`, `.+2d`, and `.+2d/4d` of a habit. Pure."""

from __future__ import annotations

import re
from datetime import date

from works.exchange.records import Repetition
from works.exchange.repetitions import every

UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
FROM_COMPLETION = ".+"

_repeater = re.compile(r"(\+\+|\.\+|\+)([0-9]{1,6})([hdwmy])(?:/[0-9]{1,6}[hdwmy])?")


def repetition(text: str, starts_on: date) -> Repetition | None:
    """Return the repetition of a repeater from a day on; None for one in hours, or of no length.

    `+` and `++` differ only in what org does with days that have passed, which a rule here has a setting for.
    """
    found = _repeater.fullmatch(text.strip())
    if not found:
        return None
    mark, count, unit = found[1], int(found[2]), found[3]
    if unit == "h":
        if count % 24:
            return None
        count, unit = count // 24, "d"
    rule = every(count, UNITS[unit], starts_on)
    return Repetition(rule, starts_on, from_completion=mark == FROM_COMPLETION) if rule else None
