"""What is warned of: short months, leap years, rare days, and a start that is not a day of the rule."""

from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.works.recurrence.rules import START, accepted, examples, starts, texts
from works.recurrence.repeats import Repeats, to_rule
from works.recurrence.rule import Rule
from works.recurrence.sentences import warnings


def warned(text, starts_on=START):
    return warnings(Rule.parse(text), starts_on)


def days_of(year):
    return [date.fromordinal(day) for day in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())]


class TestWarnings:
    @pytest.mark.parametrize(
        ("starts_on", "text"),
        [
            (START, "FREQ=DAILY"),
            (START, "FREQ=WEEKLY;BYDAY=WE,FR"),
            (START, "FREQ=MONTHLY"),
            (date(2026, 1, 28), "FREQ=MONTHLY;BYMONTHDAY=28"),
            (date(2026, 1, 31), "FREQ=MONTHLY;BYMONTHDAY=-1"),
            # They never come to a month without a 31st.
            (date(2026, 1, 31), "FREQ=MONTHLY;INTERVAL=12"),
            (date(2026, 1, 31), "FREQ=MONTHLY;BYMONTH=1,3"),
            (date(2026, 1, 31), "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
            (date(2026, 1, 31), "FREQ=YEARLY"),
            (date(2026, 1, 30), "FREQ=MONTHLY;BYDAY=-1FR"),
            (date(2026, 1, 30), "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
            (date(2026, 9, 7), "FREQ=YEARLY;BYDAY=1MO;BYMONTH=9"),
            # February has the first two.
            (date(2026, 1, 31), "FREQ=MONTHLY;BYMONTHDAY=27,28,29,30,31;BYSETPOS=-1"),
        ],
    )
    def test_are_silent_where_nothing_surprises(self, starts_on, text):
        assert warned(text, starts_on) == []

    @pytest.mark.parametrize(
        ("text", "months"),
        [
            ("FREQ=MONTHLY;BYMONTHDAY=31", "February, April, June, September and November"),
            ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=31", "April"),
            ("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=31", "September and November"),
        ],
    )
    def test_name_the_months_that_are_skipped(self, text, months):
        assert warned(text, date(2026, 1, 31)) == [
            f"There is no 31st in {months}: it is left out there (month_end: skip). "
            "With month_end: clamp it would be the last day of the month."
        ]

    @pytest.mark.parametrize(
        ("text", "starts_on", "said"),
        [
            (
                "FREQ=MONTHLY;BYMONTHDAY=15,30",
                date(2026, 1, 15),
                ["There is no 30th in February: it is left out there."],
            ),
            (
                "FREQ=DAILY;BYMONTHDAY=31;BYMONTH=3,4",
                date(2026, 3, 31),
                ["There is no 31st in April: it is left out there."],
            ),
            (
                "FREQ=YEARLY;BYMONTHDAY=29,30",
                date(2026, 1, 29),
                [
                    "There is no 29th in February outside leap years: it is left out there.",
                    "There is no 30th in February: it is left out there.",
                ],
            ),
            (
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
                START,
                [
                    "2 Sep 2026 is not itself a day of this rule: the first day is 29 Feb 2028.",
                    "There is no 29th in February outside leap years: it is left out there.",
                ],
            ),
            (
                "FREQ=YEARLY;INTERVAL=12;BYMONTHDAY=30",
                date(2026, 1, 30),
                ["There is no 30th in February: it is left out there."],
            ),
            (
                "FREQ=MONTHLY;BYMONTHDAY=-30",
                date(2026, 1, 2),
                ["There is no 30th to last day in February: it is left out there."],
            ),
            (
                "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=31",
                date(2026, 7, 31),
                ["There is no 31st in February, April, June, September and November: it is left out there."],
            ),
        ],
    )
    def test_advise_month_end_only_where_it_can_be_said(self, text, starts_on, said):
        assert warned(text, starts_on) == said

    @pytest.mark.parametrize(
        ("day", "month_end", "said"),
        [
            (31, None, "Months without a 31st take their last day (month_end: clamp). With month_end: skip they would"),
            (30, None, "Months without a 30th take their last day (month_end: clamp). With month_end: skip they would"),
            (29, None, "Months without a 29th take their last day (month_end: clamp). With month_end: skip they would"),
            (31, "skip", "There is no 31st in February, April, June, September and November: it is left out there"),
            (30, "skip", "There is no 30th in February: it is left out there"),
            (29, "skip", "There is no 29th in February outside leap years: it is left out there"),
        ],
    )
    def test_tell_which_meaning_of_a_month_end_was_taken(self, day, month_end, said):
        starts_on = date(2026, 1, day)
        rule = to_rule(Repeats("MONTHLY", month_end=month_end), starts_on=starts_on, week_start="MO")

        (warning,) = warnings(rule, starts_on)

        assert warning.startswith(said)
        assert "month_end: clamp" in warning
        assert "month_end: skip" in warning

    @pytest.mark.parametrize(
        ("month_end", "said"),
        [
            ("clamp", "Years without a 29 February take the 28th (month_end: clamp). With month_end: skip they would"),
            (
                "skip",
                "There is a 29 February in leap years only: the others are left out (month_end: skip). With month_",
            ),
        ],
    )
    def test_tell_which_meaning_of_29_february_was_taken(self, month_end, said):
        starts_on = date(2028, 2, 29)
        rule = to_rule(Repeats("YEARLY", month_end=month_end), starts_on=starts_on, week_start="MO")

        (warning,) = warnings(rule, starts_on)

        assert warning.startswith(said)

    @pytest.mark.parametrize(
        ("text", "starts_on", "said"),
        [
            (
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1",
                date(2027, 2, 28),
                "Years without a 29 February take the 28th.",
            ),
            (
                "FREQ=MONTHLY;BYMONTH=2,3;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
                date(2026, 3, 31),
                "Months without a 31st take their last day.",
            ),
            (
                "FREQ=YEARLY;BYMONTH=2,3;BYMONTHDAY=29",
                date(2026, 3, 29),
                "There is no 29th in February outside leap years: it is left out there.",
            ),
        ],
    )
    def test_tell_it_of_rules_that_the_simple_form_cannot_say(self, text, starts_on, said):
        assert warned(text, starts_on) == [said]

    @pytest.mark.parametrize(
        ("text", "starts_on", "said"),
        [
            (
                "FREQ=MONTHLY;BYDAY=5FR",
                date(2026, 1, 30),
                "Only four or five months of a year have a fifth Friday: the others are left out. "
                "The last one of every month is BYDAY=-1FR.",
            ),
            (
                "FREQ=YEARLY;BYMONTH=1,5;BYDAY=-5SA",
                date(2026, 5, 2),
                "Only four or five months of a year have a fifth Saturday: the others are left out. "
                "The last one of every month is BYDAY=-1SA.",
            ),
            (
                "FREQ=YEARLY;BYDAY=53TH",
                date(2026, 12, 31),
                "Only about one year in six has a 53rd Thursday: the others are left out.",
            ),
            (
                "FREQ=YEARLY;BYWEEKNO=20,53;BYDAY=MO",
                date(2026, 12, 28),
                "Only about one year in six has a week 53: it is left out of the others.",
            ),
            (
                "FREQ=YEARLY;BYWEEKNO=-53",
                date(2026, 1, 1),
                "Only about one year in six has a week 53: it is left out of the others.",
            ),
            (
                "FREQ=YEARLY;BYYEARDAY=-366,366",
                date(2028, 1, 1),
                "Only leap years have a day 366: it is left out of the others.",
            ),
        ],
    )
    def test_tell_of_days_that_are_rare(self, text, starts_on, said):
        assert warned(text, starts_on) == [said]

    def test_are_right_about_how_rare(self):
        years = range(2000, 2400)

        mondays = [sum(day.weekday() == 0 for day in days_of(year)) for year in years]
        fifths = [sum(day.weekday() == 0 and day.day > 28 for day in days_of(year)) for year in years]
        weeks = [date(year, 12, 28).isocalendar().week for year in years]

        assert set(fifths) == {4, 5}
        assert 5.5 < 400 / mondays.count(53) < 6.5
        assert 5.5 < 400 / weeks.count(53) < 6.5

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("FREQ=WEEKLY;BYDAY=MO", "2 Sep 2026 is not itself a day of this rule: the first day is 7 Sep 2026."),
            ("FREQ=MONTHLY;BYMONTHDAY=1", "2 Sep 2026 is not itself a day of this rule: the first day is 1 Oct 2026."),
        ],
    )
    def test_tell_the_first_day_where_it_is_not_the_start(self, text, said):
        assert warned(text) == [said]

    def test_say_nothing_of_a_rule_without_days(self):
        assert warned("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30") == ["There is no 30th in February: it is left out there."]
        assert warned("FREQ=DAILY;UNTIL=20260901") == []

    def test_say_each_thing_once(self):
        assert len(warned("FREQ=MONTHLY;BYDAY=5FR,-5FR", date(2026, 1, 2))) == 1

    def test_write_days_as_the_language_does(self):
        with override("ko"):
            (start, lacking) = warnings(Rule.parse("FREQ=MONTHLY;BYMONTHDAY=31"), START)

        assert "2026년 9월 2일" in start
        assert "2026년 10월 31일" in start
        assert "31일" in lacking
        assert "2월·4월·6월·9월·11월" in lacking

    @given(text=texts(), starts_on=starts(), language=st.sampled_from(["en", "ko"]))
    @examples(150)
    def test_are_sentences_of_any_rule(self, text, starts_on, language):
        assume(accepted(text, starts_on))

        with override(language):
            said = warnings(Rule.parse(text), starts_on)

        assert len(said) == len(set(said))
        for warning in said:
            assert warning.endswith(".")
            assert "{" not in warning
