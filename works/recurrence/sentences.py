"""A rule in words, and what may surprise about it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from works.recurrence import english, korean
from works.recurrence.repeats import clamped_day
from works.recurrence.rule import MONTHLY, YEARLY, Rule
from works.recurrence.schedule import Schedule, spelt_out

A_LEAP_YEAR = 2028


def describe(rule: Rule, starts_on: date) -> str:
    """The rule in the active language, to go on after a title: `every 2 weeks on Mon and Wed`."""
    language = korean if (get_language() or "").startswith("ko") else english
    return language.describe(spelt_out(rule, starts_on))


def warnings(rule: Rule, starts_on: date) -> list[str]:
    """What a person may not expect of it, a sentence each: short months, leap years, a start that is not one of its days."""
    whole = spelt_out(rule, starts_on)
    said = [*_of_the_start(rule, starts_on), *_of_short_months(whole)]
    if whole.frequency == MONTHLY and any(abs(ordinal) == 5 for _weekday, ordinal in whole.days):
        said.append(_("Not every month has this weekday five times: in the others nothing happens."))
    if any(abs(week) == 53 for week in whole.weeks):
        said.append(_("Not every year has a week 53: in the others nothing happens then."))
    if any(abs(day) == 366 for day in whole.year_days):
        said.append(_("Only leap years have a day 366: in the others nothing happens then."))
    return said


def _of_the_start(rule: Rule, starts_on: date) -> list[str]:
    first = Schedule(rule, starts_on).next_from(starts_on)
    if first is None or first == starts_on:
        return []
    message = _("The start is not one of its days: the first is {first}.")
    return [message.format(first=date_format(first, "DATE_FORMAT"))]


def _of_short_months(whole: Rule) -> list[str]:
    """29, 30 and 31, where the rule names them: which meaning it took."""
    if day := clamped_day(whole):
        if whole.frequency == YEARLY:
            return [_("In years without a 29 February it takes the 28th. To leave those out, say month_end: skip.")]
        message = _("In months without a day {day} it takes their last day. To leave those out, say month_end: skip.")
        return [message.format(day=day)]
    if whole.frequency not in (MONTHLY, YEARLY) or whole.positions:
        return []
    return [_without(day, whole.months or range(1, 13)) for day in whole.month_days if _is_missing(day, whole)]


def _is_missing(day: int, whole: Rule) -> bool:
    return any(abs(day) > _longest(month) for month in whole.months or range(1, 13)) or (
        abs(day) == 29 and 2 in (whole.months or range(1, 13))
    )


def _without(day: int, months: tuple[int, ...] | range) -> str:
    """Which months have no such day."""
    if abs(day) == 29:
        return _("29 February comes in leap years only: in other years nothing happens then.")
    names = ", ".join(str(MONTHS[month]) for month in months if abs(day) > _longest(month))
    message = _(
        "There is no day {day} in {months}: nothing happens then. To take their last day, say month_end: clamp."
    )
    return message.format(day=abs(day), months=names)


def _longest(month: int) -> int:
    return monthrange(A_LEAP_YEAR, month)[1]
