"""The Japanese words of Todoist's dates."""

from __future__ import annotations

from datetime import time

from works.exchange.dialects.todoist_words import tokens as t

_weekdays = "月火水木金土日"
_numerals = "一二三四五六七八九"
_units = {"日": "day", "週間": "week", "週": "week", "ヶ月": "month", "か月": "month", "カ月": "month", "年": "year", "時間": "hour", "分": "minute"}  # fmt: skip
_unit = rf"(?:{'|'.join(_units)})"
_amount = rf"\d{{1,3}}\s?{_unit}"
_day = rf"(?:(?:\d{{4}}年\s?)?\d{{1,2}}月\s?\d{{1,2}}日|\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}|\d{{1,2}}日|今日|明日|明後日|(?:来週の?)?[{_weekdays}]曜日?)"


def _number_and_unit(text: str) -> t.Tokens:
    """Return the number and the unit at the beginning of `3日ごと`."""
    rest = text.lstrip("毎! 0123456789")
    unit = next(name for name in _units if rest.startswith(name))
    return t.Token(t.Kind.NUMBER, t.numbers(text)[0]), t.Token(t.Kind.UNIT, _units[unit])


def _every(text: str) -> t.Tokens:
    """Return `3日ごと`, `毎! 3日`."""
    return (t.FROM_COMPLETION if "!" in text else t.EVERY, *_number_and_unit(text))


def _hour(text: str) -> t.Tokens | None:
    """Return `15時`, `3時半`, `3時30分`."""
    hour, minute = [*t.numbers(text), 30 if "半" in text else 0][:2]
    return (t.Token(t.Kind.TIME, time(hour, minute)),) if hour < 24 and minute < 60 else None


def _nth(text: str) -> t.Tokens:
    """Return the number of `第3`, `第三`."""
    return (t.Token(t.Kind.ORDINAL, int(text[1:]) if text[1:].isdecimal() else _numerals.index(text[1]) + 1),)


def _weekday(text: str) -> t.Tokens:
    """Return the weekdays of `月曜日`, `月水金`."""
    letters = text.replace("曜日", "").replace("曜", "")
    return tuple(t.Token(t.Kind.WEEKDAY, _weekdays.index(letter)) for letter in letters)


JAPANESE = t.Language(
    [
        (r"日付なし|期限なし", (t.NO_DATE,)),
        (rf"毎?!?\s?{_amount}(?:ごと|毎|おき)に?!?", _every),
        (rf"毎\s?!?\s?{_amount}", _every),
        (rf"{_amount}後", lambda text: (t.IN, *_number_and_unit(text))),
        (rf"{_amount}(?:間|の間)", lambda text: (t.FOR, *_number_and_unit(text))),
        (r"完了後", (t.FROM_COMPLETION,)),
        (r"毎日!", (t.FROM_COMPLETION, t.DAY)),
        (r"毎日", (t.EVERY, t.DAY)),
        (r"隔日", (t.EVERY, t.OTHER, t.DAY)),
        (r"毎週!", (t.FROM_COMPLETION, t.WEEK)),
        (r"隔週", (t.EVERY, t.OTHER, t.WEEK)),
        (r"毎週", (t.EVERY, t.WEEK)),
        (r"毎月!", (t.FROM_COMPLETION, t.MONTH)),
        (r"毎月", (t.EVERY, t.MONTH)),
        (r"隔月", (t.EVERY, t.OTHER, t.MONTH)),
        (r"毎四半期|四半期ごと", (t.EVERY, t.QUARTER)),
        (r"毎年", (t.EVERY, t.YEAR)),
        (r"毎時間?", (t.EVERY, t.HOUR)),
        (r"毎朝", (t.EVERY, t.MORNING)),
        (r"毎晩", (t.EVERY, t.NIGHT)),
        (r"毎平日|平日(?:ごと|毎)", (t.EVERY, t.WORKDAY)),
        (r"毎週末", (t.EVERY, t.WEEKEND)),
        (r"毎\s?!", (t.FROM_COMPLETION,)),
        (rf"毎(?=\s?(?:[{_weekdays}]曜|最終|第))", (t.EVERY,)),
        (r"平日|営業日", (t.WORKDAY,)),
        (r"週末", (t.WEEKEND,)),
        (r"(?:月末|末日|最終日|最後の日)", (t.LAST, t.DAY)),
        (r"最終|最後の", (t.LAST,)),
        (rf"第(?:\d|[{_numerals}])", _nth),
        (r"その月の|月の", (t.OF_MONTH,)),
        (r"\d{4}年", lambda text: (t.Token(t.Kind.YEAR, t.numbers(text)[0]),)),
        (r"\d{1,2}月", lambda text: (t.Token(t.Kind.MONTH, t.numbers(text)[0]),)),
        (r"\d{1,2}日", t.ordinal),
        (r"\d{1,2}\s?時(?!間)(?:半|\s?\d{1,2}分)?", _hour),
        (r"正午", (t.NOON,)),
        (r"真夜中|深夜0時", (t.MIDNIGHT,)),
        (r"午前|朝", (t.MORNING,)),
        (r"午後", (t.AFTERNOON,)),
        (r"夕方", (t.EVENING,)),
        (r"夜|晩", (t.NIGHT,)),
        (r"明後日|あさって", (t.Token(t.Kind.DAY, 2),)),
        (r"今日|本日", (t.Token(t.Kind.DAY, 0),)),
        (r"明日|あした", (t.Token(t.Kind.DAY, 1),)),
        (r"昨日", (t.Token(t.Kind.DAY, -1),)),
        (r"来週", (t.NEXT, t.WEEK)),
        (r"今週", (t.THIS, t.WEEK)),
        (r"来月", (t.NEXT, t.MONTH)),
        (r"次の", (t.NEXT,)),
        (r"開始|から", (t.STARTING,)),
        (r"終了|まで", (t.UNTIL,)),
        (rf"[{_weekdays}]曜日?|[{_weekdays}]{{1,7}}", _weekday),
        (r"の|に|は|と", t.FILLER),
    ],
    rewrites=[(rf"({_day})\s?(から|まで)", r" \2 \1 ")],
    spaced=False,
    month_first=True,
)
