"""The days of a rule: python-dateutil says which they are, this module bounds what it costs to ask.

dateutil searches day by day until it finds one or the year 9999 is over. Two things keep that short. The
search begins in the period that is asked for, a whole number of intervals after `starts_on`, so that the
days are those of an expansion from `starts_on`. And it happens in the last centuries that dateutil knows:
the Gregorian calendar repeats after 400 years to the day of the week, so the same days are found there,
and a rule without any ends soon. Measured: 25 ms at worst instead of 3 s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from heapq import merge
from itertools import islice, takewhile

from dateutil import rrule as dateutil

from wheelbarrow.core.exceptions import Invalid
from works.recurrence.rule import DAILY, MONTHLY, WEEKDAYS, WEEKLY, YEARLY, Rule

FAR = date(2999, 12, 31)
# Longer than the 40 years that a 29 February needs to be a certain weekday again around 2100.
PATIENCE_YEARS = 50
COUNT_YEARS = 100

CYCLE_YEARS = 400
# At least a century is left to search in.
LATEST_START = 9899
# 28 years have every kind of year, and no century falls among these.
EVERY_KIND_OF_YEAR = date(9971, 1, 1)

CODES = {
    DAILY: dateutil.DAILY,
    WEEKLY: dateutil.WEEKLY,
    MONTHLY: dateutil.MONTHLY,
    YEARLY: dateutil.YEARLY,
}


class RuleNeverMatches(Invalid):
    """No day ever matches this rule. Look at the parts that exclude each other."""


class RuleTooRare(Invalid):
    """The first day of this rule would come more than {years} years after its start. Start it nearer, or make it wider."""


class CountTooFar(Invalid):
    """The last of these {count} days would lie more than {years} years after the start. Give fewer, or UNTIL."""


class EndsBeforeItsFirstDay(Invalid):
    """The rule ends on {until}, before its first day. End it later, or start it earlier."""


@dataclass(frozen=True)
class Schedule:
    """A rule from its first day on, without the skipped days (EXDATE), with the extra ones (RDATE)."""

    rule: Rule
    starts_on: date
    skipped: frozenset[date] = field(default_factory=frozenset)
    extra: frozenset[date] = field(default_factory=frozenset)
    # The expansion begins at `starts_on`, so that interval and COUNT go on, but earlier days are left out.
    not_before: date | None = None

    def days_from(self, day: date) -> Iterator[date]:
        """Each day from this one on, in order, none twice; ends with the rule, at the latest in 2999."""
        before = None
        day = max(day, self.not_before or day)
        extra = sorted(other for other in self.extra if other >= max(day, self.starts_on))
        for found in merge(_days_of(self.rule, self.starts_on, day), extra):
            if found != before and found not in self.skipped:
                yield found
            before = found

    def days_between(self, first: date, last: date) -> list[date]:
        """The days from first to last, both included."""
        return list(takewhile(lambda day: day <= last, self.days_from(first)))

    def next_from(self, day: date) -> date | None:
        """The first day from this one on; None when the rule is over."""
        return next(self.days_from(day), None)

    def last_until(self, day: date) -> date | None:
        """The last day up to this one; None before the first."""
        return next(iter(self.last_days_until(day, 1)), None)

    def last_days_until(self, day: date, count: int) -> list[date]:
        """The last days up to this one, at most `count`, in order."""
        span = 32
        while True:
            first = max(self.starts_on, day - timedelta(days=min(span, (day - date.min).days)))
            days = self.days_between(first, day)
            if len(days) >= count or first == self.starts_on:
                return days[-count:]
            span *= 8

    def has(self, day: date) -> bool:
        """Is this one of its days?"""
        return self.next_from(day) == day


def check(rule: Rule, starts_on: date) -> None:
    """Raises RuleNeverMatches, RuleTooRare, CountTooFar or EndsBeforeItsFirstDay, all blaming `rule`."""
    whole = spelt_out(rule, starts_on)
    # Every 7th, 14th, … day stays on its weekday; the engine would look through centuries to find that out.
    stays = rule.frequency == DAILY and rule.interval % 7 == 0 and bool(rule.days)
    if stays and (WEEKDAYS[starts_on.weekday()], 0) not in rule.days:
        raise RuleNeverMatches(field="rule")
    if next(iter(_engine(replace(whole, interval=1, count=None), EVERY_KIND_OF_YEAR)), None) is None:
        raise RuleNeverMatches(field="rule")
    endless = replace(rule, count=None, until=None)
    first = next(_days_of(endless, starts_on, starts_on), None)
    if first is None or first.year > starts_on.year + PATIENCE_YEARS:
        raise RuleTooRare(field="rule", years=PATIENCE_YEARS)
    if rule.until and rule.until < first:
        raise EndsBeforeItsFirstDay(field="rule", until=rule.until)
    if rule.count:
        end = starts_on.year + COUNT_YEARS
        days = takewhile(lambda day: day.year <= end, _days_of(endless, starts_on, starts_on))
        if sum(1 for _ in islice(days, rule.count)) < rule.count:
            raise CountTooFar(field="rule", count=rule.count, years=COUNT_YEARS)


def _days_of(rule: Rule, starts_on: date, day: date) -> Iterator[date]:
    """The rule's own days, from `day` on."""
    anchor = starts_on if rule.count else _anchor(rule, starts_on, max(day, starts_on))
    cycles = (LATEST_START - anchor.year) // CYCLE_YEARS * CYCLE_YEARS
    last = min(rule.until or FAR, FAR)
    for found in _engine(spelt_out(rule, starts_on), anchor.replace(year=anchor.year + cycles)):
        here = found.replace(year=found.year - cycles).date()
        if here > last:
            return
        if here >= day:
            yield here


