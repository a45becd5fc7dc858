"""Korean words for numbers, weekdays and days, as tables and as parts of patterns."""

from __future__ import annotations

import re

WEEKDAYS = "월화수목금토일"
HOURS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열한": 11, "열두": 12, "열": 10}  # fmt: skip
COUNTS = {"한": 1, "두": 2, "세": 3, "석": 3, "네": 4, "넉": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}  # fmt: skip
# Numbers of days that have a name of their own.
SPANS = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "여드레": 8, "아흐레": 9, "열흘": 10, "보름": 15}  # fmt: skip
ORDINALS = {"첫": 1, "첫째": 1, "둘째": 2, "두": 2, "셋째": 3, "세": 3, "넷째": 4, "네": 4, "다섯째": 5, "다섯": 5, "마지막": -1}  # fmt: skip
UNITS = {"일": "day", "주": "week", "주일": "week", "달": "month", "개월": "month", "년": "year", "해": "year"}

# `내일의` and `금요일날씨` are other words; a time may follow without a space.
LEFT = r"(?<![\w#@/.:])"
RIGHT = r"(?!\w|[./:]\w)"
TIME_FOLLOWS = r"(?=오전|오후|아침|점심|저녁|밤|새벽|낮|정오|자정|\d{1,2}시|\d{1,2}:\d\d)"

WEEKDAY = rf"[{WEEKDAYS}]요일"
# `월·수`, `월요일과 목요일`, `월수금`
WEEKDAY_LIST = (
    rf"(?:[{WEEKDAYS}](?:요일)?\s?[~-]\s?[{WEEKDAYS}](?:요일)?|[{WEEKDAYS}](?:요일)?(?:\s?[,·・/&]\s?|(?:와|과|하고|이랑|랑)\s?|\s(?:및)\s|(?<=요일)\s)[{WEEKDAYS}](?:요일)?"
    rf"(?:(?:\s?[,·・/&]\s?|(?:와|과|하고|이랑|랑)\s?|\s(?:및)\s|(?<=요일)\s)[{WEEKDAYS}](?:요일)?){{0,5}}|[{WEEKDAYS}]{{1,7}}(?:요일)?)"
)
COUNT = rf"(?:\d{{1,3}}|{'|'.join(COUNTS)})"
ORDINAL = r"(?:첫|첫째|둘째|두|셋째|세|넷째|네|다섯째|다섯|마지막)(?:\s?번째)?(?:\s?주)?"


def weekdays_of(text: str) -> list[int]:
    """Return [0, 2] for `월·수`, `월요일과 수요일` and `월수`; [0, …, 4] for `월~금`."""
    if re.search("[~-]", text):
        first, last = (
            WEEKDAYS.index(letter)
            for letter in (text[0], re.sub("[^월화수목금토일]", "", text.replace("요일", ""))[-1])
        )
        return [number % 7 for number in range(first, first + (last - first) % 7 + 1)]
    return [WEEKDAYS.index(letter) for letter in text.replace("요일", "") if letter in WEEKDAYS]


def count_of(word: str) -> int:
    """Return 3 for `3` and `세`."""
    return int(word) if word.isdigit() else COUNTS[word]


def nth_of(word: str) -> int:
    """Return 1 for `첫째`, `첫 번째`, `첫 주`; -1 for `마지막`."""
    return ORDINALS[re.sub(r"\s?번째|\s?주\Z", "", word).strip()]
