"""Rules as sentences, and warnings about their days, in the active language.

The sentences are composed in english.py and korean.py, since the order of their parts differs too much for gettext. The
warnings are whole sentences, which gettext translates.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from works.recurrence import english, korean
from works.recurrence.expansion import with_days_of_start
from works.recurrence.outline import EVERY_MONTH, LONGEST, Words, clamped_day, lacking, outline
from works.recurrence.repeats import from_rule
from works.recurrence.rule import MONTHLY, WEEKLY, YEARLY, Rule
from works.recurrence.schedule import Schedule


def describe(rule: Rule, starts_on: date) -> str:
    """Return the rule as a phrase to follow a title: `every 2 weeks on Monday and Wednesday until 30 December 2026`.

    It is in Korean if that is the active language, else in English, and names every part that changes the days.
    """
    if rule.count == 1 and (day := Schedule(rule, starts_on).next_from(starts_on)):
        return _words().once(day)
    return _words().sentence(outline(rule, starts_on))


def warnings(rule: Rule, starts_on: date) -> list[str]:
    """Return what a person may not expect of the days: a sentence each, in the active language.

    They name no field: each interface has its own words for these.
    """
    whole = with_days_of_start(rule, starts_on)
    found = [_of_start(rule, starts_on), *_of_month_ends(whole, starts_on), *_of_rare_days(whole)]
    return [warning for warning in dict.fromkeys(found) if warning]


def _words() -> Words:
    return korean if (get_language() or "").startswith("ko") else english


def _of_start(rule: Rule, starts_on: date) -> str:
    first = Schedule(rule, starts_on).next_from(starts_on)
    if first is None or first == starts_on:
        return ""
    message = _("{start} is not a day of this rule. The first day is {first}.")
    return message.format(start=_words().day(starts_on), first=_words().day(first))


def _of_month_ends(rule: Rule, starts_on: date) -> list[str]:
    """Warn about days that some months lack, and name the meaning they have."""
    months, clamped = _months_reached(rule, starts_on), clamped_day(rule)
    is_simple = from_rule(rule, starts_on) is not None
    if clamped:
        return [_of_clamped(clamped, rule, is_simple)] if lacking(clamped, months) else []
    if rule.positions or rule.frequency == WEEKLY:
        return []
    if is_simple and rule.frequency == YEARLY and (rule.months, rule.month_days) == ((2,), (29,)):
        return [_("Only leap years have a 29 February. Other years are skipped; they can use the 28th instead.")]
    return [_of_lacking(number, months, is_simple) for number in rule.month_days if lacking(number, months)]


def _of_clamped(day: int, rule: Rule, is_simple: bool) -> str:  # noqa: FBT001
    if rule.frequency == YEARLY and is_simple:
        return _("Years without a 29 February use the 28th; they can be skipped instead.")
    if rule.frequency == YEARLY:
        return _("Years without a 29 February use the 28th.")
    if is_simple:
        message = _("Months without a {day} use their last day; they can be skipped instead.")
    else:
        message = _("Months without a {day} use their last day.")
    return message.format(day=_words().month_day(day))


def _of_lacking(number: int, months: tuple[int, ...], is_simple: bool) -> str:  # noqa: FBT001
    where = _words().month_names(lacking(number, months))
    if abs(number) <= LONGEST[2]:
        where = _("{month} outside leap years").format(month=where)
    if is_simple:
        message = _(
            "There is no {day} in {months}: the rule skips it there. It can use the last day of the month instead."
        )
    else:
        message = _("There is no {day} in {months}: the rule skips it there.")
    return message.format(day=_words().month_day(number), months=where)


def _months_reached(rule: Rule, starts_on: date) -> tuple[int, ...]:
    """Return the months that the rule ever reaches: every 2 months from January never reaches February."""
    step = rule.interval if rule.frequency == MONTHLY else 1
    reached = {(starts_on.month - 1 + step * times) % 12 + 1 for times in range(12)}
    return tuple(month for month in EVERY_MONTH if month in reached and (not rule.months or month in rule.months))


def _of_rare_days(rule: Rule) -> list[str]:
    """Warn about a fifth weekday of a month, and a 53rd weekday, week 53 and day 366 of a year."""
    found = []
    is_of_months = rule.frequency == MONTHLY or bool(rule.months)
    for code, nth in rule.days:
        if is_of_months and abs(nth) == 5:
            message = _(
                "Only four or five months of a year have a 5th {weekday}: the others are skipped. "
                "BYDAY=-1{code} is the last one of every month."
            )
            found.append(message.format(weekday=_words().weekday_name(code), code=code))
        if not is_of_months and abs(nth) == 53:
            message = _("Only about one year in six has a 53rd {weekday}: the others are skipped.")
            found.append(message.format(weekday=_words().weekday_name(code)))
    if any(abs(week) == 53 for week in rule.weeks):
        found.append(_("Only about one year in six has a week 53: the others are skipped."))
    if any(abs(day) == 366 for day in rule.year_days):
        found.append(_("Only leap years have a day 366: other years are skipped."))
    return found