def _anchor(rule: Rule, starts_on: date, day: date) -> date:
    """The beginning of a period of the rule: a whole number of intervals after `starts_on`, not after `day`."""
    match rule.frequency:
        case "DAILY":
            return day - timedelta(days=(day - starts_on).days % rule.interval)
        case "WEEKLY":
            first = starts_on - timedelta(days=(starts_on.weekday() - WEEKDAYS.index(rule.week_start)) % 7)
            week = day - timedelta(days=(day - first).days % (7 * rule.interval))
            return max(week, starts_on)
        case "MONTHLY":
            months = day.year * 12 + day.month - starts_on.year * 12 - starts_on.month
            month = day.year * 12 + day.month - 1 - months % rule.interval
            return max(date(month // 12, month % 12 + 1, 1), starts_on)
        case _:
            year = day.year - (day.year - starts_on.year) % rule.interval
            return max(date(year, 1, 1), starts_on)


def spelt_out(rule: Rule, starts_on: date) -> Rule:
    """With the parts that RFC 5545 takes from the first day, so that the expansion may begin elsewhere."""
    if rule.weeks or rule.year_days or rule.month_days or rule.days:
        return rule
    match rule.frequency:
        case "WEEKLY":
            return replace(rule, days=((WEEKDAYS[starts_on.weekday()], 0),))
        case "MONTHLY":
            return replace(rule, month_days=(starts_on.day,))
        case "YEARLY":
            return replace(rule, months=rule.months or (starts_on.month,), month_days=(starts_on.day,))
        case _:
            return rule


def _engine(rule: Rule, anchor: date) -> dateutil.rrule:
    weekdays = [dateutil.weekday(WEEKDAYS.index(code), ordinal or None) for code, ordinal in _of_one_kind(rule)]
    frequency, month_days = rule.frequency, rule.month_days
    if frequency == DAILY and rule.interval == 1 and (rule.months or month_days or weekdays):
        # The same days, looked for a month at a time: a tenth of the cost.
        frequency, month_days = MONTHLY, month_days or tuple(range(1, 32))
    return dateutil.rrule(
        CODES[frequency],
        dtstart=datetime.combine(anchor, time()),
        interval=rule.interval,
        count=rule.count,
        wkst=WEEKDAYS.index(rule.week_start),
        bymonth=rule.months or None,
        byweekno=rule.weeks or None,
        byyearday=rule.year_days or None,
        bymonthday=month_days or None,
        byweekday=weekdays or None,
        bysetpos=rule.positions or None,
    )


def _of_one_kind(rule: Rule) -> list[tuple[str, int]]:
    """BYDAY=MO,1TU is each Monday and the first Tuesday; dateutil would look for days that are both."""
    if all(ordinal for _, ordinal in rule.days) or not any(ordinal for _, ordinal in rule.days):
        return list(rule.days)
    most = 5 if rule.frequency == MONTHLY or rule.months else 53
    return [(code, nth) for code, ordinal in rule.days for nth in ([ordinal] if ordinal else range(1, most + 1))]
