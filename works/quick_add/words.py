"""What was read, in words of the active language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from works.choices import Priority
from works.quick_add.reading import Reading
from works.recurrence.rule import Rule
from works.recurrence.sentences import describe


def in_words(reading: Reading, *, today: date, places: Sequence[str] | None = None) -> list[str]:
    """Return short phrases, such as `due Fri 4 Dec, 15:00`; a day of another year than today has its year.

    `places` are words for the category and the labels, where the caller knows more than what was typed.
    """
    if places is None:
        places = [(reading.path or "").replace("/", " › "), *(f"@{label}" for label in reading.labels)]
    found = [_when(reading, today), *places]
    if reading.priority != Priority.NONE:
        found.append(_("{priority} priority").format(priority=reading.priority.label))
    if reading.content:
        found.append(_("with a note"))
    return [phrase for phrase in found if phrase]


def rule_in_words(reading: Reading) -> str:
    """Return the sentence of the rule; empty without one."""
    if reading.rule is None or reading.starts_on is None:
        return ""
    return describe(Rule.parse(reading.rule), reading.starts_on)


def _when(reading: Reading, today: date) -> str:
    first, last, at = reading.starts_on, reading.deadline_on, reading.deadline_time
    if first and (sentence := rule_in_words(reading)):
        return _("{sentence}, first on {day}").format(sentence=sentence, day=_moment(first, at, today))
    if first and last and first != last:
        return _("from {first} until {last}").format(first=_moment(first, None, today), last=_moment(last, at, today))
    if first and last:
        return _("on {day}").format(day=_moment(first, at, today))
    if last:
        return _("due {day}").format(day=_moment(last, at, today))
    return _("from {day}").format(day=_moment(first, None, today)) if first else ""


def _moment(day: date, at: time | None, today: date) -> str:
    """Return `Fri 4 Dec, 15:00`."""
    if day.year == today.year:
        text = date_format(day, pgettext("day of this year, as a date format", "D j M"))
    else:
        text = date_format(day, pgettext("day of another year, as a date format", "D j M Y"))
    return pgettext("a day and a time", "{day}, {time}").format(day=text, time=f"{at:%H:%M}") if at else text
