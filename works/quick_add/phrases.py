"""What the tables of the languages find in a line: phrases, each with its place and its meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time

from works.recurrence.rule import Rule

ON, BY, FROM, SPAN = "on", "by", "from", "span"
# Where a phrase counts by itself: anywhere; at the beginning or the end of the line; there or before a word that begins a
# new part, such as `with`; at the end.
ANYWHERE, EDGE, CLAUSE, END = "anywhere", "edge", "clause", "end"


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
    # The words include a time of their own, as `tonight` does, or the part of the day of an hour beside them.
    time: time | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """A time of the day; `hour` and `minute` are set if no word says in which part of the day they are."""

    start: int
    end: int
    time: time
    role: str = ON
    where: str = ANYWHERE
    hour: int | None = None
    minute: int = 0


@dataclass(frozen=True, slots=True)
class RulePhrase:
    """A rule. `takes_weekday` is whether it has no weekday yet, so that one beside it is its own."""

    start: int
    end: int
    rule: Rule
    where: str = ANYWHERE
    takes_weekday: bool = False


Phrase = DayPhrase | TimePhrase | RulePhrase
