"""Decide whether a rule of another tool can be one of ours, and keep its text where it cannot. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _

from wheelbarrow.core.exceptions import Invalid
from works.exchange.fields import paragraphs
from works.exchange.records import Contents, Repetition, Task
from works.recurrence.rule import Rule
from works.recurrence.schedule import Schedule, check

# Of one file: a rule that never has a day takes milliseconds to refuse.
MAX_RULES = 5000


def repetition(
    text: str, starts_on: date | None, *, from_completion: bool = False, extra_on: Iterable[date] = ()
) -> Repetition | None:
    """Return the repetition of an RRULE; None if works cannot recur so, or without a first day."""
    if starts_on is None or not (rule := _accepted(text, starts_on)):
        return None
    return Repetition(str(rule), starts_on, from_completion, extra_on=tuple(extra_on))


def remaining(text: str, began_on: date, starts_on: date) -> str:
    """Return the rule with a COUNT from `began_on` as it is from `starts_on` on: days before that are counted off."""
    rule = _accepted(text, began_on)
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

        Without a repetition the text is kept in the content, and named in a notice. A closed task repeats no more.
        """
        if task.status.is_closed:
            return
        self._count += 1
        task.repetition = parse(task.deadline_on or task.starts_on) if self._count <= MAX_RULES else None
        if task.repetition is None:
            task.content = paragraphs(task.content, _("Repeats: {text}").format(text=text))
            message = _("“{title}” does not repeat here: {text}").format(title=task.title[:100], text=text[:200])
            self._contents.notice(task.line, message)


@lru_cache(maxsize=4096)
def _accepted(text: str, starts_on: date) -> Rule | None:
    try:
        rule = Rule.parse(text)
        check(rule, starts_on)
    except Invalid:
        return None
    return rule
