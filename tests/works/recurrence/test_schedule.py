"""Schedules: the days of a rule with skipped and extra days, from any day on, and the rules that are refused for their days."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.works.recurrence.rules import START, accepted, examples, first_days, schedule, starts, texts
from works.recurrence.rule import WEEKDAYS, Rule
from works.recurrence.schedule import (
    CountTooFar,
    EndsBeforeItsFirstDay,
    RuleNeverMatches,
    RuleTooRare,
    Schedule,
    check,
)


def september(*days):
    return [date(2026, 9, day) for day in days]


class TestDaysFrom:
    @pytest.mark.parametrize(
        ("text", "exceptions", "days"),
        [
            ("FREQ=DAILY;COUNT=4", {"skipped": september(3)}, "09-02 09-04 09-05"),
            ("FREQ=WEEKLY;COUNT=2", {"extra": september(20, 5, 2)}, "09-02 09-05 09-09 09-20"),
            ("FREQ=WEEKLY;COUNT=2", {"extra": september(1)}, "09-02 09-09"),
            ("FREQ=WEEKLY;COUNT=2", {"extra": september(5), "skipped": september(5)}, "09-02 09-09"),
        ],
    )
    def test_leaves_out_skipped_days_and_adds_extra_days(self, text, exceptions, days):
        assert " ".join(first_days(9, text, **exceptions)) == days

    @given(text=texts(), starts_on=starts(), offset=st.integers(-100, 9000))
    @examples(60)
    def test_yields_days_in_order_from_any_day_on(self, text, starts_on, offset):
        assume(accepted(text, starts_on))
        asked = starts_on + timedelta(days=offset)

        days = list(islice(schedule(text, starts_on).days_from(asked), 60))

        assert days == sorted(set(days))
        assert all(day >= max(starts_on, asked) for day in days)

    def test_goes_on_counting_where_earlier_days_are_left_out(self):
        every_second = Schedule(Rule.parse("FREQ=DAILY;INTERVAL=2;COUNT=4"), START, not_before=date(2026, 9, 5))

        assert list(every_second.days_from(date.min)) == september(6, 8)

    def test_has_no_extra_day_before_the_start(self):
        weekly = schedule("FREQ=WEEKLY", extra=september(1))

        assert list(islice(weekly.days_from(date.min), 2)) == september(2, 9)


class TestDaysBetween:
    def test_includes_both_ends(self):
        every_third = schedule("FREQ=DAILY;INTERVAL=3")

        assert every_third.days_between(*september(5, 11)) == september(5, 8, 11)
        assert every_third.days_between(date(2026, 1, 1), date(2026, 9, 1)) == []
        assert every_third.days_between(*september(9, 8)) == []


class TestNextFrom:
    @pytest.mark.parametrize(
        ("text", "day", "next_on"),
        [
            ("FREQ=WEEKLY", START, START),
            ("FREQ=WEEKLY", date(2026, 9, 3), date(2026, 9, 9)),
            ("FREQ=WEEKLY", date(1900, 1, 1), START),
            ("FREQ=WEEKLY;COUNT=2", date(2026, 9, 10), None),
            ("FREQ=WEEKLY;UNTIL=20260915", date(2026, 9, 10), None),
            ("FREQ=DAILY", date(2999, 12, 31), date(2999, 12, 31)),
            ("FREQ=DAILY", date(3000, 1, 1), None),
            ("FREQ=YEARLY;INTERVAL=7", date(2894, 9, 3), date(2901, 9, 2)),
        ],
    )
    def test_is_the_day_itself_or_the_one_after_it(self, text, day, next_on):
        assert schedule(text).next_from(day) == next_on


class TestLastDaysUntil:
    @pytest.mark.parametrize(
        ("text", "day", "latest"),
        [
            ("FREQ=WEEKLY", START, [START]),
            ("FREQ=WEEKLY", date(2026, 9, 15), september(2, 9)),
            ("FREQ=WEEKLY", date(2026, 9, 23), september(16, 23)),
            ("FREQ=WEEKLY", date(2026, 9, 1), []),
            ("FREQ=YEARLY;INTERVAL=20", date(2120, 1, 1), [date(2086, 9, 2), date(2106, 9, 2)]),
            ("FREQ=DAILY;COUNT=3", date(2090, 1, 1), september(3, 4)),
            ("FREQ=DAILY;UNTIL=20260901", date(2090, 1, 1), []),
        ],
    )
    def test_goes_back_to_the_start(self, text, day, latest):
        assert schedule(text).last_days_until(day, 2) == latest
        assert schedule(text).last_until(day) == (latest[-1] if latest else None)


class TestHas:
    def test_is_true_of_its_days_only(self):
        weekly = schedule("FREQ=WEEKLY;COUNT=2", skipped=september(9), extra=september(11))

        assert [day for day in september(*range(1, 30)) if weekly.has(day)] == september(2, 11)


class TestCheck:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "BYMONTH=2, BYMONTHDAY=30"),
            ("FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31", "BYMONTH=4, BYMONTHDAY=31"),
            ("FREQ=YEARLY;BYMONTH=12;BYDAY=53SU", "BYMONTH=12, BYDAY=53SU"),
            ("FREQ=YEARLY;BYMONTH=1;BYDAY=-6MO", "BYMONTH=1, BYDAY=-6MO"),
            ("FREQ=YEARLY;BYYEARDAY=1;BYMONTH=2", "BYMONTH=2, BYYEARDAY=1"),
            ("FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1", "BYMONTH=1, BYWEEKNO=20"),
            ("FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=2", "BYSETPOS=2"),
            ("FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2", "BYSETPOS=2"),
            ("FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=8;COUNT=3", "BYMONTHDAY=8, BYDAY=1MO"),
            # No single part is to blame.
            ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;BYDAY=9MO", "BYMONTH=2, BYMONTHDAY=30, BYDAY=9MO"),
        ],
    )
    def test_refuses_a_rule_without_days_and_names_the_parts(self, text, parts):
        with pytest.raises(RuleNeverMatches) as refusal:
            check(Rule.parse(text), START)

        assert refusal.value.errors == {
            "rule": [f"No day matches this rule. Change or remove one of these parts: {parts}."]
        }

    @pytest.mark.parametrize(
        ("text", "starts_on", "parts"),
        [
            # 2040 is a leap year; 1990 lies 50 years before it, 1989 lies 51.
            ("FREQ=YEARLY;INTERVAL=50;BYMONTH=2;BYMONTHDAY=29", date(1990, 6, 1), None),
            (
                "FREQ=YEARLY;INTERVAL=51;BYMONTH=2;BYMONTHDAY=29",
                date(1989, 6, 1),
                "INTERVAL=51, BYMONTH=2",
            ),
            # Years 2001, 2061, 2121, … are no leap years.
            (
                "FREQ=YEARLY;INTERVAL=60;BYMONTH=2;BYMONTHDAY=29",
                date(2001, 1, 1),
                "INTERVAL=60, BYMONTH=2, BYMONTHDAY=29",
            ),
            # Every 7th day is a Wednesday, as the start is.
            ("FREQ=DAILY;INTERVAL=7;BYDAY=TH", START, "INTERVAL=7, BYDAY=TH"),
            ("FREQ=DAILY;INTERVAL=8;BYDAY=TH", START, None),
            ("FREQ=YEARLY;INTERVAL=1000;BYMONTH=1", START, "INTERVAL=1000, BYMONTH=1"),
            ("FREQ=YEARLY;INTERVAL=1000", START, None),
            # The longest gap of a plain rule: there is no 29 February in 2100.
            ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU", date(2072, 6, 1), None),
            ("FREQ=YEARLY;BYWEEKNO=-53", START, None),
        ],
    )
    def test_refuses_a_first_day_after_50_years(self, text, starts_on, parts):
        if parts is None:
            assert check(Rule.parse(text), starts_on) is None
        else:
            with pytest.raises(RuleTooRare) as refusal:
                check(Rule.parse(text), starts_on)
            assert refusal.value.errors == {"rule": [refusal.value.detail]}
            assert refusal.value.detail.endswith(
                f"within 50 years of the start matches this rule. Change or remove one of these parts: {parts}."
            )

    @pytest.mark.parametrize("code", WEEKDAYS)
    @pytest.mark.parametrize("days", ["BYMONTH=2;BYMONTHDAY=29", "BYYEARDAY=366", "BYYEARDAY=1", "BYYEARDAY=-365"])
    def test_accepts_days_of_any_kind_of_year(self, code, days):
        assert check(Rule.parse(f"FREQ=YEARLY;BYDAY={code};{days}"), START) is None

    @pytest.mark.parametrize(
        ("fine", "refused", "refusal"),
        [
            ("FREQ=YEARLY;COUNT=101", "FREQ=YEARLY;COUNT=102", CountTooFar),
            ("FREQ=YEARLY;INTERVAL=100;COUNT=2", "FREQ=YEARLY;INTERVAL=101;COUNT=2", CountTooFar),
            ("FREQ=MONTHLY;COUNT=1000", "FREQ=MONTHLY;INTERVAL=2;COUNT=1000", CountTooFar),
            ("FREQ=DAILY;UNTIL=20260902", "FREQ=DAILY;UNTIL=20260901", EndsBeforeItsFirstDay),
            ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20260907", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260906", EndsBeforeItsFirstDay),
            ("FREQ=DAILY;UNTIL=20260902", "FREQ=DAILY;UNTIL=00010101", EndsBeforeItsFirstDay),
        ],
    )
    def test_refuses_an_end_out_of_reach(self, fine, refused, refusal):
        assert check(Rule.parse(fine), START) is None
        with pytest.raises(refusal) as raised:
            check(Rule.parse(refused), START)
        assert list(raised.value.errors) == ["rule"]

    @given(text=texts(), starts_on=starts())
    @examples(60)
    def test_accepts_only_rules_with_a_day_within_reach(self, text, starts_on):
        assume(accepted(text, starts_on))
        rule = Rule.parse(text)

        first = Schedule(rule, starts_on).next_from(starts_on)

        assert starts_on <= first <= date(starts_on.year + 50, 12, 31)
        assert not rule.count or len(list(Schedule(rule, starts_on).days_from(starts_on))) == rule.count
