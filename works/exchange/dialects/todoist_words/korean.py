"""The Korean words of Todoist's dates."""

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
)  # fmt: skip
from works.quick_add.korean_words import COUNTS, ORDINAL, SPANS, UNITS, WEEKDAY_LIST, WEEKDAYS, nth_of, weekdays_of

_count = rf"(?:\d{{1,3}}|{'|'.join(COUNTS)})"
_unit = r"(?:일|주일?|개월|달|년|시간|분기?)"
_units = {**UNITS, "시간": "hour", "분": "minute", "분기": "quarter"}
_day = r"(?:(?:\d{4}년\s?)?\d{1,2}월\s?\d{1,2}일|\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}일|오늘|내일|모레|(?:다음\s?주\s?)?[월화수목금토일]요일)"


def _amount(text: str) -> Tokens:
    """Return the number and the unit of `3일`, `두 주`."""
    word = text.replace(" ", "")
    unit = next(name for name in sorted(_units, key=len, reverse=True) if word.endswith(name))
    count = word.removesuffix(unit)
    number = int(count) if count.isdigit() else COUNTS[count]
    return Token(Kind.NUMBER, number), Token(Kind.UNIT, _units[unit])


def _every(text: str) -> Tokens:
    """Return `3일마다`, `매 3일`, `매! 3일`."""
    first = FROM_COMPLETION if "!" in text else EVERY
    return first, *_amount(text.replace("마다", "").replace("에 한 번", "").replace("!", "").removeprefix("매").strip())


def _span(text: str) -> Tokens:
    """Return `이틀마다`, `일주일마다`."""
    name = text.replace("마다", "").replace("!", "").strip()
    first = FROM_COMPLETION if "!" in text else EVERY
    return (first, WEEK) if name == "일주일" else (first, Token(Kind.NUMBER, SPANS[name]), DAY)


def _hour(text: str) -> Tokens | None:
    """Return `3시`, `3시 반`, `3시 30분`."""
    hour, minute = [*numbers(text), 30 if "반" in text else 0][:2]
    return (Token(Kind.HOUR, time(hour, minute)),) if hour < 24 and minute < 60 else None


def _weekdays(text: str) -> Tokens:
    return tuple(Token(Kind.WEEKDAY, number) for number in weekdays_of(text))


KOREAN = Language(
    [
        (r"날짜\s?없음|기한\s?없음", (NO_DATE,)),
        (rf"{_count}\s?{_unit}\s?(?:마다|에 한 번)!?", _every),
        (rf"(?:일주일|{'|'.join(SPANS)})\s?마다!?", _span),
        (r"완료\s?(?:후|뒤)", (FROM_COMPLETION,)),
        (
            rf"{_count}\s?(?:일|주일?|개월|달|년)\s?(?:동안|간)",
            lambda text: (FOR, *_amount(text.rstrip("동안간").strip())),
        ),
        (rf"{_count}\s?(?:일|주일?|개월|달|년)\s?(?:뒤|후)", lambda text: (IN, *_amount(text.rstrip("뒤후").strip()))),
        (r"매일(?:마다)?!|날마다!", (FROM_COMPLETION, DAY)),
        (r"매일(?:마다)?|날마다", (EVERY, DAY)),
        (r"격일(?:로)?", (EVERY, OTHER, DAY)),
        (r"매주!", (FROM_COMPLETION, WEEK)),
        (r"격주(?:로)?", (EVERY, OTHER, WEEK)),
        (r"매주(?:마다)?", (EVERY, WEEK)),
        (r"(?:매월|매달)!", (FROM_COMPLETION, MONTH)),
        (r"매월|매달|달마다", (EVERY, MONTH)),
        (r"격월(?:로)?", (EVERY, OTHER, MONTH)),
        (r"매\s?분기(?:마다)?|분기마다", (EVERY, QUARTER)),
        (r"매년|해마다|매해", (EVERY, YEAR)),
        (r"매\s?시간(?:마다)?", (EVERY, HOUR)),
        (rf"매\s?!?\s?{_count}\s?{_unit}", _every),
        (r"매\s?!", (FROM_COMPLETION,)),
        (r"매(?=\s?(?:평일|주말|아침|저녁|오후|오전|밤|다른))", (EVERY,)),
        (r"마다!", (FROM_COMPLETION,)),
        (r"마다", (EVERY,)),
        (r"평일|근무일|주중", (WORKDAY,)),
        (r"주말", (WEEKEND,)),
        (r"(?:마지막\s?날|말일|월말)", (LAST, DAY)),
        (
            rf"{ORDINAL}(?=(?:\s?[,·과와]\s?{ORDINAL})*\s?(?:[{WEEKDAYS}]요일|평일|근무일))",
            lambda text: (Token(Kind.ORDINAL, nth_of(text)),),
        ),
        (r"\d{4}년", lambda text: (Token(Kind.YEAR, numbers(text)[0]),)),
        (r"\d{1,2}월", lambda text: (Token(Kind.MONTH, numbers(text)[0]),)),
        (r"\d{1,2}일", ordinal),
        (r"\d{1,2}\s?시(?!간)(?:\s?반|\s?\d{1,2}\s?분)?", _hour),
        (r"정오", (NOON,)),
        (r"자정", (MIDNIGHT,)),
        (r"오전|아침|새벽", (MORNING,)),
        (r"오후|낮", (AFTERNOON,)),
        (r"저녁", (EVENING,)),
        (r"오늘\s?밤", (Token(Kind.DAY, 0), NIGHT)),
        (r"밤", (NIGHT,)),
        (r"오늘", (Token(Kind.DAY, 0),)),
        (r"내일\s?모레|모레", (Token(Kind.DAY, 2),)),
        (r"내일", (Token(Kind.DAY, 1),)),
        (r"어제", (Token(Kind.DAY, -1),)),
        (r"다음\s?주", (NEXT, WEEK)),
        (r"이번\s?주", (THIS, WEEK)),
        (r"다음\s?달", (NEXT, MONTH)),
        (r"다음", (NEXT,)),
        (r"이번", (THIS,)),
        (r"시작:?|부터", (STARTING,)),
        (r"종료:?|까지", (UNTIL,)),
        (WEEKDAY_LIST, _weekdays),
        (r"에는?|은|는|의|과|와|하고|및|날|로", FILLER),
    ],
    rewrites=[(rf"({_day})\s?(부터|까지)", r" \2 \1 ")],
    spaced=False,
    month_first=True,
)
