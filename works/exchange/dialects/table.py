"""Rules as people write them into a table: an RRULE, or the words of quick add. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from works.exchange.records import Repetition
from works.exchange.repetitions import repetition
from works.quick_add.reading import LONGEST_LINE
from works.quick_add.reading import read as read_line

# What tables have where nothing repeats.
NEVER = frozenset({"no", "none", "never", "false", "0", "-", "없음", "안 함", "반복 안 함", "아니요", "아니오"})

_from_completion = re.compile(
    r"\s*(?:완료\s?(?:후|한\s?뒤|한\s?후|뒤)(?:에)?|after completion,?|(?:after|when) (?:it is )?(?:done|completed),?"
    r"|,?\s?(?:after|from) completion)\s*",
    re.IGNORECASE,
)
_bare = re.compile(r"\d+\s*(?:day|week|month|year)s?", re.IGNORECASE)


@lru_cache(maxsize=1000)
def repetition_of(phrase: str, first: date, zone: ZoneInfo) -> Repetition | None:
    """Return the rule from `first` on; None if the words are no rule, or one that works cannot have."""
    phrase = phrase.strip()
    if "freq=" in phrase.casefold():
        return repetition(phrase, first, zone=zone)
    words = _from_completion.sub(" ", phrase).strip()
    words, is_strict = re.subn(r"\b(every)!", r"\1", words, flags=re.IGNORECASE)
    if _bare.fullmatch(words):
        words = f"every {words}"
    if not words or len(words) > LONGEST_LINE - 10:
        return None
    # A rule counts at the end of a line, and a line has a title.
    line = read_line(f"x {words}", now=datetime.combine(first, time(), zone), zone=zone)
    if line.rule is None or line.title != "x":
        return None
    from_completion = bool(is_strict) or (words != phrase and bool(_from_completion.search(phrase)))
    return repetition(line.rule, line.starts_on or first, zone=zone, from_completion=from_completion)
