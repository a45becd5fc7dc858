from datetime import date

import pytest
from django.utils.translation import override

from tests.works.quick_add.phrases import reading_of
from works.quick_add.words import in_words

TODAY = date(2026, 11, 27)


class TestInWords:
    @pytest.mark.parametrize(
        ("text", "english", "korean"),
        [
            ("Dig", "", ""),
            ("Dig by Friday 3pm", "due Fri 4 Dec, 15:00", "12월 4일(금) 15:00까지"),
            ("Dig tomorrow", "on Sat 28 Nov", "11월 28일(토)"),
            ("Dig from Monday", "from Mon 30 Nov", "11월 30일(월)부터"),
            (
                "Dig from Monday to 3 Jan",
                "from Mon 30 Nov until Sun 3 Jan 2027",
                "11월 30일(월)부터 2027년 1월 3일(일)까지",
            ),
            (
                "Dig every Monday at 9am",
                "every Monday, first on Mon 30 Nov, 09:00",
                "매주 월요일, 첫날 11월 30일(월) 09:00",
            ),
            (
                "Dig #a/b @c !1 // d",
                "a › b · @c · Urgent priority · with a note",
                "a › b · @c · 우선순위 긴급 · 메모 있음",
            ),
        ],
    )
    def test_says_what_was_read(self, text, english, korean):
        for language, words in (("en", english), ("ko", korean)):
            with override(language):
                assert " · ".join(in_words(reading_of(text), today=TODAY)) == words
