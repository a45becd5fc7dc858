"""The Korean words of Todoist's dates."""

from __future__ import annotations

from datetime import time

from works.exchange.dialects.todoist_words import tokens as t
from works.quick_add.korean_words import COUNTS, ORDINAL, SPANS, UNITS, WEEKDAY_LIST, WEEKDAYS, nth_of, weekdays_of

_count = rf"(?:\d{{1,3}}|{'|'.join(COUNTS)})"
_unit = r"(?:일|주일?|개월|달|년|시간|분기?)"
_units = {**UNITS, "시간": "hour", "분": "minute", "분기": "quarter"}
_day = r"(?:(?:\d{4}년\s?)?\d{1,2}월\s?\d{1,2}일|\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}일|오늘|내일|모레|(?:다음\s?주\s?)?[월화수목금토일]요일)"


def _amount(text: str) -> t.Tokens:
    """Return the number and the unit of `3일`, `두 주`."""
    word = text.replace(" ", "")
    unit = next(name for name in sorted(_units, key=len, reverse=True) if word.endswith(name))
    count = word.removesuffix(unit)
    number = int(count) if count.isdigit() else COUNTS[count]
    return t.Token(t.Kind.NUMBER, number), t.Token(t.Kind.UNIT, _units[unit])


def _every(text: str) -> t.Tokens:
    """Return `3일마다`, `매 3일`, `매! 3일`."""
    first = t.FROM_COMPLETION if "!" in text else t.EVERY
    return first, *_amount(text.replace("마다", "").replace("에 한 번", "").replace("!", "").removeprefix("매").strip())


def _span(text: str) -> t.Tokens:
    """Return `이틀마다`, `일주일마다`."""
    name = text.replace("마다", "").replace("!", "").strip()
    first = t.FROM_COMPLETION if "!" in text else t.EVERY
    return (first, t.WEEK) if name == "일주일" else (first, t.Token(t.Kind.NUMBER, SPANS[name]), t.DAY)


def _hour(text: str) -> t.Tokens | None:
    """Return `3시`, `3시 반`, `3시 30분`."""
    hour, minute = [*t.numbers(text), 30 if "반" in text else 0][:2]
    return (t.Token(t.Kind.HOUR, time(hour, minute)),) if hour < 24 and minute < 60 else None


def _weekdays(text: str) -> t.Tokens:
    return tuple(t.Token(t.Kind.WEEKDAY, number) for number in weekdays_of(text))


KOREAN = t.Language(
    [
        (r"날짜\s?없음|기한\s?없음", (t.NO_DATE,)),
        (rf"{_count}\s?{_unit}\s?(?:마다|에 한 번)!?", _every),
        (rf"(?:일주일|{'|'.join(SPANS)})\s?마다!?", _span),
        (r"완료\s?(?:후|뒤)", (t.FROM_COMPLETION,)),
        (
            rf"{_count}\s?(?:일|주일?|개월|달|년)\s?(?:동안|간)",
            lambda text: (t.FOR, *_amount(text.rstrip("동안간").strip())),
        ),
        (
            rf"{_count}\s?(?:일|주일?|개월|달|년)\s?(?:뒤|후)",
            lambda text: (t.IN, *_amount(text.rstrip("뒤후").strip())),
        ),
        (r"매일(?:마다)?!|날마다!", (t.FROM_COMPLETION, t.DAY)),
        (r"매일(?:마다)?|날마다", (t.EVERY, t.DAY)),
        (r"격일(?:로)?", (t.EVERY, t.OTHER, t.DAY)),
        (r"매주!", (t.FROM_COMPLETION, t.WEEK)),
        (r"격주(?:로)?", (t.EVERY, t.OTHER, t.WEEK)),
        (r"매주(?:마다)?", (t.EVERY, t.WEEK)),
        (r"(?:매월|매달)!", (t.FROM_COMPLETION, t.MONTH)),
        (r"매월|매달|달마다", (t.EVERY, t.MONTH)),
        (r"격월(?:로)?", (t.EVERY, t.OTHER, t.MONTH)),
        (r"매\s?분기(?:마다)?|분기마다", (t.EVERY, t.QUARTER)),
        (r"매년|해마다|매해", (t.EVERY, t.YEAR)),
        (r"매\s?시간(?:마다)?", (t.EVERY, t.HOUR)),
        (rf"매\s?!?\s?{_count}\s?{_unit}", _every),
        (r"매\s?!", (t.FROM_COMPLETION,)),
        (r"매(?=\s?(?:평일|주말|아침|저녁|오후|오전|밤|다른))", (t.EVERY,)),
        (r"마다!", (t.FROM_COMPLETION,)),
        (r"마다", (t.EVERY,)),
        (r"평일|근무일|주중", (t.WORKDAY,)),
        (r"주말", (t.WEEKEND,)),
        (r"(?:마지막\s?날|말일|월말)", (t.LAST, t.DAY)),
        (
            rf"{ORDINAL}(?=(?:\s?[,·과와]\s?{ORDINAL})*\s?(?:[{WEEKDAYS}]요일|평일|근무일))",
            lambda text: (t.Token(t.Kind.ORDINAL, nth_of(text)),),
        ),
        (r"\d{4}년", lambda text: (t.Token(t.Kind.YEAR, t.numbers(text)[0]),)),
        (r"\d{1,2}월", lambda text: (t.Token(t.Kind.MONTH, t.numbers(text)[0]),)),
        (r"\d{1,2}일", t.ordinal),
        (r"\d{1,2}\s?시(?!간)(?:\s?반|\s?\d{1,2}\s?분)?", _hour),
        (r"정오", (t.NOON,)),
        (r"자정", (t.MIDNIGHT,)),
        (r"오전|아침|새벽", (t.MORNING,)),
        (r"오후|낮", (t.AFTERNOON,)),
        (r"저녁", (t.EVENING,)),
        (r"오늘\s?밤", (t.Token(t.Kind.DAY, 0), t.NIGHT)),
        (r"밤", (t.NIGHT,)),
        (r"오늘", (t.Token(t.Kind.DAY, 0),)),
        (r"내일\s?모레|모레", (t.Token(t.Kind.DAY, 2),)),
        (r"내일", (t.Token(t.Kind.DAY, 1),)),
        (r"어제", (t.Token(t.Kind.DAY, -1),)),
        (r"다음\s?주", (t.NEXT, t.WEEK)),
        (r"이번\s?주", (t.THIS, t.WEEK)),
        (r"다음\s?달", (t.NEXT, t.MONTH)),
        (r"다음", (t.NEXT,)),
        (r"이번", (t.THIS,)),
        (r"시작:?|부터", (t.STARTING,)),
        (r"종료:?|까지", (t.UNTIL,)),
        (WEEKDAY_LIST, _weekdays),
        (r"에는?|은|는|의|과|와|하고|및|날|로", t.FILLER),
    ],
    rewrites=[(rf"({_day})\s?(부터|까지)", r" \2 \1 ")],
    spaced=False,
    month_first=True,
)
