"""A rule in words, and what may surprise about it, in the active language.

The sentences are written in english.py and korean.py, word for word: the order of the parts differs too much
for gettext. The warnings are whole sentences and go through it.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from works.recurrence import english, korean
from works.recurrence.outline import EVERY_MONTH, LONGEST, Outline, Words, lacking, outline
from works.recurrence.repeats import from_rule
from works.recurrence.rule import MONTHLY, WEEKLY, YEARLY, Rule
from works.recurrence.schedule import Schedule


def describe(rule: Rule, starts_on: date) -> str:
    """The rule as a sentence that continues a title: `every 2 weeks on Mon and Wed until 30 Dec 2026`.

    In English unless Korean is active. It says every part that changes the days.
    """
    return _words().sentence(outline(rule, starts_on))


def warnings(rule: Rule, starts_on: date) -> list[str]:
    """What a person may not expect: a sentence each."""
    told = outline(rule, starts_on)
    found = [_of_start(rule, starts_on), *_of_month_ends(told, starts_on), *_of_rare_days(told.rule)]
    return [warning for warning in dict.fromkeys(found) if warning]


def _words() -> Words:
    return korean if (get_language() or "").startswith("ko") else english


def _of_start(rule: Rule, starts_on: date) -> str:
    first = Schedule(rule, starts_on).next_from(starts_on)
    if first is None or first == starts_on:
        return ""
    message = _("{start} is not itself a day of this rule: the first day is {first}.")
    return message.format(start=_words().day(starts_on), first=_words().day(first))


def _of_month_ends(told: Outline, starts_on: date) -> list[str]:
    """Days that some months lack, and which of the two meanings was taken."""
    rule, months = told.rule, _months_reached(told.rule, starts_on)
    is_simple = from_rule(rule, starts_on) is not None
    if told.clamped:
        return [_of_clamped(told.clamped, rule, is_simple)] if lacking(told.clamped, months) else []
    if rule.positions or rule.frequency == WEEKLY:
        return []
    if is_simple and rule.frequency == YEARLY and (rule.months, rule.month_days) == ((2,), (29,)):
        return [
            _(
                "There is a 29 February in leap years only: the others are left out (month_end: skip). "
                "With month_end: clamp they would take the 28th."
            )
        ]
    return [_of_lacking(number, months, is_simple) for number in rule.month_days if lacking(number, months)]


def _of_clamped(day: int, rule: Rule, is_simple: bool) -> str:  # noqa: FBT001
    if rule.frequency == YEARLY and is_simple:
        return _(
            "Years without a 29 February take the 28th (month_end: clamp). With month_end: skip they would be left out."
        )
    if rule.frequency == YEARLY:
        return _("Years without a 29 February take the 28th.")
    if is_simple:
        message = _(
            "Months without a {day} take their last day (month_end: clamp). With month_end: skip they would be left out."
        )
    else:
        message = _("Months without a {day} take their last day.")
    return message.format(day=_words().month_day(day))


def _of_lacking(number: int, months: tuple[int, ...], is_simple: bool) -> str:  # noqa: FBT001
    where = _words().month_names(lacking(number, months))
    if abs(number) <= LONGEST[2]:
        where = _("{month} outside leap years").format(month=where)
    if is_simple:
        message = _(
            "There is no {day} in {months}: it is left out there (month_end: skip). "
            "With month_end: clamp it would be the last day of the month."
        )
    else:
        message = _("There is no {day} in {months}: it is left out there.")
    return message.format(day=_words().month_day(number), months=where)


def _months_reached(rule: Rule, starts_on: date) -> tuple[int, ...]:
    """The months that the rule ever looks at: every 2 months from January there is no February."""
    step = rule.interval if rule.frequency == MONTHLY else 1
    reached = {(starts_on.month - 1 + step * times) % 12 + 1 for times in range(12)}
    return tuple(month for month in EVERY_MONTH if month in reached and (not rule.months or month in rule.months))


def _of_rare_days(rule: Rule) -> list[str]:
    """A fifth weekday, a 53rd, a week 53, a day 366."""
    found = []
    is_of_months = rule.frequency == MONTHLY or bool(rule.months)
    for code, ordinal in rule.days:
        if is_of_months and abs(ordinal) == 5:
            message = _(
                "Only four or five months of a year have a fifth {weekday}: the others are left out. "
                "The last one of every month is BYDAY=-1{code}."
            )
            found.append(message.format(weekday=_words().weekday_name(code), code=code))
        if not is_of_months and abs(ordinal) == 53:
            message = _("Only about one year in six has a 53rd {weekday}: the others are left out.")
            found.append(message.format(weekday=_words().weekday_name(code)))
    if any(abs(week) == 53 for week in rule.weeks):
        found.append(_("Only about one year in six has a week 53: it is left out of the others."))
    if any(abs(day) == 366 for day in rule.year_days):
        found.append(_("Only leap years have a day 366: it is left out of the others."))
    return found
