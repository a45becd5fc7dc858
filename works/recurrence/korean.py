"""A rule in Korean. Words and order are written out: one grammar is no translation of another."""

from __future__ import annotations

from dataclasses import replace

from works.recurrence.repeats import clamped_day
from works.recurrence.rule import DAILY, MONTHLY, WEEKDAYS, WEEKLY, YEARLY, Rule

EVERY = {DAILY: ("매일", "일"), WEEKLY: ("매주", "주"), MONTHLY: ("매월", "개월"), YEARLY: ("매년", "년")}
NAMES = ("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일")
WEEKDAY_NAMES = dict(zip(WEEKDAYS, NAMES, strict=True))
ORDINALS = {1: "첫", 2: "두", 3: "세", 4: "네", 5: "다섯"}
WORKDAYS = tuple((code, 0) for code in WEEKDAYS[:5])


def describe(rule: Rule) -> str:
    """`2주마다 월요일, 수요일, 2026년 12월 30일까지`, of a rule that is spelt out."""
    is_weekdays = rule.frequency in (DAILY, WEEKLY) and rule.interval == 1 and rule.days == WORKDAYS
    if is_weekdays and not (rule.month_days or rule.positions):
        said = " ".join([*_months(rule), "평일마다"])
    else:
        said = " ".join([_every(rule), *_when(rule)])
        if rule.frequency in (DAILY, WEEKLY) and rule.months:
            said = " ".join([*_months(rule), _every(rule), *_when(replace(rule, months=()))])
    if rule.week_start != "MO" and (rule.weeks or (rule.frequency == WEEKLY and rule.interval > 1)):
        said += f" (한 주는 {WEEKDAY_NAMES[rule.week_start]}부터)"
    if rule.until:
        said += f", {rule.until.year}년 {rule.until.month}월 {rule.until.day}일까지"
    if rule.count:
        said += f", {rule.count}회"
    return said


def _every(rule: Rule) -> str:
    every, unit = EVERY[rule.frequency]
    return every if rule.interval == 1 else f"{rule.interval}{unit}마다"


def _when(rule: Rule) -> list[str]:
    if day := clamped_day(rule):
        return ["2월 29일 (없는 해는 28일)"] if rule.frequency == YEARLY else [f"{day}일 (없는 달은 말일)"]
    if rule.days == WORKDAYS and rule.positions and not (rule.month_days or rule.year_days or rule.weeks):
        return [*_months(rule), f"{', '.join(_nth(n) for n in rule.positions)} 평일"]
    said = _months(rule)
    if rule.weeks:
        said.append(", ".join(f"{_nth(n)} 주" for n in rule.weeks))
    if rule.year_days:
        said.append(", ".join(f"{_nth(n)} 날" for n in rule.year_days))
    if rule.month_days:
        said.append(", ".join(_day_of_month(n) for n in rule.month_days))
    if rule.days:
        weekdays = _weekdays(rule)
        said.append(f"중 {weekdays}인 날" if rule.year_days or rule.month_days else weekdays)
    if rule.frequency == MONTHLY and not rule.months and any(abs(day) > 28 for day in rule.month_days):
        said.append("(없는 달은 건너뜀)")
    if rule.positions:
        said.append(f"중 {', '.join(_nth(n) for n in rule.positions)} 날만")
    return said


def _months(rule: Rule) -> list[str]:
    return [", ".join(f"{month}월" for month in rule.months)] if rule.months else []


def _weekdays(rule: Rule) -> str:
    return ", ".join(f"{_nth(n)} {WEEKDAY_NAMES[code]}" if n else WEEKDAY_NAMES[code] for code, n in rule.days)


def _day_of_month(number: int) -> str:
    if number > 0:
        return f"{number}일"
    return "말일" if number == -1 else f"끝에서 {_nth(-number)} 날"


def _nth(number: int) -> str:
    """2 → 두 번째, 20 → 20번째, -1 → 마지막, -2 → 끝에서 두 번째."""
    if number < 0:
        return "마지막" if number == -1 else f"끝에서 {_nth(-number)}"
    return f"{ORDINALS[number]} 번째" if number in ORDINALS else f"{number}번째"
