"""Rules that are refused for their days: none, none in reach, too many to count, or over before they begin."""

from datetime import date

import pytest
from hypothesis import assume, given

from tests.works.recurrence.rules import START, accepted, examples, starts, texts
from works.recurrence import schedule as schedules
from works.recurrence.rule import WEEKDAYS, Rule
from works.recurrence.schedule import Schedule, check


class TestCheck:
    @pytest.mark.parametrize(
        "text",
        [
            "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31",
            "FREQ=YEARLY;BYMONTH=1;BYDAY=6MO",
            "FREQ=YEARLY;BYYEARDAY=1;BYMONTH=2",
            "FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1",
            "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=2",
            "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
            "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=8",
            # Each 7th day is a Wednesday, as the first is.
            "FREQ=DAILY;INTERVAL=7;BYDAY=TH",
            "FREQ=DAILY;INTERVAL=364;BYDAY=MO,TU",
        ],
    )
    def test_refuses_what_never_matches(self, text):
        with pytest.raises(schedules.RuleNeverMatches) as refusal:
            check(Rule.parse(text), START)

        assert list(refusal.value.errors) == ["rule"]

    @pytest.mark.parametrize("text", ["FREQ=DAILY;INTERVAL=7;BYDAY=WE", "FREQ=DAILY;INTERVAL=8;BYDAY=TH"])
    def test_accepts_what_does_match(self, text):
        assert check(Rule.parse(text), START) is None

    @pytest.mark.parametrize("code", WEEKDAYS)
    @pytest.mark.parametrize("days", ["BYMONTH=2;BYMONTHDAY=29", "BYYEARDAY=366", "BYYEARDAY=1", "BYYEARDAY=-365"])
    def test_knows_every_kind_of_year(self, code, days):
        assert check(Rule.parse(f"FREQ=YEARLY;BYDAY={code};{days}"), START) is None

    @pytest.mark.parametrize(
        ("text", "starts_on", "is_fine"),
        [
            # 2040 is a leap year; 1990 lies 50 years before it, 1989 lies 51.
            ("FREQ=YEARLY;INTERVAL=50;BYMONTH=2;BYMONTHDAY=29", date(1990, 6, 1), True),
            ("FREQ=YEARLY;INTERVAL=51;BYMONTH=2;BYMONTHDAY=29", date(1989, 6, 1), False),
            # Years 2001, 2061, 2121, … are no leap years.
            ("FREQ=YEARLY;INTERVAL=60;BYMONTH=2;BYMONTHDAY=29", date(2001, 1, 1), False),
            ("FREQ=DAILY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", START, False),
            ("FREQ=YEARLY;INTERVAL=1000", START, True),
            # The longest wait of a plain rule: no 29 February in 2100.
            ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU", date(2072, 6, 1), True),
        ],
    )
    def test_refuses_what_comes_too_late(self, text, starts_on, is_fine):
        if is_fine:
            assert check(Rule.parse(text), starts_on) is None
        else:
            with pytest.raises(schedules.RuleTooRare) as refusal:
                check(Rule.parse(text), starts_on)
            assert list(refusal.value.errors) == ["rule"]
            assert "50 years" in refusal.value.detail

    @pytest.mark.parametrize(
        ("fine", "too_far"),
        [
            ("FREQ=YEARLY;COUNT=101", "FREQ=YEARLY;COUNT=102"),
            ("FREQ=YEARLY;INTERVAL=100;COUNT=2", "FREQ=YEARLY;INTERVAL=101;COUNT=2"),
            ("FREQ=MONTHLY;COUNT=1000", "FREQ=MONTHLY;INTERVAL=2;COUNT=1000"),
        ],
    )
    def test_refuses_a_count_that_takes_a_century(self, fine, too_far):
        assert check(Rule.parse(fine), START) is None
        with pytest.raises(schedules.CountTooFar) as refusal:
            check(Rule.parse(too_far), START)

        assert list(refusal.value.errors) == ["rule"]

    @pytest.mark.parametrize(
        ("fine", "too_early"),
        [
            ("FREQ=DAILY;UNTIL=20260902", "FREQ=DAILY;UNTIL=20260901"),
            ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20260907", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260906"),
            ("FREQ=DAILY;UNTIL=20260902", "FREQ=DAILY;UNTIL=00010101"),
        ],
    )
    def test_refuses_an_end_before_the_first_day(self, fine, too_early):
        assert check(Rule.parse(fine), START) is None
        with pytest.raises(schedules.EndsBeforeItsFirstDay) as refusal:
            check(Rule.parse(too_early), START)

        assert list(refusal.value.errors) == ["rule"]

    @given(text=texts(), starts_on=starts())
    @examples(150)
    def test_accepts_only_what_has_a_day_in_reach(self, text, starts_on):
        assume(accepted(text, starts_on))
        rule = Rule.parse(text)

        first = Schedule(rule, starts_on).next_from(starts_on)

        assert first is not None
        assert starts_on <= first <= date(starts_on.year + 50, 12, 31)
        if rule.count:
            assert len(list(Schedule(rule, starts_on).days_from(starts_on))) == rule.count
