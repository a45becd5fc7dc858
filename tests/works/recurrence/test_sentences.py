"""Rules in words, in both languages."""

import re
from datetime import date

import pytest
from django.utils.translation import deactivate_all, override
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.works.recurrence.rules import START, accepted, examples, first_days, parts, starts, text_of, texts
from tests.works.recurrence.said import SENTENCES
from works.recurrence.rule import Rule
from works.recurrence.sentences import describe

LANGUAGES = ("en", "ko")
HANGUL = re.compile("[가-힣]")

# Rules that differ in one part, and in their days.
APART = [
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
    @pytest.mark.parametrize(("text", "english"), [(text, english) for text, (english, _) in SENTENCES.items()])
    def test_speaks_english(self, text, english):
        assert sentence(text) == english

    @pytest.mark.parametrize(("text", "korean"), [(text, korean) for text, (_, korean) in SENTENCES.items()])
    def test_speaks_korean(self, text, korean):
        assert sentence(text, language="ko") == korean

    @pytest.mark.parametrize(("language", "said"), [("fr", "every day"), ("ko-kr", "매일"), ("en-gb", "every day")])
    def test_speaks_english_to_others(self, language, said):
        assert sentence("FREQ=DAILY", language=language) == said

    def test_speaks_english_where_no_language_is_active(self):
        with override("ko"):
            deactivate_all()

            assert describe(Rule.parse("FREQ=DAILY"), START) == "every day"

    @pytest.mark.parametrize(
        ("starts_on", "text", "said"),
        [
            (date(2026, 1, 31), "FREQ=MONTHLY", "every month on the 31st, skipping months without it"),
            (date(2026, 9, 4), "FREQ=WEEKLY", "every week on Friday"),
            (date(2028, 2, 29), "FREQ=YEARLY", "every year on 29 February, skipping years without it"),
            (date(2026, 1, 30), "FREQ=YEARLY;BYMONTH=1,3", "every year on the 30th of January and March"),
        ],
    )
    def test_takes_from_the_first_day_what_the_rule_leaves_open(self, starts_on, text, said):
        assert sentence(text, starts_on) == said

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("apart", APART)
    def test_tells_apart(self, language, apart):
        assert len({sentence(text, language=language) for text in apart}) == len(apart)

    @given(text=texts(), starts_on=starts())
    @examples(300)
    def test_finds_words_for_every_rule(self, text, starts_on):
        english, korean = sentence(text, starts_on), sentence(text, starts_on, "ko")

        assert english.startswith("every ")
        assert not HANGUL.search(english)
        assert HANGUL.search(korean)
        assert not re.search("[A-Za-z]", korean)
        for said in (english, korean):
            assert not re.search(r"None|\(|  |, ,|,,|: ,|[,.:]$|\bthe the\b", said)

    @given(found=parts(), others=parts(), starts_on=starts(), data=st.data(), language=st.sampled_from(LANGUAGES))
    @examples(250)
    def test_says_the_same_only_of_the_same_days(self, found, others, starts_on, data, language):
        """One part is taken from another rule, or left out; where that goes unsaid, it changes no day."""
        name = data.draw(st.sampled_from(sorted({*found, *others} - {"FREQ"}) or ["COUNT"]))
        changed = {part: value for part, value in found.items() if part != name}
        changed |= {name: others[name]} if name in others else {}
        first, second = text_of(found.items()), text_of(changed.items())
        assume(accepted(first, starts_on) and accepted(second, starts_on))

        is_same = sentence(first, starts_on, language) == sentence(second, starts_on, language)

        assert not is_same or first_days(40, first, starts_on) == first_days(40, second, starts_on)
