"""The Korean rules of quick add."""

from __future__ import annotations

import re
from collections.abc import Iterator

from works.quick_add.days import MONTH, WEEK, Calendar
from works.quick_add.korean_words import (
    COUNT,
    LEFT,
    ORDINAL,
    RIGHT,
    SPANS,
    TIME_FOLLOWS,
    UNITS,
    WEEKDAY_LIST,
    WEEKDAYS,
    count_of,
    nth_of,
    weekdays_of,
)
from works.quick_add.phrases import RulePhrase
from works.quick_add.rules import monthly, nth_weekday, plain, quarterly, weekly, yearly
from works.recurrence.rule import Rule

_end = rf"(?:(?:{RIGHT})|{TIME_FOLLOWS})"
_particle = r"(?:에는?|마다|로|날에?)?"
_days_of_month = r"(?P<dates>\d{1,2}일(?:\s?[,·・/]\s?\d{1,2}일|(?:과|하고)?\s?\d{1,2}일){0,6}|\d{1,2}(?:\s?[,·・/]\s?\d{1,2}){1,6}일)"
_in_month = (
    rf"(?:{_days_of_month}|(?P<last_day>말일?|마지막\s?날)|(?P<nth>{ORDINAL})\s?(?P<nth_weekday>[{WEEKDAYS}]요일))"
)
_rules = re.compile(
    rf"""{LEFT}(?<!완료\s후\s)(?<!완료\s뒤\s)(?<!완료후\s)(?:
      (?P<daily>매일(?:마다)?|날마다|격일(?:로)?)
    | (?P<workdays>(?:매주\s?)?평일(?:마다|\s매일|에는)|매\s?평일|매주\s?평일)
    | (?P<weekends>(?:매주\s?)?주말마다|매주\s?주말에?)
    | (?P<each_week>매주|격주|(?P<weeks>\d{{1,3}}|한|두|세|네)\s?주(?:일)?\s?(?:마다|에\s한\s?번)|일주일마다)(?:로|마다)?(?:\s?(?P<weekdays>{WEEKDAY_LIST}){_particle}{_end})?
    | (?P<listed>{WEEKDAY_LIST})\s?마다
    | (?P<each_month>매월|매달|달마다|다달이|격월(?:로)?|(?P<months>{COUNT})\s?(?:개월|달)\s?마다)(?:\s?{_in_month}{_particle}{_end})?
    | (?P<quarter>분기마다|매\s?분기(?:마다)?)
    | (?P<each_year>매년|해마다|매해|(?P<years>{COUNT})\s?년\s?마다)(?:\s?(?P<month>\d{{1,2}})월\s?(?:(?P<day>\d{{1,2}})일|(?P<month_end>말일?)){_particle}{_end})?
    | (?P<date_month>\d{{1,2}})월\s?(?P<date_day>\d{{1,2}})일\s?마다
    | (?P<count>\d{{1,3}})\s?일\s?마다
    | (?P<span>{"|".join(SPANS)})\s?(?:마다|에\s한\s?번)
    ){_end}""",
    re.VERBOSE,
)


def find_rules(text: str, calendar: Calendar) -> Iterator[RulePhrase]:
    """Yield the rules of the line."""
    for found in _rules.finditer(text):
        groups = {name: re.sub(r"\s", "", value) for name, value in found.groupdict().items() if value}
        if rule := _meaning(groups, calendar):
            takes_weekday = rule.frequency == "WEEKLY" and not rule.days
            yield RulePhrase(found.start(), found.end(), rule, takes_weekday=takes_weekday)


def _meaning(groups: dict[str, str], calendar: Calendar) -> Rule | None:
    has = groups.__contains__
    if has("daily"):
        return plain("day", 2 if groups["daily"].startswith("격일") else 1, calendar)
    if has("workdays"):
        return weekly(range(5), 1, calendar)
    if has("weekends"):
        return weekly((5, 6), 1, calendar)
    if has("each_week"):
        interval = 2 if groups["each_week"].startswith("격주") else count_of(groups.get("weeks", "1"))
        return (
            weekly(weekdays_of(groups["weekdays"]), interval, calendar)
            if has("weekdays")
            else plain(WEEK, interval, calendar)
        )
    if has("listed"):
        return weekly(weekdays_of(groups["listed"]), 1, calendar)
    if has("each_month"):
        return _of_month(groups, calendar)
    if has("quarter"):
        return quarterly()
    if has("each_year"):
        interval = count_of(groups.get("years", "1"))
        if not has("month"):
            return plain(UNITS["년"], interval, calendar)
        return yearly(int(groups["month"]), int(groups.get("day", "-1")), interval)
    if has("date_month"):
        return yearly(int(groups["date_month"]), int(groups["date_day"]))
    return plain("day", int(groups["count"]) if has("count") else SPANS[groups["span"]], calendar)


def _of_month(groups: dict[str, str], calendar: Calendar) -> Rule | None:
    interval = 2 if groups["each_month"].startswith("격월") else count_of(groups.get("months", "1"))
    if "dates" in groups:
        return monthly([int(number) for number in re.findall(r"\d+", groups["dates"])], interval)
    if "last_day" in groups:
        return monthly([-1], interval)
    if "nth" in groups:
        return nth_weekday(nth_of(groups["nth"]), WEEKDAYS.index(groups["nth_weekday"][0]), interval)
    return plain(MONTH, interval, calendar)
