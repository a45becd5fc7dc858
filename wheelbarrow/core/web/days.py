"""Days as people write them, in the active language."""

from __future__ import annotations

from datetime import date, time
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _


def day_name(day: date, today: date) -> str:
    """Return the day as a person would name it today: tomorrow, Fri 4 Dec, 4 Dec 2027."""
    return _day_name(day, today, get_language())


@lru_cache(maxsize=1000)
def _day_name(day: date, today: date, _language: str | None) -> str:
    """Kept, because the days of a list repeat: formatting one takes 20 µs."""
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    if (distance := (day - today).days) in near:
        return near[distance]
    return short_day(day, today)


def short_day(day: date, today: date) -> str:
    """Return the day with its weekday, and with its year if that is not the present one."""
    if day.year == today.year:
        return date_format(day, pgettext("day of this year, as a date format", "D j M"))
    return date_format(day, pgettext("day of another year, as a date format", "D j M Y"))


def long_day(day: date) -> str:
    """Return the day as a heading."""
    return date_format(day, pgettext("day as a heading, as a date format", "l j F Y"))


def clock(at: time | None) -> str:
    """Return the time, empty for none."""
    return date_format(at, "H:i") if at else ""  # type: ignore[arg-type]


def due_in_words(day: date, at: time | None, today: date) -> str:
    """Return a deadline in words: tomorrow 15:00, 3 days late."""
    if day < today - _ONE:
        late = (today - day).days
        return ngettext("%(days)d day late", "%(days)d days late", late) % {"days": late}
    return f"{day_name(day, today)} {clock(at)}".strip()


_ONE = date.resolution
