"""What stands under a heading of an org file: dates, properties, a log and text. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_drawer = re.compile(r"[ \t]*:([\w-]+):[ \t]*")
_end = re.compile(r"[ \t]*:end:[ \t]*", re.IGNORECASE)
_property = re.compile(r"[ \t]*:([^\s:]+):[ \t]*(.*?)[ \t]*")
_planning = re.compile(r"(DEADLINE|SCHEDULED|CLOSED):[ \t]*([<\[][^<>\[\]]*[>\]](?:--[<\[][^<>\[\]]*[>\]])?)")
_clock = re.compile(r"[ \t]*CLOCK:.*?(?:=>[ \t]*([0-9]{1,6}):([0-9]{2}))?[ \t]*")


@dataclass(slots=True)
class Section:
    """`planning` has the timestamps of DEADLINE, SCHEDULED and CLOSED; `clocked` is in minutes."""

    planning: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    clocked: int = 0


def parse_section(rows: Sequence[str]) -> Section:
    """Return the parts of what stands between a heading and the next."""
    section = Section()
    last_end = max((number for number, row in enumerate(rows) if _end.fullmatch(row)), default=-1)
    drawer, has_text = "", False
    for number, row in enumerate(rows):
        found = _drawer.fullmatch(row)
        if drawer:
            drawer = "" if _end.fullmatch(row) else drawer
            if drawer:
                _keep(section, drawer, row)
        elif found and number < last_end:
            drawer = found[1].upper()
        elif not has_text and (dates := _planning.findall(row)) and row.lstrip().startswith(dates[0][0]):
            section.planning |= dict(dates)
        elif row.lstrip().startswith("CLOCK:"):
            _keep(section, "LOGBOOK", row)
        else:
            has_text = has_text or bool(row.strip())
            section.body.append(row)
    return section


def _keep(section: Section, drawer: str, row: str) -> None:
    """Add a row of a drawer to its part."""
    if drawer == "PROPERTIES":
        if found := _property.fullmatch(row):
            section.properties[found[1]] = found[2]
    elif found := _clock.fullmatch(row):
        section.clocked += int(found[1] or 0) * 60 + int(found[2] or 0)
    elif drawer == "LOGBOOK":
        section.log.append(row)
    else:
        section.body.append(row)
