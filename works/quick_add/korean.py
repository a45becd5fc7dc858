"""The Korean days and times of quick add."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from functools import partial
from typing import Any

from works.quick_add import clock
from works.quick_add.days import DAY, Calendar, day_of, later, next_of_month, next_of_year, next_weekday
from works.quick_add.korean_rules import find_rules
from works.quick_add.korean_words import (
    COUNT,
    HOURS,
    LEFT,
    RIGHT,
    SPANS,
    TIME_FOLLOWS,
    UNITS,
    WEEKDAY,
    WEEKDAYS,
    count_of,
)
from works.quick_add.phrases import ANYWHERE, BY, EDGE, END, FROM, ON, DayPhrase, Phrase, TimePhrase

_roles = {
    **dict.fromkeys(("까지", "까지는", "까지만", "안에", "안으로", "내로", "내에", "이내에", "중으로"), BY),
    **dict.fromkeys(("부터", "부터는"), FROM),
}
_particle = r"(?P<particle>에는|엔|에|날에?|까지(?:는|만)?|부터는?|\s?(?:안에|안으로|내로|내에|중으로))"
_which_week = r"(?P<week>이번\s?주|금주|다음\s?주|담주|차주|다다음\s?주|이번|다음|돌아오는|오는)"

_hours = rf"(?:{'|'.join(HOURS)})\s?시"

_days = re.compile(
    rf"""{LEFT}(?:
      (?P<tonight>오늘\s?밤)(?!\s?(?:\d|{_hours}))
    | (?P<near>오늘|내일\s?모레|내일|모레|글피|그글피)
    | (?:{_which_week}\s?(?:중\s)?)?(?P<weekday>{WEEKDAY})
    | (?P<weekend_of>이번|다음|다다음)?\s?(?:주\s)?(?P<weekend>주말)
    | (?P<whole_week>이번\s?주|금주|다음\s?주|담주|차주|다다음\s?주)
    | (?P<month_of>이번\s?달|이달|이번\s?월|다음\s?달|담달|내달|다다음\s?달)(?:\s?(?P<day_of_month>\d{{1,2}}일|말일?|마지막\s?날|(?P<first_day>첫날)))?
    | (?P<year_of>올해|내년|금년)\s?(?P<year_end>말)
    | (?:(?P<year>(?:19|20)\d\d)년\s?|(?P<year_word>올해|내년|금년)\s?)?(?P<month>\d{{1,2}})월\s?(?:(?P<day>\d{{1,2}})일|(?P<month_end>말일?))
      (?:\s?\([{WEEKDAYS}](?:요일)?\))?
    | (?P<end>월말|연말)
    | (?P<count>{COUNT})\s?(?P<unit>일|주일?|달|개월|년)\s?(?:뒤|후)
    | (?P<named>일주일|{"|".join(SPANS)})\s?(?:뒤|후)
    | (?:(?P<iso>(?:19|20)\d\d(?P<stop>[-./])\s?\d{{1,2}}(?P=stop)\s?\d{{1,2}})\.?|(?P<slashed>\d{{1,2}}/\d{{1,2}}))(?:\s?\([{WEEKDAYS}](?:요일)?\))?
    | (?P<nth>\d{{1,2}})일
    )(?:{_particle}{RIGHT}|{RIGHT}|{TIME_FOLLOWS})""",
    re.VERBOSE,
)
_part = r"(?:오전|오후|아침|점심|낮|저녁|밤|새벽)"
_times = re.compile(
    rf"""(?:{LEFT}|(?<=오늘)|(?<=내일)|(?<=모레)|(?<=글피)|(?<=일)|(?<=마다))(?:
      (?:(?P<part>{_part})(?:에)?\s?)?(?:(?P<hour>\d{{1,2}})\s?시(?:\s?(?P<half>반)|\s?(?P<minute>\d{{1,2}})\s?분)?|(?P<hour_24>\d{{1,2}}):(?P<minute_24>\d\d))
    | (?:(?P<part_named>{_part})\s?)?(?P<named_hour>{"|".join(HOURS)})\s?시(?:\s?(?P<named_half>반)|\s?(?P<named_minute>\d{{1,2}})\s?분)?
    | (?:(?:낮|밤)\s?)?(?P<named>정오|자정)
    )(?:\s?정각)?(?:쯤|경)?(?P<particle>에는|엔|에|까지(?:는|만)?|\s?전까지|부터)?{RIGHT}(?!\s?[~–-]\s?\d)""",
    re.VERBOSE,
)
_parts = {
    "오전": clock.MORNING,
    "아침": clock.MORNING,
    "새벽": clock.DAWN,
    "점심": clock.NOONTIME,
    "낮": clock.NOONTIME,
    "오후": clock.AFTERNOON,
    "저녁": clock.EVENING,
    "밤": clock.NIGHT,
}
_weeks = {"이번주": 0, "금주": 0, "이번": 0, "다음주": 1, "담주": 1, "차주": 1, "다음": 1, "다다음주": 2, "다다음": 2}
_months = {"이번달": 0, "이달": 0, "이번월": 0, "다음달": 1, "담달": 1, "내달": 1, "다다음달": 2}
_near = {"오늘": 0, "내일": 1, "모레": 2, "내일모레": 2, "글피": 3, "그글피": 4}
_years = {"올해": 0, "금년": 0, "내년": 1}
_until_another = re.compile(r"\s*(?:오전|오후|아침|점심|낮|저녁|밤|새벽)?\s?\w{1,2}(?:\s?시|:)")
_day_before = re.compile(r"(?:일|오늘|모레|글피|마다)\s?\Z")
_second_of_two = re.compile(r"(?:부터|에서|[~–-])\s?\Z")


def find_phrases(text: str, calendar: Calendar) -> Iterator[Phrase]:
    """Yield what the line has in Korean, overlapping phrases too."""
    for found in _days.finditer(text):
        if phrase := _day(found, calendar):
            yield phrase
    for found in _times.finditer(text):
        if time_phrase := _time(found):
            yield time_phrase
    yield from find_rules(text, calendar)


def _day(found: re.Match[str], calendar: Calendar) -> DayPhrase | None:
    groups = {name: _close(value) for name, value in found.groupdict().items() if value}
    particle = groups.get("particle", "")
    role = _roles.get(particle, ON)
    meaning = _meaning(groups, role, calendar)
    if meaning is None or meaning["day"] is None:
        return None
    if "nth" in groups and particle in ("안에", "안으로", "내로", "내에", "중으로"):
        # `3일 안에` is within three days.
        return None
    if particle:
        meaning["where"] = ANYWHERE
    return DayPhrase(found.start(), found.end(), role=role, **meaning)


def _close(text: str) -> str:
    return re.sub(r"\s", "", text)


def _meaning(groups: dict[str, str], role: str, calendar: Calendar) -> dict[str, Any] | None:
    """Return the fields of the phrase that the words decide."""
    today = calendar.today
    if "tonight" in groups:
        return {"day": today, "time": clock.TONIGHT, "part": clock.EVENING}
    if "weekday" in groups:
        return _weekday(groups, calendar)
    if "nth" in groups:
        again = partial(next_of_month, int(groups["nth"]))
        return {"day": again(today), "from_on": again, "where": END}
    if "end" in groups:
        end = calendar.of_month(-1, 0) if groups["end"] == "월말" else calendar.of_year(12, 31, 0)
        return {"day": end, "where": EDGE}
    if "weekend" in groups:
        weeks = _weeks.get(groups.get("weekend_of", "이번"), 0)
        where = ANYWHERE if "weekend_of" in groups else EDGE
        return {"day": calendar.weekday_of_week(5, weeks), "where": where}
    if "month" in groups or "iso" in groups or "slashed" in groups:
        return _date(groups, calendar)
    return {"day": _relative(groups, role, calendar)}


def _weekday(groups: dict[str, str], calendar: Calendar) -> dict[str, Any]:
    weekday = WEEKDAYS.index(groups["weekday"][0])
    week = groups.get("week")
    if week in _weeks:
        return {"day": calendar.weekday_of_week(weekday, _weeks[week])}
    tomorrow = later(calendar.today, 1, DAY) or calendar.today
    day = next_weekday(weekday, tomorrow)
    if week:
        return {"day": day}
    return {"day": day, "from_on": partial(next_weekday, weekday), "weekday": weekday, "where": EDGE}


def _date(groups: dict[str, str], calendar: Calendar) -> dict[str, Any] | None:
    if "iso" in groups:
        return {"day": day_of(*map(int, re.findall(r"\d+", groups["iso"]))), "where": EDGE}
    if "slashed" in groups:
        month, day = map(int, groups["slashed"].split("/"))
        if (month, day) == (24, 7):
            return None
        if month > 12:
            month, day = day, month
    else:
        month = int(groups["month"])
        day = int(groups["day"]) if "day" in groups else -1
    if "year" in groups:
        return {"day": day_of(int(groups["year"]), month, day), "where": EDGE}
    if "year_word" in groups:
        return {"day": calendar.of_year(month, day, _years[groups["year_word"]]), "where": EDGE}
    again = partial(next_of_year, month, day)
    return {"day": again(calendar.today), "from_on": again, "where": EDGE}


def _relative(groups: dict[str, str], role: str, calendar: Calendar) -> date | None:
    today = calendar.today
    if "near" in groups:
        return later(today, _near[groups["near"]], DAY)
    if "whole_week" in groups:
        weeks = _weeks[groups["whole_week"]]
        if weeks:
            return calendar.first_of_week(weeks)
        return calendar.last_of_week(0) if role == BY else None
    if "month_of" in groups:
        return _in_month(groups, role, calendar)
    if "year_of" in groups:
        return calendar.of_year(12, 31, _years[groups["year_of"]])
    if "count" in groups:
        return later(today, count_of(groups["count"]), UNITS[groups["unit"]])
    return later(today, 7 if groups["named"] == "일주일" else SPANS[groups["named"]], DAY)


def _in_month(groups: dict[str, str], role: str, calendar: Calendar) -> date | None:
    months = _months[groups["month_of"]]
    name = groups.get("day_of_month", "")
    if not name:
        if months:
            return calendar.of_month(1, months)
        return calendar.of_month(-1, 0) if role == BY else None
    if name == "첫날":
        return calendar.of_month(1, months)
    return calendar.of_month(int(name.removesuffix("일")) if name[0].isdigit() else -1, months)


def _time(found: re.Match[str]) -> TimePhrase | None:
    groups = {name: _close(value) for name, value in found.groupdict().items() if value}
    particle = groups.get("particle", "")
    if particle == "부터" and _until_another.match(found.string, found.end()):
        return None
    if _second_of_two.search(found.string, max(found.start() - 4, 0), found.start()):
        return None
    read, hour = _clock(groups, found)
    if read is None:
        return None
    role = BY if "까지" in particle else ON
    is_plain = not {"part", "part_named", "named"} & {*groups}
    return TimePhrase(found.start(), found.end(), read, role=role, hour=hour if is_plain else None, minute=read.minute)


def _clock(groups: dict[str, str], found: re.Match[str]) -> tuple[time | None, int]:
    if "named" in groups:
        return (clock.NOON if groups["named"] == "정오" else clock.MIDNIGHT), 12
    if "named_hour" in groups:
        hour, half, minute, part = (
            HOURS[groups["named_hour"]],
            "named_half" in groups,
            groups.get("named_minute"),
            groups.get("part_named"),
        )
        is_word = not part and not half and not minute and not groups.get("particle")
        if is_word and not _day_before.search(found.string, max(found.start() - 4, 0), found.start()):
            # `한시`, `세시` begin other words too.
            return None, hour
    elif "hour_24" in groups:
        hour, half, minute, part = int(groups["hour_24"]), False, groups["minute_24"], groups.get("part")
        if not part and "particle" not in groups:
            # english.py reads it, with the words before it.
            return None, hour
        if not part and groups["hour_24"] not in "1234567":
            return clock.clock(hour, int(minute)), hour
    else:
        hour, half, minute, part = int(groups["hour"]), "half" in groups, groups.get("minute"), groups.get("part")
    minutes = 30 if half else int(minute or 0)
    return (clock.clock(hour, minutes, _parts[part]) if part else clock.guess(hour, minutes)), hour
