"""Decide whether a rule of another tool can be one of ours, and keep its text where it cannot. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, tzinfo
from functools import lru_cache

from django.utils.translation import gettext as _

from wheelbarrow.core.exceptions import Invalid
from works.exchange import notes
from works.exchange.records import Contents, Repetition, Task
from works.recurrence.repeats import Repeats, to_rule
from works.recurrence.rule import DAILY, MAX_INTERVAL, MONTHLY, WEEKDAYS, WEEKLY, YEARLY, Rule
from works.recurrence.schedule import Schedule, check

# Of one file: the worst rules take 5 ms each to check.
MAX_RULES = 5000
FREQUENCY = {"day": DAILY, "week": WEEKLY, "month": MONTHLY, "year": YEARLY}


@lru_cache(maxsize=4096)
def accepted(text: str, starts_on: date, zone: tzinfo = UTC) -> Rule | None:
    """Return the rule of an RRULE, whose instants are days in `zone`; None if works cannot recur so from that day on."""
    try:
        rule = Rule.parse(text, zone=zone)
        check(rule, starts_on)
    except Invalid:
        return None
    return rule


@lru_cache(maxsize=20_000)
def begins_on(rule: Rule, starts_on: date) -> bool:
    """Report whether the day is one of the rule from that day on."""
    return Schedule(rule, starts_on).has(starts_on)


def repetition(
    text: str,
    starts_on: date | None,
    *,
    zone: tzinfo = UTC,
    from_completion: bool = False,
    extra_on: Iterable[date] = (),
) -> Repetition | None:
    """Return the repetition of an RRULE; None if works cannot recur so, or without a first day."""
    if starts_on is None or not (rule := accepted(text, starts_on, zone)):
        return None
    return Repetition(str(rule), starts_on, from_completion, extra_on=tuple(extra_on))


def every(count: int, unit: str, starts_on: date, *, weekdays: tuple[str, ...] = ()) -> str | None:
    """Return the rule of every `count` days, weeks, months or years; None if `count` is not one that a rule can have.

    The day that it leaves open is that of `starts_on`, or the last day of a month that is shorter. Weeks are counted
    from the weekday of `starts_on`, as tools do that add days.
    """
    return _every(count, unit, starts_on, weekdays) if 1 <= count <= MAX_INTERVAL else None


@lru_cache(maxsize=4096)
def _every(count: int, unit: str, starts_on: date, weekdays: tuple[str, ...]) -> str:
    own = WEEKDAYS[starts_on.weekday()]
    week_start = WEEKDAYS[0] if weekdays in ((), (own,)) else own
    repeats = Repeats(FREQUENCY[unit], interval=count, weekdays=weekdays)
    return str(to_rule(repeats, starts_on=starts_on, week_start=week_start))


def remaining(text: str, began_on: date, starts_on: date) -> str:
    """Return the rule with a COUNT from `began_on` as it is from `starts_on` on: days before that are counted off."""
    rule = accepted(text, began_on)
    if rule is None or rule.count is None or starts_on <= began_on:
        return text
    left = sum(1 for _day in Schedule(rule, began_on).days_from(starts_on))
    return str(replace(rule, count=max(left, 1)))


class Repetitions:
    """Gives the tasks of one file their repetitions."""

    def __init__(self, contents: Contents) -> None:
        """Begin with none; notices go to the contents."""
        self._contents = contents
        self._count = 0

    def attach(self, task: Task, parse: Callable[[date | None], Repetition | None], *, text: str) -> None:
        """Give an open task what `parse` makes of its first day: its deadline, or else its start.

        Without a repetition the text is kept in the notes, and named in a notice. A closed task repeats no more.
        """
        if task.status.is_closed:
            return
        self._count += 1
        task.repetition = parse(task.deadline_on or task.starts_on) if self._count <= MAX_RULES else None
        if task.repetition is None:
            notes.add(task, _("Repeats: {text}").format(text=text))
            message = _("“{title}” does not repeat here: {text}").format(title=task.title[:100], text=text[:200])
            self._contents.notice(task.line, message)
