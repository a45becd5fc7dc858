"""Sentences: one table in both languages, and properties of the sentences of any rule."""

import re
from datetime import date

import pytest
from django.utils.translation import deactivate_all, override
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.works.recurrence.rules import START, accepted, examples, first_days, parts, starts, text_of, texts
from tests.works.recurrence.sentences_table import SENTENCES
from works.recurrence.rule import Rule
from works.recurrence.sentences import describe

LANGUAGES = ("en", "ko")
HANGUL = re.compile("[가-힣]")

# Rules that differ in one part, and in their days.
DIFFERENT = [
    ["FREQ=MONTHLY;BYMONTHDAY=1", "FREQ=MONTHLY;BYMONTHDAY=2", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYDAY=1MO"],
    ["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", "FREQ=DAILY;INTERVAL=2", "FREQ=DAILY;COUNT=2"],
    ["FREQ=DAILY;UNTIL=20261230", "FREQ=DAILY;UNTIL=20261130", "FREQ=DAILY;UNTIL=20271230", "FREQ=DAILY;COUNT=20"],
    ["FREQ=YEARLY;BYWEEKNO=20", "FREQ=YEARLY;BYYEARDAY=20", "FREQ=YEARLY;BYMONTHDAY=20", "FREQ=YEARLY;BYDAY=20MO"],
    [f"FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,SA,SU;WKST={code}" for code in ("MO", "SU", "SA", "TH")],
    [f"FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS={n}" for n in ("1", "2", "-1", "1,2", "1,-1")] + ["FREQ=MONTHLY;BYDAY=MO,TU"],
]


def sentence(text, starts_on=START, language="en"):
    with override(language):
        return describe(Rule.parse(text), starts_on)


class TestDescribe:
    @pytest.mark.parametrize(("place", "language"), [*enumerate(LANGUAGES)])
    def test_agrees_with_the_table(self, place, language):
        found = {text: sentence(text, language=language) for text in SENTENCES}

        assert found == {text: both[place] for text, both in SENTENCES.items()}

    def test_has_one_term_for_monday_to_friday_and_one_style_of_numbers(self):
        for english, korean in SENTENCES.values():
            assert not re.search(r"working day|\b(first|second|third|fourth|fifth)\b|\beach\b", english)
            assert not re.search(r"(?<!~)\b[1-5]번째", korean)

    @pytest.mark.parametrize(("language", "expected"), [("fr", "every day"), ("ko-kr", "매일"), ("en-gb", "every day")])
    def test_is_in_english_for_other_languages(self, language, expected):
        assert sentence("FREQ=DAILY", language=language) == expected

    def test_is_in_english_where_no_language_is_active(self):
        with override("ko"):
            deactivate_all()

            assert describe(Rule.parse("FREQ=DAILY"), START) == "every day"

    @pytest.mark.parametrize(
        ("starts_on", "text", "expected"),
        [
            (date(2026, 1, 31), "FREQ=MONTHLY", "every month on the 31st, skipping months without one"),
            (date(2026, 9, 4), "FREQ=WEEKLY", "every Friday"),
            (date(2028, 2, 29), "FREQ=YEARLY", "every year on 29 February, in leap years only"),
            (date(2026, 1, 30), "FREQ=YEARLY;BYMONTH=1,3", "every year on the 30th of January and March"),
            (date(2026, 9, 4), "FREQ=WEEKLY;BYDAY=MO;COUNT=1", "once, on 7 September 2026"),
        ],
    )
    def test_includes_what_the_first_day_decides(self, starts_on, text, expected):
        assert sentence(text, starts_on) == expected

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("different", DIFFERENT)
    def test_differs_where_the_days_differ(self, language, different):
        assert len({sentence(text, language=language) for text in different}) == len(different)

    @given(text=texts(), starts_on=starts())
    @examples(120)
    def test_has_words_for_every_rule(self, text, starts_on):
        english, korean = sentence(text, starts_on), sentence(text, starts_on, "ko")

        assert re.match("every |once, on ", english)
        assert not HANGUL.search(english)
        assert HANGUL.search(korean)
        assert not re.search("[A-Za-z]", korean)
        for found in (english, korean):
            assert not re.search(r"None|\(|  |, ,|,,|: ,|[,.:]$|\bthe the\b", found)

    @given(found=parts(), others=parts(), starts_on=starts(), data=st.data(), language=st.sampled_from(LANGUAGES))
    @examples(150)
    def test_is_the_same_only_for_the_same_days(self, found, others, starts_on, data, language):
        """Replace or remove one part: if the sentence stays the same, the days do."""
        name = data.draw(st.sampled_from(sorted({*found, *others} - {"FREQ"}) or ["COUNT"]))
        changed = {part: value for part, value in found.items() if part != name}
        changed |= {name: others[name]} if name in others else {}
        first, second = text_of(found.items()), text_of(changed.items())
        assume(accepted(first, starts_on) and accepted(second, starts_on))

        is_same = sentence(first, starts_on, language) == sentence(second, starts_on, language)

        assert not is_same or first_days(40, first, starts_on) == first_days(40, second, starts_on)
