"""The schedule of a recurring work: the days of its rule, skipped and extra days, and which rules are refused for their days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from heapq import merge
from itertools import takewhile
from typing import Any

from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.exceptions import Invalid
from works.recurrence.expansion import LAST, days_of
from works.recurrence.rule import NUMBERS, Rule

# Around 2100 it takes 40 years until 29 February is the same weekday again.
FIRST_WITHIN_YEARS = 50
COUNT_WITHIN_YEARS = 100

# What can exclude a day, with the value that excludes none. Also in the order of the text of a rule.
LIMITS: dict[str, tuple[str, Any]] = {
    "INTERVAL": ("interval", 1),
    **{part: (attribute, ()) for part, (attribute, *_) in NUMBERS.items()},
    "BYDAY": ("days", ()),
}


class RuleNeverMatches(Invalid):
    template = _("No day matches this rule. Change or remove one of these parts: {parts}.")


class RuleTooRare(Invalid):
    template = _(
        "No day within {years} years of the start matches this rule. Change or remove one of these parts: {parts}."
    )


class CountTooFar(Invalid):
    template = _(
        "The last of {count} days would come more than {years} years after the start. Use a smaller COUNT, or UNTIL."
    )


class EndsBeforeItsFirstDay(Invalid):
    template = _("The rule ends on {until}, before its first day, {first}. Choose a later end or an earlier start.")


@dataclass(frozen=True)
class Schedule:
    """A rule from its first day on, without the skipped days (EXDATE), with the extra days (RDATE)."""

    rule: Rule
    starts_on: date
    skipped: frozenset[date] = field(default_factory=frozenset)
    extra: frozenset[date] = field(default_factory=frozenset)
    # INTERVAL and COUNT go on from `starts_on`, but earlier days are left out.
    not_before: date | None = None

    def days_from(self, day: date) -> Iterator[date]:
        """Yield each day from this one on, in order and once; end with the rule, in 2999 at the latest."""
        before = None
        day = max(day, self.not_before or day)
        extra = sorted(other for other in self.extra if other >= max(day, self.starts_on))
        for found in merge(days_of(self.rule, self.starts_on, day), extra):
            if found != before and found not in self.skipped:
                yield found
            before = found

    def days_between(self, first: date, last: date) -> list[date]:
        """Return the days from first to last, both included."""
        return list(takewhile(lambda day: day <= last, self.days_from(first)))

    def next_from(self, day: date) -> date | None:
        """Return the first day from this one on; None when the rule is over."""
        return next(self.days_from(day), None)

    def last_until(self, day: date) -> date | None:
        """Return the last day up to this one; None before the first."""
        return next(iter(self.last_days_until(day, 1)), None)

    def last_days_until(self, day: date, count: int) -> list[date]:
        """Return the last days up to this one, at most `count`, in order."""
        start, span = self.starts_on.toordinal(), 32 * count
        while True:
            first = max(start, day.toordinal() - span)
            days = self.days_between(date.fromordinal(first), day)
            if len(days) >= count or first == start:
                return days[-count:]
            span *= 8

    def has(self, day: date) -> bool:
        """Return whether this is one of its days."""
        return self.next_from(day) == day


def check(rule: Rule, starts_on: date) -> None:
    """Raise RuleNeverMatches, RuleTooRare, CountTooFar or EndsBeforeItsFirstDay for the field `rule`."""
    first = _first_within_reach(rule, starts_on)
    if first is None:
        parts = ", ".join(_excluding_parts(rule, starts_on))
        if rule.interval > 1 and _first_within_reach(replace(rule, interval=1), starts_on):
            raise RuleTooRare(field="rule", years=FIRST_WITHIN_YEARS, parts=parts)
        raise RuleNeverMatches(field="rule", parts=parts)
    if rule.until and rule.until < first:
        raise EndsBeforeItsFirstDay(field="rule", until=rule.until, first=first)
    if rule.count:
        within = replace(rule, until=_years_later(starts_on, COUNT_WITHIN_YEARS))
        if sum(1 for _ in days_of(within, starts_on, starts_on)) < rule.count:
            raise CountTooFar(field="rule", count=rule.count, years=COUNT_WITHIN_YEARS)


def _first_within_reach(rule: Rule, starts_on: date) -> date | None:
    """Return the first day of the rule, whatever its end is; None if it does not come in time."""
    within = replace(rule, count=None, until=_years_later(starts_on, FIRST_WITHIN_YEARS))
    return next(days_of(within, starts_on, starts_on), None)


def _years_later(day: date, years: int) -> date:
    return date(min(day.year + years, LAST.year), 12, 31)


def _excluding_parts(rule: Rule, starts_on: date) -> list[str]:
    """Return the parts, each as NAME=value, without any one of which the rule has a day; all of them if it never has."""
    written = [part for part in str(rule).split(";") if part.partition("=")[0] in LIMITS]
    found = []
    for part in written:
        attribute, nothing = LIMITS[part.partition("=")[0]]
        if _first_within_reach(replace(rule, **{attribute: nothing}), starts_on):
            found.append(part)
    return found or written
