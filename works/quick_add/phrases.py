"""What the tables of the languages find in a line: phrases, each with its place and its meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time

from works.recurrence.rule import Rule

ON, BY, FROM, SPAN = "on", "by", "from", "span"
ANYWHERE, EDGE, END = "anywhere", "edge", "end"


@dataclass(frozen=True, slots=True)
class DayPhrase:
    """A day; `role` is what it is for: on it, by it, from it, or a span from `day` to `last`.

    `where` is the place in the line at which it counts by itself. `from_on` returns the same words as a day from another day
    on, for the end of a span. `weekday` is set if the words are a weekday alone.
    """

    start: int
    end: int
    day: date
    role: str = ON
    where: str = ANYWHERE
    last: date | None = None
    from_on: Callable[[date], date | None] | None = None
    weekday: int | None = None
    # The words include a time of their own, as `tonight` does, and whether a time beside them is in the evening.
    time: time | None = None
    is_evening: bool = False


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """A time of the day; `is_open` is whether the hour may also be one of the evening."""

    start: int
    end: int
    time: time
    role: str = ON
    where: str = ANYWHERE
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class RulePhrase:
    """A rule. `takes_weekday` is whether it has no weekday yet, so that one beside it is its own."""

    start: int
    end: int
    rule: Rule
    where: str = ANYWHERE
    takes_weekday: bool = False


Phrase = DayPhrase | TimePhrase | RulePhrase
