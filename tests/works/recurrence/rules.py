"""Hypothesis strategies for rules and their first days. With PROVE=1 each test tries twenty times as many examples."""

import os
from datetime import date
from itertools import islice

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from wheelbarrow.core.exceptions import Invalid
from works.recurrence.rule import DAILY, FREQUENCIES, MAX_INTERVAL, MONTHLY, NUMBERS, WEEKDAYS, WEEKLY, YEARLY, Rule
from works.recurrence.schedule import Schedule, check

# A Wednesday.
START = date(2026, 9, 2)

PROVE = bool(os.environ.get("PROVE"))

# Values to try more often than by chance: the first, the last, what shorter months and years lack, and weekdays.
EDGES = {
    "BYMONTH": ["2", "1", "2,4", "1,2,3,4,5,6,7,8,9,10,11,12"],
    "BYWEEKNO": ["1", "53", "-1", "20"],
    "BYYEARDAY": ["1", "366", "-1", "-366", "1,100,200"],
    "BYMONTHDAY": ["28,29,30,31", "28,29", "31", "29", "-1", "1,15", "28,29,30"],
    "BYSETPOS": ["-1", "1", "1,-1", "2"],
}
PLAIN_DAYS = ["MO,TU,WE,TH,FR", "FR", "MO,WE", "SA,SU", "MO,TU,WE,TH,FR,SA,SU"]
NTH_DAYS = ["5FR", "-1FR", "1SU,-1SU", "2TU", "1MO,-2FR"]


def examples(usual):
    """Run a test with so many examples, the same ones each time."""
    return settings(
        max_examples=usual * 20 if PROVE else usual,
        derandomize=True,
        database=None,
        deadline=None,
        # Many drawn rules are refused because they have no day.
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )


def starts():
    """Draw first days: all weekdays, leap years and ends of months."""
    return st.dates(min_value=date(1996, 1, 1), max_value=date(2040, 12, 31)) | st.sampled_from(
        [date(2024, 2, 29), date(2026, 1, 31), date(2025, 12, 31), date(2027, 1, 1), date(2026, 11, 30)]
    )


@st.composite
def parts(draw, *, kinds_of_days=("plain", "nth", "mixed")):
    """Draw the parts, by name, of a rule that the parser accepts; most such rules have days.

    BYDAY has plain weekdays (MO), numbered ones (1MO), or both (MO,1TU).
    """
    frequency = draw(st.sampled_from(FREQUENCIES))
    found = {"FREQ": frequency}
    names = ["BYMONTH"]
    names += ["BYWEEKNO", "BYYEARDAY"] if frequency == YEARLY else []
    names += ["BYMONTHDAY"] if frequency != WEEKLY else []
    # More than two would leave hardly a day.
    for name in draw(st.lists(st.sampled_from(names), max_size=2, unique=True)):
        found[name] = draw(_lists_of(name))
    if draw(st.booleans()):
        may_count = frequency in (MONTHLY, YEARLY) and "BYWEEKNO" not in found
        found["BYDAY"] = draw(_weekdays(kinds_of_days if may_count else ["plain"]))
    if frequency != DAILY and any(name.startswith("BY") for name in found) and draw(st.integers(0, 3)) == 0:
        found["BYSETPOS"] = draw(_lists_of("BYSETPOS"))
    if draw(st.booleans()):
        found["INTERVAL"] = str(draw(st.sampled_from([1, 2, 3, 4, 7, 12, 13]) | st.integers(1, MAX_INTERVAL)))
    if draw(st.booleans()):
        found["WKST"] = draw(st.sampled_from(WEEKDAYS))
    match draw(st.integers(0, 4)):
        case 0:
            found["COUNT"] = str(draw(st.integers(1, 60)))
        case 1:
            found["UNTIL"] = f"{draw(st.dates(date(2026, 1, 1), date(2060, 12, 31))):%Y%m%d}"
    return found


def texts(**choice):
    """Draw the text of a rule, with its parts in any order."""
    return parts(**choice).flatmap(lambda found: st.permutations(sorted(found.items()))).map(text_of)


def text_of(items):
    """Return `FREQ=DAILY;COUNT=2` for pairs of name and value."""
    return ";".join(f"{name}={value}" for name, value in items)


@st.composite
def _lists_of(draw, name):
    if draw(st.booleans()):
        return draw(st.sampled_from(EDGES[name]))
    _attribute, least, greatest, from_end = NUMBERS[name]
    number = st.integers(least, 10 if name == "BYSETPOS" else greatest)
    if from_end:
        number |= number.map(lambda positive: -positive)
    return ",".join(map(str, draw(st.lists(number, min_size=1, max_size=4))))


@st.composite
def _weekdays(draw, kinds):
    kind = draw(st.sampled_from(kinds))
    if kind != "mixed" and draw(st.booleans()):
        return draw(st.sampled_from(PLAIN_DAYS if kind == "plain" else NTH_DAYS))
    plain = st.sampled_from(WEEKDAYS)
    nth = st.builds(lambda sign, nth, code: f"{sign}{nth}{code}", st.sampled_from(["", "-"]), st.integers(1, 5), plain)
    days = {"plain": [plain], "nth": [nth], "mixed": [plain, nth]}[kind]
    return ",".join(item for each in days for item in draw(st.lists(each, min_size=1, max_size=3)))


def schedule(text, starts_on=START, *, skipped=(), extra=()):
    return Schedule(Rule.parse(text), starts_on, frozenset(skipped), frozenset(extra))


def first_days(count, text, starts_on=START, **exceptions):
    """Return days as `09-02`, or as `2027-01-01` in another year than that of the start."""
    days = islice(schedule(text, starts_on, **exceptions).days_from(starts_on), count)
    return [f"{day:%m-%d}" if day.year == starts_on.year else f"{day}" for day in days]


def accepted(text, starts_on):
    """Return whether the rule is accepted."""
    try:
        check(Rule.parse(text), starts_on)
    except Invalid:
        return False
    return True
