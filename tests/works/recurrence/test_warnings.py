"""Warnings: short months, leap years, rare days, and a start that is not a day of the rule."""

from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.works.recurrence.rules import START, accepted, examples, starts, texts
from works.recurrence.repeats import Repeats, to_rule
from works.recurrence.rule import Rule
from works.recurrence.sentences import warnings

WITHOUT_31ST = "February, April, June, September and November"
SKIPPED = "the rule skips it there."
SKIPPED_SIMPLY = "the rule skips it there. It can use the last day of the month instead."

NONE = [
    (START, "FREQ=DAILY"),
    (START, "FREQ=WEEKLY;BYDAY=WE,FR"),
    (START, "FREQ=MONTHLY"),
    (date(2026, 1, 28), "FREQ=MONTHLY;BYMONTHDAY=28"),
    (date(2026, 1, 31), "FREQ=MONTHLY;BYMONTHDAY=-1"),
    # These never reach a month without a 31st.
    (date(2026, 1, 31), "FREQ=MONTHLY;INTERVAL=12"),
    (date(2026, 1, 31), "FREQ=MONTHLY;BYMONTH=1,3"),
    (date(2026, 1, 31), "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
    (date(2026, 1, 31), "FREQ=YEARLY"),
    (date(2026, 1, 30), "FREQ=MONTHLY;BYDAY=-1FR"),
    (date(2026, 1, 30), "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
    (date(2026, 9, 7), "FREQ=YEARLY;BYDAY=1MO;BYMONTH=9"),
    # February has the first two.
    (date(2026, 1, 31), "FREQ=MONTHLY;BYMONTHDAY=27,28,29,30,31;BYSETPOS=-1"),
    # The rule is over before it begins: check() refuses it.
    (START, "FREQ=DAILY;UNTIL=20260901"),
]
SOME = [
    (date(2026, 1, 31), "FREQ=MONTHLY;BYMONTHDAY=31", [f"There is no 31st in {WITHOUT_31ST}: {SKIPPED_SIMPLY}"]),
    (date(2026, 1, 31), "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=31", [f"There is no 31st in April: {SKIPPED_SIMPLY}"]),
    (date(2026, 1, 15), "FREQ=MONTHLY;BYMONTHDAY=15,30", [f"There is no 30th in February: {SKIPPED}"]),
    (date(2026, 3, 31), "FREQ=DAILY;BYMONTHDAY=31;BYMONTH=3,4", [f"There is no 31st in April: {SKIPPED}"]),
    (
        date(2026, 1, 29),
        "FREQ=YEARLY;BYMONTHDAY=29,30",
        [f"There is no 29th in February outside leap years: {SKIPPED}", f"There is no 30th in February: {SKIPPED}"],
    ),
    (
        START,
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        [
            "2 September 2026 is not a day of this rule. The first day is 29 February 2028.",
            f"There is no 29th in February outside leap years: {SKIPPED}",
        ],
    ),
    (date(2026, 1, 30), "FREQ=YEARLY;INTERVAL=12;BYMONTHDAY=30", [f"There is no 30th in February: {SKIPPED}"]),
    (date(2026, 1, 2), "FREQ=MONTHLY;BYMONTHDAY=-30", [f"There is no 30th-to-last day in February: {SKIPPED}"]),
    (date(2026, 7, 31), "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=31", [f"There is no 31st in {WITHOUT_31ST}: {SKIPPED}"]),
    (START, "FREQ=WEEKLY;BYDAY=MO", ["2 September 2026 is not a day of this rule. The first day is 7 September 2026."]),
    (
        date(2027, 2, 28),
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1",
        ["Years without a 29 February use the 28th."],
    ),
    (
        date(2026, 3, 31),
        "FREQ=MONTHLY;BYMONTH=2,3;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
        ["Months without a 31st use their last day."],
    ),
    (
        date(2026, 1, 2),
        "FREQ=MONTHLY;BYDAY=5FR,-5FR",
        [
            "Only four or five months of a year have a 5th Friday: the others are skipped. "
            "BYDAY=-1FR is the last one of every month."
        ],
    ),
    (
        date(2026, 12, 31),
        "FREQ=YEARLY;BYDAY=53TH",
        ["Only about one year in six has a 53rd Thursday: the others are skipped."],
    ),
    (
        date(2026, 12, 28),
        "FREQ=YEARLY;BYWEEKNO=20,53;BYDAY=MO",
        ["Only about one year in six has a week 53: the others are skipped."],
    ),
    (
        date(2025, 12, 29),
        "FREQ=YEARLY;BYWEEKNO=-53",
        ["Only about one year in six has a week 53: the others are skipped."],
    ),
    (
        date(2028, 1, 1),
        "FREQ=YEARLY;BYYEARDAY=-366,366",
        ["Only leap years have a day 366: other years are skipped."],
    ),
]
SIMPLE = [
    (31, None, "Months without a 31st use their last day; they can be skipped instead."),
    (30, None, "Months without a 30th use their last day; they can be skipped instead."),
    (29, None, "Months without a 29th use their last day; they can be skipped instead."),
    (31, "skip", f"There is no 31st in {WITHOUT_31ST}: {SKIPPED_SIMPLY}"),
    (30, "skip", f"There is no 30th in February: {SKIPPED_SIMPLY}"),
    (29, "skip", f"There is no 29th in February outside leap years: {SKIPPED_SIMPLY}"),
]


def warned(text, starts_on):
    return warnings(Rule.parse(text), starts_on)


def days_of(year):
    return [date.fromordinal(day) for day in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())]


class TestWarnings:
    def test_are_none_where_nothing_is_unexpected(self):
        assert [found for starts_on, text in NONE if (found := warned(text, starts_on))] == []

    @pytest.mark.parametrize(("starts_on", "text", "expected"), SOME)
    def test_name_each_thing_once(self, starts_on, text, expected):
        assert warned(text, starts_on) == expected

    @pytest.mark.parametrize(("day", "month_end", "expected"), SIMPLE)
    def test_offer_the_other_month_end_in_the_simple_form(self, day, month_end, expected):
        rule = to_rule(Repeats("MONTHLY", month_end=month_end), starts_on=date(2026, 1, day), week_start="MO")

        assert warnings(rule, date(2026, 1, day)) == [expected]

    @pytest.mark.parametrize(
        ("month_end", "expected"),
        [
            ("clamp", "Years without a 29 February use the 28th; they can be skipped instead."),
            ("skip", "Only leap years have a 29 February. Other years are skipped; they can use the 28th instead."),
        ],
    )
    def test_offer_the_other_meaning_of_29_february(self, month_end, expected):
        rule = to_rule(Repeats("YEARLY", month_end=month_end), starts_on=date(2028, 2, 29), week_start="MO")

        assert warnings(rule, date(2028, 2, 29)) == [expected]

    def test_are_right_about_how_rare_days_are(self):
        years = range(2000, 2400)

        mondays = [sum(day.weekday() == 0 for day in days_of(year)) for year in years]
        fifths = [sum(day.weekday() == 0 and day.day > 28 for day in days_of(year)) for year in years]
        weeks = [date(year, 12, 28).isocalendar().week for year in years]

        assert set(fifths) == {4, 5}
        assert 5.5 < 400 / mondays.count(53) < 6.5
        assert 5.5 < 400 / weeks.count(53) < 6.5

    def test_write_days_as_the_language_does(self):
        with override("ko"):
            (start, lacking) = warned("FREQ=MONTHLY;BYMONTHDAY=31", START)

        assert "2026년 9월 2일" in start
        assert "2026년 10월 31일" in start
        assert "2·4·6·9·11월" in lacking

    @given(text=texts(), starts_on=starts(), language=st.sampled_from(["en", "ko"]))
    @examples(60)
    def test_are_whole_sentences_for_any_rule(self, text, starts_on, language):
        assume(accepted(text, starts_on))

        with override(language):
            found = warned(text, starts_on)

        assert len(found) == len(set(found))
        for warning in found:
            assert warning.endswith(".")
            # No name of a field, such as month_end.
            assert not {"{", "_"} & set(warning)
