"""Rules in Korean. The words are written out here: a sentence has its own grammar in each language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from works.recurrence.outline import ALL_DAYS, WORKING_DAYS, Outline, runs
from works.recurrence.rule import DAILY, MONTHLY, WEEKDAYS, WEEKLY, YEARLY, Rule

EVERY = {DAILY: "매일", WEEKLY: "매주", MONTHLY: "매월", YEARLY: "매년"}
UNITS = {DAILY: "일", WEEKLY: "주", MONTHLY: "개월", YEARLY: "년"}
WEEKDAY_NAMES = ("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일")
FIRST_WORDS = ("첫", "두", "세", "네", "다섯")
SKIPPING = {
    "": "",
    "days": "없는 날은 건너뜀",
    "weeks": "없는 주는 건너뜀",
    "months": "없는 달은 건너뜀",
    "years": "없는 해는 건너뜀",
}


def sentence(outline: Outline) -> str:
    """`2주마다 월요일, 수요일, 2026년 12월 30일까지`."""
    rule = outline.rule
    clauses = _days(outline)
    if rule.months and rule.frequency != YEARLY:
        clauses.append(f"{month_names(rule.months)}에만")
    clauses.append(SKIPPING[outline.skipped])
    clauses.append(f"한 주는 {weekday_name(outline.week_start)}부터" if outline.week_start else "")
    clauses.append(f"{day(rule.until)}까지" if rule.until else "")
    clauses.append(f"{rule.count}회" if rule.count else "")
    return ", ".join(clause for clause in clauses if clause)


def day(day: date) -> str:
    """`2026년 12월 30일`."""
    return f"{day.year}년 {day.month}월 {day.day}일"


def month_day(number: int) -> str:
    """`31일`, `말일`, `끝에서 두 번째 날`."""
    if number > 0:
        return f"{number}일"
    return "말일" if number == -1 else f"{_nth(number)} 날"


def month_names(months: Sequence[int]) -> str:
    """`1월·3월·5월`."""
    return "·".join(f"{month}월" for month in months)


def weekday_name(code: str) -> str:
    """`금요일`."""
    return WEEKDAY_NAMES[WEEKDAYS.index(code)]


def _days(outline: Outline) -> list[str]:
    """How often and on which days; behind it what else a day has to be."""
    rule = outline.rule
    every = EVERY[rule.frequency] if rule.interval == 1 else f"{rule.interval}{UNITS[rule.frequency]}마다"
    if outline.is_every_working_day:
        return ["평일마다"]
    if rule.frequency == DAILY:
        return _daily(rule, every)
    if outline.clamped and rule.frequency == YEARLY:
        return [f"{every} 2월 29일", "없는 해는 2월 28일"]
    if outline.clamped:
        return [f"{every} {outline.clamped}일", "없는 달은 말일"]
    if rule.positions:
        return [f"{every} {_picked(outline)}"]
    if rule.frequency == WEEKLY:
        return [f"{every} {_plain_weekdays(rule, ', ')}"]
    main, *clauses = _subject(rule)
    return [f"{every} {main}", *clauses]


def _daily(rule: Rule, every: str) -> list[str]:
    if rule.interval == 1 and not rule.month_days:
        return [f"매주 {_plain_weekdays(rule, ', ')}" if rule.days else every]
    conditions = [_plain_weekdays(rule, " 또는 ")] if rule.days else []
    conditions += [_dates(rule.month_days, " 또는 ")] if rule.month_days else []
    return [every, *_only_if(conditions)]


def _only_if(conditions: list[str]) -> list[str]:
    return [f"{'이고 '.join(conditions)}인 날만"] if conditions else []


def _picked(outline: Outline) -> str:
    """BYSETPOS: `마지막 평일`, `… 중 첫 번째 날`."""
    rule = outline.rule
    places = ", ".join(_nth(position) for position in rule.positions)
    names = {ALL_DAYS: "날", WORKING_DAYS: "평일"}
    name = names.get(rule.days) or (weekday_name(rule.days[0][0]) if len(rule.days) == 1 else "")
    if outline.picks_of_one_period and name:
        return f"{_of_months(rule)}{places} {name}"
    these = _plain_weekdays(rule, ", ") if rule.frequency == WEEKLY else ", ".join(_subject(rule)).removesuffix("만")
    return f"{these} 중 {places} 날"


def _subject(rule: Rule) -> list[str]:
    """One kind of day, and the other kinds as conditions."""
    of_month = [_dates(rule.month_days, " 또는 ")] if rule.month_days else []
    of_year = [f"그해 {_year_days(rule.year_days, ' 또는 ')}"] if rule.year_days else []
    in_week = [_weeks(rule.weeks, " 또는 ")] if rule.weeks else []
    in_month = (
        [" 또는 ".join(f"{month}월" for month in rule.months)] if rule.months and rule.frequency == YEARLY else []
    )
    if rule.days and rule.weeks:
        return [f"{_weeks(rule.weeks, '·')} {_plain_weekdays(rule, ', ')}", *_only_if([*in_month, *of_month, *of_year])]
    if rule.days:
        return [f"{_of_months(rule)}{_weekdays(rule)}", *_only_if([*of_month, *of_year])]
    if rule.year_days:
        return [_year_days(rule.year_days, ", "), *_only_if([*in_week, *in_month, *of_month])]
    if rule.month_days:
        return [_months_days(rule), *_only_if(in_week)]
    return [f"{_weeks(rule.weeks, '·')}의 모든 날", *_only_if(in_month)]


def _of_months(rule: Rule) -> str:
    return f"{month_names(rule.months)}의 " if rule.months and rule.frequency == YEARLY else ""


def _weekdays(rule: Rule) -> str:
    """`두 번째 화요일`, `첫 번째, 마지막 일요일`, `모든 월요일, 수요일`."""
    codes = {code for code, _ in rule.days}
    if len(codes) == 1 and all(ordinal for _, ordinal in rule.days):
        return f"{', '.join(_nth(ordinal) for _, ordinal in rule.days)} {weekday_name(rule.days[0][0])}"
    if rule.days == WORKING_DAYS:
        return "모든 평일"
    each = [weekday_name(code) for code, ordinal in rule.days if not ordinal]
    some = [f"{_nth(ordinal)} {weekday_name(code)}" for code, ordinal in rule.days if ordinal]
    return ", ".join([*([f"모든 {', '.join(each)}"] if each else []), *some])


def _plain_weekdays(rule: Rule, joint: str) -> str:
    return "평일" if rule.days == WORKING_DAYS else joint.join(weekday_name(code) for code, _ in rule.days)


def _months_days(rule: Rule) -> str:
    """`15일`; of a year `7월 4일`, `3월·7월의 1일, 15일`, `모든 달의 13일`."""
    dates = _dates(rule.month_days, ", ")
    if rule.frequency == MONTHLY:
        return dates
    if len(rule.months) == len(rule.month_days) == 1 and rule.month_days[0] > 0:
        return f"{month_names(rule.months)} {dates}"
    return f"{_of_months(rule) or '모든 달의 '}{dates}"


def _dates(numbers: tuple[int, ...], joint: str) -> str:
    """`1일, 10일~15일, 말일`."""
    found = runs(numbers)
    return joint.join(month_day(first) if first == last else f"{first}일~{last}일" for first, last in found)


def _year_days(numbers: tuple[int, ...], joint: str) -> str:
    """`100번째 날`, `마지막 날`."""
    found = runs(numbers)
    return joint.join(f"{_nth(first) if first == last else f'{first}번째~{last}번째'} 날" for first, last in found)


def _weeks(numbers: tuple[int, ...], joint: str) -> str:
    """`20주차`, `마지막 주`."""
    ahead = [f"{first}주차" if first == last else f"{first}~{last}주차" for first, last in runs(numbers) if first > 0]
    return joint.join([*ahead, *(f"{_nth(number)} 주" for number in numbers if number < 0)])


def _nth(number: int) -> str:
    """2 → 두 번째, 20 → 20번째, -1 → 마지막, -2 → 끝에서 두 번째."""
    if number < 0:
        return "마지막" if number == -1 else f"끝에서 {_nth(-number)}"
    return f"{FIRST_WORDS[number - 1]} 번째" if number <= len(FIRST_WORDS) else f"{number}번째"
