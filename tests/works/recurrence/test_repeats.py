"""The simple form of a rule: the rule it means, and which rules have one."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.works.recurrence.rules import START, accepted, examples, first_days, starts, texts
from works.recurrence.repeats import Repeats, from_rule, to_rule
from works.recurrence.rule import FREQUENCIES, WEEKDAYS, Rule, RulePartOutOfRange, RulePartsDisagree

LEAP_DAY = date(2028, 2, 29)


def text(starts_on=START, week_start="MO", **fields):
    return str(to_rule(Repeats(**fields), starts_on=starts_on, week_start=week_start))


@st.composite
def simple_forms(draw):
    """Any that is not refused."""
    frequency = draw(st.sampled_from(FREQUENCIES))
    end = draw(
        st.sampled_from([{}, {"count": draw(st.integers(1, 1000))}, {"until": draw(st.dates(date(2026, 1, 1)))}])
    )
    fields = {"frequency": frequency, "interval": draw(st.integers(1, 3) | st.integers(1, 1000)), **end}
    if frequency == "WEEKLY":
        fields["weekdays"] = tuple(draw(st.lists(st.sampled_from(WEEKDAYS), unique=True)))
    if frequency == "MONTHLY":
        fields["month_day"] = draw(st.none() | st.just(-1) | st.integers(1, 31) | st.integers(28, 31))
    if frequency in ("MONTHLY", "YEARLY"):
        fields["month_end"] = draw(st.sampled_from([None, "clamp", "skip"]))
    return Repeats(**fields)


class TestToRule:
    @pytest.mark.parametrize(
        ("fields", "rule"),
        [
            ({"frequency": "DAILY"}, "FREQ=DAILY"),
            ({"frequency": "DAILY", "interval": 3, "count": 5}, "FREQ=DAILY;COUNT=5;INTERVAL=3"),
            ({"frequency": "DAILY", "until": date(2026, 12, 30)}, "FREQ=DAILY;UNTIL=20261230"),
            ({"frequency": "WEEKLY"}, "FREQ=WEEKLY;BYDAY=WE"),
            ({"frequency": "WEEKLY", "weekdays": ("SU", "MO", "MO")}, "FREQ=WEEKLY;BYDAY=MO,SU"),
            ({"frequency": "MONTHLY"}, "FREQ=MONTHLY;BYMONTHDAY=2"),
            ({"frequency": "MONTHLY", "month_day": 1}, "FREQ=MONTHLY;BYMONTHDAY=1"),
            ({"frequency": "MONTHLY", "month_day": -1}, "FREQ=MONTHLY;BYMONTHDAY=-1"),
            ({"frequency": "MONTHLY", "month_day": 28}, "FREQ=MONTHLY;BYMONTHDAY=28"),
            ({"frequency": "MONTHLY", "month_day": 29}, "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1"),
            ({"frequency": "MONTHLY", "month_day": 30}, "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1"),
            ({"frequency": "MONTHLY", "month_day": 31}, "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
            (
                {"frequency": "MONTHLY", "month_day": 31, "month_end": "clamp"},
                "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
            ),
            ({"frequency": "MONTHLY", "month_day": 31, "month_end": "skip"}, "FREQ=MONTHLY;BYMONTHDAY=31"),
            ({"frequency": "MONTHLY", "month_day": 1, "month_end": "clamp"}, "FREQ=MONTHLY;BYMONTHDAY=1"),
            ({"frequency": "YEARLY"}, "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=2"),
            (
                {"frequency": "YEARLY", "interval": 4, "month_end": "clamp"},
                "FREQ=YEARLY;INTERVAL=4;BYMONTH=9;BYMONTHDAY=2",
            ),
        ],
    )
    def test_is_the_rule_that_the_fields_mean(self, fields, rule):
        assert text(**fields) == rule

    @pytest.mark.parametrize(
        ("starts_on", "month_end", "rule"),
        [
            (date(2026, 1, 31), None, "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
            (date(2026, 1, 31), "skip", "FREQ=MONTHLY;BYMONTHDAY=31"),
            (date(2026, 1, 28), None, "FREQ=MONTHLY;BYMONTHDAY=28"),
        ],
    )
    def test_uses_the_day_of_the_start(self, starts_on, month_end, rule):
        assert text(starts_on, frequency="MONTHLY", month_end=month_end) == rule

    @pytest.mark.parametrize(
        ("starts_on", "month_end", "rule"),
        [
            (LEAP_DAY, None, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1"),
            (LEAP_DAY, "clamp", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1"),
            (LEAP_DAY, "skip", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
            (date(2028, 2, 28), "clamp", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28"),
            # A 31 January comes each year, and so does 29 March.
            (date(2028, 1, 31), "clamp", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31"),
            (date(2028, 3, 29), None, "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=29"),
        ],
    )
    def test_clamps_only_29_february_in_a_year(self, starts_on, month_end, rule):
        assert text(starts_on, frequency="YEARLY", month_end=month_end) == rule

    @pytest.mark.parametrize(
        ("interval", "week_start", "rule"),
        [
            (2, "SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;WKST=SU"),
            (2, "MO", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
            (1, "SU", "FREQ=WEEKLY;BYDAY=WE"),
        ],
    )
    def test_uses_the_week_of_the_person_if_that_changes_days(self, interval, week_start, rule):
        assert text(frequency="WEEKLY", interval=interval, week_start=week_start) == rule

    @pytest.mark.parametrize("frequency", ["DAILY", "MONTHLY", "YEARLY"])
    def test_has_no_week_start_otherwise(self, frequency):
        assert "WKST" not in text(frequency=frequency, interval=2, week_start="SU")

    @pytest.mark.parametrize(
        ("fields", "part", "refusal"),
        [
            ({"frequency": "HOURLY"}, "frequency", RulePartOutOfRange),
            ({"frequency": "daily"}, "frequency", RulePartOutOfRange),
            ({"frequency": "DAILY", "interval": 0}, "interval", RulePartOutOfRange),
            ({"frequency": "DAILY", "interval": 1001}, "interval", RulePartOutOfRange),
            ({"frequency": "DAILY", "count": 0}, "count", RulePartOutOfRange),
            ({"frequency": "DAILY", "count": 1001}, "count", RulePartOutOfRange),
            ({"frequency": "WEEKLY", "weekdays": ("MO", "1FR")}, "weekdays", RulePartOutOfRange),
            ({"frequency": "MONTHLY", "month_day": 0}, "month_day", RulePartOutOfRange),
            ({"frequency": "MONTHLY", "month_day": 32}, "month_day", RulePartOutOfRange),
            ({"frequency": "MONTHLY", "month_day": -2}, "month_day", RulePartOutOfRange),
            ({"frequency": "MONTHLY", "month_end": "last"}, "month_end", RulePartOutOfRange),
            ({"frequency": "DAILY", "weekdays": ("MO",)}, "weekdays", RulePartsDisagree),
            ({"frequency": "MONTHLY", "weekdays": ("MO",)}, "weekdays", RulePartsDisagree),
            ({"frequency": "YEARLY", "weekdays": ("MO",)}, "weekdays", RulePartsDisagree),
            ({"frequency": "DAILY", "month_day": 1}, "month_day", RulePartsDisagree),
            ({"frequency": "WEEKLY", "month_day": 1}, "month_day", RulePartsDisagree),
            ({"frequency": "YEARLY", "month_day": -1}, "month_day", RulePartsDisagree),
            ({"frequency": "DAILY", "month_end": "skip"}, "month_end", RulePartsDisagree),
            ({"frequency": "WEEKLY", "month_end": "clamp"}, "month_end", RulePartsDisagree),
            ({"frequency": "DAILY", "count": 2, "until": START}, "count", RulePartsDisagree),
        ],
    )
    def test_refuses(self, fields, part, refusal):
        with pytest.raises(refusal) as raised:
            text(**fields)

        assert raised.value.errors == {f"repeats.{part}": [raised.value.detail]}
        assert part in raised.value.detail

    def test_names_the_remedy(self):
        with pytest.raises(RulePartOutOfRange) as raised:
            text(frequency="MONTHLY", month_day=32)

        assert raised.value.detail == "month_day cannot be 32. Use 1–31, or -1 for the last day."

    @given(repeats=simple_forms(), starts_on=starts(), week_start=st.sampled_from(WEEKDAYS))
    @examples(80)
    def test_is_accepted_by_the_parser(self, repeats, starts_on, week_start):
        rule = to_rule(repeats, starts_on=starts_on, week_start=week_start)

        assert Rule.parse(str(rule)) == rule


class TestFromRule:
    @pytest.mark.parametrize(
        ("rule", "fields"),
        [
            ("FREQ=DAILY", Repeats("DAILY")),
            ("FREQ=DAILY;INTERVAL=3;COUNT=5", Repeats("DAILY", interval=3, count=5)),
            ("FREQ=DAILY;UNTIL=20261230", Repeats("DAILY", until=date(2026, 12, 30))),
            ("FREQ=WEEKLY", Repeats("WEEKLY", weekdays=("WE",))),
            ("FREQ=WEEKLY;BYDAY=MO,FR;WKST=SU", Repeats("WEEKLY", weekdays=("MO", "FR"))),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;WKST=SU", Repeats("WEEKLY", interval=2, weekdays=("MO",))),
            ("FREQ=MONTHLY", Repeats("MONTHLY", month_day=2)),
            ("FREQ=MONTHLY;BYMONTHDAY=-1", Repeats("MONTHLY", month_day=-1)),
            ("FREQ=MONTHLY;BYMONTHDAY=28", Repeats("MONTHLY", month_day=28)),
            ("FREQ=MONTHLY;BYMONTHDAY=31", Repeats("MONTHLY", month_day=31, month_end="skip")),
            (
                "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1",
                Repeats("MONTHLY", month_day=29, month_end="clamp"),
            ),
            ("FREQ=YEARLY", Repeats("YEARLY")),
            ("FREQ=YEARLY;BYMONTH=9", Repeats("YEARLY")),
            ("FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=2", Repeats("YEARLY")),
        ],
    )
    def test_has_the_fields_of_the_rule(self, rule, fields):
        assert from_rule(Rule.parse(rule), START) == fields

    @pytest.mark.parametrize(
        ("rule", "month_end"),
        [
            ("FREQ=YEARLY", "skip"),
            ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "skip"),
            ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1", "clamp"),
        ],
    )
    def test_has_the_month_end_of_29_february(self, rule, month_end):
        assert from_rule(Rule.parse(rule), LEAP_DAY) == Repeats("YEARLY", month_end=month_end)

    def test_has_no_month_end_for_a_day_of_every_year(self):
        assert from_rule(Rule.parse("FREQ=YEARLY"), date(2026, 1, 31)) == Repeats("YEARLY")
        assert from_rule(Rule.parse("FREQ=YEARLY"), date(2026, 3, 29)) == Repeats("YEARLY")

    def test_skips_for_a_rule_without_a_day(self):
        assert from_rule(Rule.parse("FREQ=MONTHLY"), date(2026, 1, 31)) == Repeats(
            "MONTHLY", month_day=31, month_end="skip"
        )

    @pytest.mark.parametrize(
        "rule",
        [
            "FREQ=DAILY;BYDAY=MO",
            "FREQ=DAILY;BYMONTHDAY=31",
            "FREQ=DAILY;BYMONTH=1",
            "FREQ=WEEKLY;BYMONTH=1",
            "FREQ=WEEKLY;BYDAY=MO,FR;BYSETPOS=1",
            "FREQ=MONTHLY;BYDAY=1MO",
            "FREQ=MONTHLY;BYDAY=MO",
            "FREQ=MONTHLY;BYMONTHDAY=1,15",
            "FREQ=MONTHLY;BYMONTHDAY=1,-1",
            "FREQ=MONTHLY;BYMONTHDAY=-2",
            "FREQ=MONTHLY;BYMONTHDAY=2;BYDAY=MO",
            "FREQ=MONTHLY;BYMONTH=1;BYMONTHDAY=2",
            "FREQ=MONTHLY;BYMONTHDAY=31;BYSETPOS=-1",
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=1",
            "FREQ=MONTHLY;BYMONTHDAY=27,28,29,30,31;BYSETPOS=-1",
            "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=3",
            "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=2",
            "FREQ=YEARLY;BYMONTH=9,10",
            "FREQ=YEARLY;BYMONTHDAY=2",
            "FREQ=YEARLY;BYYEARDAY=245",
            "FREQ=YEARLY;BYWEEKNO=36;BYDAY=WE",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1",
        ],
    )
    def test_is_none_for_other_rules(self, rule):
        assert from_rule(Rule.parse(rule), START) is None

    @given(repeats=simple_forms(), starts_on=starts(), week_start=st.sampled_from(WEEKDAYS))
    @examples(80)
    def test_is_the_inverse_of_to_rule(self, repeats, starts_on, week_start):
        rule = to_rule(repeats, starts_on=starts_on, week_start=week_start)

        again = from_rule(rule, starts_on)

        assert again is not None
        assert to_rule(again, starts_on=starts_on, week_start=week_start) == rule
        assert replace(again, weekdays=(), month_day=None, month_end=None) == replace(
            repeats, weekdays=(), month_day=None, month_end=None
        )

    @given(text=texts(), starts_on=starts())
    @examples(40)
    def test_has_the_days_of_the_rule(self, text, starts_on):
        rule = Rule.parse(text)
        repeats = from_rule(rule, starts_on)
        assume(repeats and accepted(text, starts_on))

        simple = str(to_rule(repeats, starts_on=starts_on, week_start=rule.week_start))

        assert first_days(40, simple, starts_on) == first_days(40, text, starts_on)
