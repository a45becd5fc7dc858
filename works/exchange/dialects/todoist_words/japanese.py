"""The Japanese words of Todoist's dates."""

from __future__ import annotations

from datetime import time

from works.exchange.dialects.todoist_words.tokens import (
    AFTERNOON,
    DAY,
    EVENING,
    EVERY,
    FILLER,
    FOR,
    FROM_COMPLETION,
    HOUR,
    IN,
    LAST,
    MIDNIGHT,
    MONTH,
    MORNING,
    NEXT,
    NIGHT,
    NO_DATE,
    NOON,
    OF_MONTH,
    OTHER,
    QUARTER,
    STARTING,
    THIS,
    UNTIL,
    WEEK,
    WEEKEND,
    WORKDAY,
    YEAR,
    Kind,
    Language,
    Token,
    Tokens,
    numbers,
    ordinal,
)

_weekdays = "月火水木金土日"
_numerals = "一二三四五六七八九"
_units = {"日": "day", "週間": "week", "週": "week", "ヶ月": "month", "か月": "month", "カ月": "month", "年": "year", "時間": "hour", "分": "minute"}  # fmt: skip
_unit = rf"(?:{'|'.join(_units)})"
_amount = rf"\d{{1,3}}\s?{_unit}"
_day = rf"(?:(?:\d{{4}}年\s?)?\d{{1,2}}月\s?\d{{1,2}}日|\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}|\d{{1,2}}日|今日|明日|明後日|(?:来週の?)?[{_weekdays}]曜日?)"


def _number_and_unit(text: str) -> Tokens:
    """Return the number and the unit at the beginning of `3日ごと`."""
    rest = text.lstrip("毎! 0123456789")
    unit = next(name for name in _units if rest.startswith(name))
    return Token(Kind.NUMBER, numbers(text)[0]), Token(Kind.UNIT, _units[unit])


def _every(text: str) -> Tokens:
    """Return `3日ごと`, `毎! 3日`."""
    return (FROM_COMPLETION if "!" in text else EVERY, *_number_and_unit(text))


def _hour(text: str) -> Tokens | None:
    """Return `15時`, `3時半`, `3時30分`."""
    hour, minute = [*numbers(text), 30 if "半" in text else 0][:2]
    return (Token(Kind.TIME, time(hour, minute)),) if hour < 24 and minute < 60 else None


def _nth(text: str) -> Tokens:
    """Return the number of `第3`, `第三`."""
    return (Token(Kind.ORDINAL, int(text[1:]) if text[1:].isdecimal() else _numerals.index(text[1]) + 1),)


def _weekday(text: str) -> Tokens:
    """Return the weekdays of `月曜日`, `月水金`."""
    letters = text.replace("曜日", "").replace("曜", "")
    return tuple(Token(Kind.WEEKDAY, _weekdays.index(letter)) for letter in letters)


JAPANESE = Language(
    [
        (r"日付なし|期限なし", (NO_DATE,)),
        (rf"毎?!?\s?{_amount}(?:ごと|毎|おき)に?!?", _every),
        (rf"毎\s?!?\s?{_amount}", _every),
        (rf"{_amount}後", lambda text: (IN, *_number_and_unit(text))),
        (rf"{_amount}(?:間|の間)", lambda text: (FOR, *_number_and_unit(text))),
        (r"完了後", (FROM_COMPLETION,)),
        (r"毎日!", (FROM_COMPLETION, DAY)),
        (r"毎日", (EVERY, DAY)),
        (r"隔日", (EVERY, OTHER, DAY)),
        (r"毎週!", (FROM_COMPLETION, WEEK)),
        (r"隔週", (EVERY, OTHER, WEEK)),
        (r"毎週", (EVERY, WEEK)),
        (r"毎月!", (FROM_COMPLETION, MONTH)),
        (r"毎月", (EVERY, MONTH)),
        (r"隔月", (EVERY, OTHER, MONTH)),
        (r"毎四半期|四半期ごと", (EVERY, QUARTER)),
        (r"毎年", (EVERY, YEAR)),
        (r"毎時間?", (EVERY, HOUR)),
        (r"毎朝", (EVERY, MORNING)),
        (r"毎晩", (EVERY, NIGHT)),
        (r"毎平日|平日(?:ごと|毎)", (EVERY, WORKDAY)),
        (r"毎週末", (EVERY, WEEKEND)),
        (r"毎\s?!", (FROM_COMPLETION,)),
        (rf"毎(?=\s?(?:[{_weekdays}]曜|最終|第))", (EVERY,)),
        (r"平日|営業日", (WORKDAY,)),
        (r"週末", (WEEKEND,)),
        (r"(?:月末|末日|最終日|最後の日)", (LAST, DAY)),
        (r"最終|最後の", (LAST,)),
        (rf"第(?:\d|[{_numerals}])", _nth),
        (r"その月の|月の", (OF_MONTH,)),
        (r"\d{4}年", lambda text: (Token(Kind.YEAR, numbers(text)[0]),)),
        (r"\d{1,2}月", lambda text: (Token(Kind.MONTH, numbers(text)[0]),)),
        (r"\d{1,2}日", ordinal),
        (r"\d{1,2}\s?時(?!間)(?:半|\s?\d{1,2}分)?", _hour),
        (r"正午", (NOON,)),
        (r"真夜中|深夜0時", (MIDNIGHT,)),
        (r"午前|朝", (MORNING,)),
        (r"午後", (AFTERNOON,)),
        (r"夕方", (EVENING,)),
        (r"夜|晩", (NIGHT,)),
        (r"明後日|あさって", (Token(Kind.DAY, 2),)),
        (r"今日|本日", (Token(Kind.DAY, 0),)),
        (r"明日|あした", (Token(Kind.DAY, 1),)),
        (r"昨日", (Token(Kind.DAY, -1),)),
        (r"来週", (NEXT, WEEK)),
        (r"今週", (THIS, WEEK)),
        (r"来月", (NEXT, MONTH)),
        (r"次の", (NEXT,)),
        (r"開始|から", (STARTING,)),
        (r"終了|まで", (UNTIL,)),
        (rf"[{_weekdays}]曜日?|[{_weekdays}]{{1,7}}", _weekday),
        (r"の|に|は|と", FILLER),
    ],
    rewrites=[(rf"({_day})\s?(から|まで)", r" \2 \1 ")],
    spaced=False,
    month_first=True,
)
