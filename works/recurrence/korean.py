"""Rules in Korean. The words are written out here: a sentence has its own grammar in each language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from works.recurrence.outline import (
    ALL_DAYS,
    DAYS,
    LEAP,
    MONDAY_TO_FRIDAY,
    MONTHS,
    WEEKS,
    YEARS,
    Outline,
    has_numbers,
    runs,
)
from works.recurrence.rule import DAILY, MONTHLY, WEEKDAYS, WEEKLY, YEARLY, Rule

EVERY = {DAILY: "매일", WEEKLY: "매주", MONTHLY: "매월", YEARLY: "매년"}
UNITS = {DAILY: "일", WEEKLY: "주", MONTHLY: "개월", YEARLY: "년"}
WEEKDAY_NAMES = ("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일")
FIRST_WORDS = ("첫", "두", "세", "네", "다섯")
SKIPPING = {
    "": "",
    DAYS: "없는 날은 건너뜀",
    WEEKS: "없는 주는 건너뜀",
    MONTHS: "없는 달은 건너뜀",
    YEARS: "없는 해는 건너뜀",
    LEAP: "윤년에만",
}


def sentence(outline: Outline) -> str:
    """Return `2주마다 월·수요일, 2026년 12월 30일까지`."""
    rule = outline.rule
    clauses = [_days(outline)]
    if rule.months and rule.frequency != YEARLY:
        clauses.append(f"{month_names(rule.months)}에만")
    clauses.append(SKIPPING[outline.skipped])
    clauses.append(f"{weekday_name(outline.week_start)}에 시작하는 주 기준" if outline.week_start else "")
    clauses.append(f"{day(rule.until)}까지" if rule.until else "")
    clauses.append(f"총 {rule.count}회" if rule.count else "")
    return ", ".join(clause for clause in clauses if clause)


def once(on: date) -> str:
    """Return `2026년 12월 30일 한 번`."""
    return f"{day(on)} 한 번"


def day(day: date) -> str:
    """Return `2026년 12월 30일`."""
    return f"{day.year}년 {day.month}월 {day.day}일"


def month_day(number: int) -> str:
    """Return `31일`, `말일`, `끝에서 두 번째 날`."""
    if number > 0:
        return f"{number}일"
    return "말일" if number == -1 else f"{_nth(number)} 날"


def month_names(months: Sequence[int]) -> str:
    """Return `1·3·5월`."""
    return f"{'·'.join(map(str, months))}월"


def weekday_name(code: str) -> str:
    """Return `금요일`."""
    return WEEKDAY_NAMES[WEEKDAYS.index(code)]


def _days(outline: Outline) -> str:
    """Return how often and on which days."""
    rule = outline.rule
    every = EVERY[rule.frequency] if rule.interval == 1 else f"{rule.interval}{UNITS[rule.frequency]}마다"
    if rule.frequency == DAILY:
        conditions = [*_weekday_condition(rule), *([_dates(rule, "또는")] if rule.month_days else [])]
        return f"{every}, {'이고 '.join(conditions)}인 경우에만" if conditions else every
    if outline.is_every and rule.days == MONDAY_TO_FRIDAY:
        return "평일마다"
    if outline.clamped and rule.frequency == YEARLY:
        return f"{every} 2월 29일, 없는 해는 28일"
    if outline.clamped:
        return f"{every} {outline.clamped}일, 없는 달은 말일"
    if rule.positions:
        return f"{every} {_picked(outline)}"
    if rule.frequency == WEEKLY:
        return f"{every} {_weekdays(rule) if rule.days != ALL_DAYS else '모든 요일'}"
    main, *conditions = _subject(outline)
    return f"{every} {_with_conditions(main, conditions)}"


def _with_conditions(main: str, conditions: list[str]) -> str:
    """Return `13일이 금요일인 날`. What comes before `이` always ends in 일 or 날 here, or in 매일."""
    if not conditions:
        return main
    if main.endswith(" 매일"):
        return f"{main.removesuffix(' 매일')} 중 {'이고 '.join(conditions)}인 날"
    return f"{main}이 {'이고 '.join(conditions)}인 날"


def _picked(outline: Outline) -> str:
    """Return the days of BYSETPOS: `마지막 평일`, `25일~31일의 평일 중 첫 번째 날`."""
    rule = outline.rule
    places = _and([_nth(position) for position in rule.positions])
    is_of_weekdays = bool(rule.days) and not (rule.month_days or rule.year_days or rule.weeks or has_numbers(rule))
    has_name = len(rule.days) == 1 or rule.days in (ALL_DAYS, MONDAY_TO_FRIDAY)
    if is_of_weekdays and has_name and outline.picks_of_one_span:
        return f"{_months(rule)}{places} {_weekdays(rule)}"
    main, *conditions = [f"{_months(rule)}{_weekdays(rule)}"] if is_of_weekdays else _subject(outline)
    return f"{_with_conditions(main, conditions)} 중 {places} 날"


def _subject(outline: Outline) -> list[str]:
    """Return the days of one kind, then the other kinds as conditions."""
    rule = outline.rule
    dates = [_dates(rule, "또는")] if rule.month_days else []
    year_days = [f"그해 {_year_days(rule, '또는')}"] if rule.year_days else []
    weeks = [_weeks(rule, "또는")] if rule.weeks else []
    months = [" 또는 ".join(f"{month}월" for month in rule.months)] if rule.months else []
    if rule.weeks and rule.days:
        return [f"{_weeks(rule)} {_weekdays(rule)}", *months, *dates, *year_days]
    if rule.year_days:
        conditions = [*_weekday_condition(rule), *weeks, *months, *dates]
        return [_year_days(rule, "또는" if conditions else ""), *conditions]
    if has_numbers(rule):
        return [f"{_months(rule)}{_numbered_weekdays(rule)}", *dates]
    if rule.days and outline.span and not rule.weeks:
        return [f"{_months(rule)}{_dates(rule)}의 {_weekdays(rule)}"]
    if rule.month_days:
        conditions = [*_weekday_condition(rule), *weeks]
        return [f"{_months(rule)}{_dates(rule, '또는' if conditions else '')}", *conditions]
    if rule.weeks:
        return [f"{_weeks(rule)} 매일", *months]
    of = _months(rule) or ("그달의 " if rule.frequency == MONTHLY else "그해의 ")
    return [f"{of}모든 {_weekdays(rule)}"]


def _months(rule: Rule) -> str:
    """Return `3·7월 ` or, for the dates of all months of a year, `모든 달의 `."""
    if rule.frequency != YEARLY:
        return ""
    return f"{month_names(rule.months)} " if rule.months else "모든 달의 " if rule.month_days else ""


def _weekday_condition(rule: Rule) -> list[str]:
    """Return `금요일`, `월요일 또는 수요일`, `평일`, `두 번째 금요일`."""
    if not rule.days:
        return []
    if has_numbers(rule):
        return [_numbered_weekdays(rule)]
    return [
        _weekdays(rule) if rule.days == MONDAY_TO_FRIDAY else " 또는 ".join(weekday_name(code) for code, _ in rule.days)
    ]


def _weekdays(rule: Rule) -> str:
    """Return `금요일`, `월·수·금요일`, `평일`, `날`."""
    if rule.days == ALL_DAYS:
        return "날"
    return "평일" if rule.days == MONDAY_TO_FRIDAY else _short([code for code, _ in rule.days])


def _short(codes: list[str]) -> str:
    return f"{'·'.join(weekday_name(code)[0] for code in codes)}요일"


def _numbered_weekdays(rule: Rule) -> str:
    """Return `두 번째 화요일`, `첫 번째와 마지막 일요일`, `모든 월요일과 첫 번째 화요일`."""
    if len({code for code, _ in rule.days}) == 1 and all(nth for _, nth in rule.days):
        return f"{_and([_nth(nth) for _, nth in rule.days])} {weekday_name(rule.days[0][0])}"
    each = [code for code, nth in rule.days if not nth]
    some = [f"{_nth(nth)} {weekday_name(code)}" for code, nth in rule.days if nth]
    return _and([*([f"모든 {_short(each)}"] if each else []), *some])


def _dates(rule: Rule, joint: str = "") -> str:
    """Return `1일, 10일~15일과 말일`."""
    found = [month_day(first) if first == last else f"{first}일~{last}일" for first, last in runs(rule.month_days)]
    return f" {joint} ".join(found) if joint else _and(found)


def _year_days(rule: Rule, joint: str = "") -> str:
    """Return `100번째 날`, `1~7번째 날과 마지막 날`."""
    found = [f"{_nth(first) if first == last else f'{first}~{last}번째'} 날" for first, last in runs(rule.year_days)]
    return f" {joint} ".join(found) if joint else _and(found)


def _weeks(rule: Rule, joint: str = "") -> str:
    """Return `20주차`, `20~22주차와 마지막 주`."""
    ahead = [
        f"{first}주차" if first == last else f"{first}~{last}주차" for first, last in runs(rule.weeks) if first > 0
    ]
    found = [*ahead, *(f"{_nth(number)} 주" for number in rule.weeks if number < 0)]
    return f" {joint} ".join(found) if joint else _and(found)


def _nth(number: int) -> str:
    """Return 2 as `두 번째`, 20 as `20번째`, -1 as `마지막`, -2 as `끝에서 두 번째`."""
    if number < 0:
        return "마지막" if number == -1 else f"끝에서 {_nth(-number)}"
    return f"{FIRST_WORDS[number - 1]} 번째" if number <= len(FIRST_WORDS) else f"{number}번째"


def _and(words: list[str]) -> str:
    """Return `1일, 15일과 말일`: 과 follows a final consonant and 와 a vowel."""
    if len(words) == 1:
        return words[0]
    *others, last = words
    has_final_consonant = (ord(others[-1][-1]) - ord("가")) % 28 > 0
    return f"{', '.join(others)}{'과' if has_final_consonant else '와'} {last}"
