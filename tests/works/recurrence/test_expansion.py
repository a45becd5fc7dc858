"""The days of rules: a table, and a comparison with the second reading of RFC 5545 in expander.py."""

from datetime import date, timedelta
from itertools import chain, islice, product, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.works.recurrence.expander import expanded
from tests.works.recurrence.rules import PROVE, START, examples, first_days, starts, texts
from works.recurrence.expansion import days_of, with_days_of_start
from works.recurrence.rule import WEEKDAYS, Rule

LEAP_DAY, NEW_YEAR, END_OF_JANUARY = date(2024, 2, 29), date(2026, 1, 1), date(2026, 1, 31)

# rule, its start, its first days
DAYS = [
    # A 31st that a month does not have does not become the 28th of all months after it.
    ("FREQ=MONTHLY", END_OF_JANUARY, "01-31 03-31 05-31 07-31 08-31 10-31 12-31"),
    ("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", END_OF_JANUARY, "01-31 02-28 03-31 04-30 05-31"),
    ("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", date(2026, 1, 30), "01-30 02-28 03-30 04-30"),
    ("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", date(2028, 1, 30), "01-30 02-29 03-30 04-30"),
    ("FREQ=MONTHLY;BYMONTHDAY=-1", END_OF_JANUARY, "01-31 02-28 03-31 04-30"),
    ("FREQ=MONTHLY;INTERVAL=13", date(2026, 12, 31), "12-31 2028-01-31 2030-03-31 2032-05-31"),
    ("FREQ=YEARLY", LEAP_DAY, "02-29 2028-02-29 2032-02-29 2036-02-29"),
    ("FREQ=YEARLY", date(2096, 2, 29), "02-29 2104-02-29"),
    (
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1",
        LEAP_DAY,
        "02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29",
    ),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", NEW_YEAR, "01-30 02-27 03-31 04-30 05-29 06-30"),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", NEW_YEAR, "01-01 02-02 03-02 04-01"),
    ("FREQ=MONTHLY;BYDAY=-1FR", NEW_YEAR, "01-30 02-27 03-27 04-24 05-29"),
    ("FREQ=MONTHLY;BYDAY=5FR", NEW_YEAR, "01-30 05-29 07-31 10-30 2027-01-29"),
    ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", NEW_YEAR, "02-13 03-13 11-13 2027-08-13"),
    # A plain and a numbered weekday are alternatives.
    ("FREQ=MONTHLY;BYDAY=MO,1TU", date(2026, 8, 30), "08-31 09-01 09-07 09-14 09-21 09-28 10-05 10-06"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", START, "09-02 09-14 09-16 09-28 09-30 10-12"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=TU", START, "09-02 09-07 09-16 09-21 09-30"),
    ("FREQ=WEEKLY;BYDAY=MO", START, "09-07 09-14 09-21"),
    # BYSETPOS counts from the beginning of the week, which is before the start.
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", START, "09-07 09-14 09-21"),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", START, "09-04 09-11"),
    ("FREQ=DAILY;INTERVAL=10", date(2026, 12, 25), "12-25 2027-01-04 2027-01-14"),
    # 31 December 2025 is in week 1 of 2026, which INTERVAL leaves out.
    ("FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1;BYDAY=WE", date(2025, 1, 1), "01-01 2027-01-06 2029-01-03"),
    # 30 December 2024 is in week 1 of 2025.
    ("FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1;BYDAY=MO", date(2024, 12, 30), "12-30 2027-01-04 2029-01-01"),
    ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", START, "12-28 2032-12-27 2037-12-28"),
    # 2026 has 53 weeks.
    ("FREQ=YEARLY;BYWEEKNO=-53;BYDAY=MO", date(2025, 1, 1), "12-29 2031-12-29 2036-12-29"),
    ("FREQ=YEARLY;BYYEARDAY=366", START, "2028-12-31 2032-12-31"),
    ("FREQ=YEARLY;BYYEARDAY=-366", START, "2028-01-01 2032-01-01"),
    ("FREQ=YEARLY;BYMONTH=3,9", START, "09-02 2027-03-02 2027-09-02"),
    ("FREQ=YEARLY;INTERVAL=7", date(2890, 3, 1), "03-01 2897-03-01 2904-03-01"),
    # The ends: of the rule, and of the calendar.
    ("FREQ=DAILY;COUNT=3", START, "09-02 09-03 09-04"),
    ("FREQ=DAILY;UNTIL=20260904", START, "09-02 09-03 09-04"),
    ("FREQ=DAILY;UNTIL=20260902", START, "09-02"),
    ("FREQ=DAILY;UNTIL=20260901", START, ""),
    ("FREQ=YEARLY;INTERVAL=2", date(2996, 9, 2), "09-02 2998-09-02"),
    ("FREQ=DAILY", date(2999, 12, 30), "12-30 12-31"),
    ("FREQ=DAILY", date(3000, 1, 1), ""),
    ("FREQ=YEARLY;BYWEEKNO=1;WKST=TH", date.min, "01-04 01-05 01-06"),
    ("FREQ=WEEKLY;BYDAY=SU;BYSETPOS=1;WKST=SU", date.min, "01-07 01-14"),
]
HAS_END = ("COUNT", "UNTIL", "2996", "2999", "3000")


def found(rule, starts_on, first, last):
    return list(takewhile(lambda day: day <= last, days_of(rule, starts_on, first)))


class TestDaysOf:
    @pytest.mark.parametrize(("text", "starts_on", "days"), DAYS)
    def test_begins_with(self, text, starts_on, days):
        is_whole = any(end in f"{text} {starts_on}" for end in HAS_END)

        assert " ".join(first_days(len(days.split()) + is_whole, text, starts_on)) == days

    @given(text=texts(), starts_on=starts(), offset=st.integers(-100, 1200))
    @examples(120)
    def test_agrees_with_a_second_reading_of_the_rfc(self, text, starts_on, offset):
        rule, first, last = Rule.parse(text), starts_on + timedelta(days=offset), starts_on + timedelta(days=1200)

        days = found(rule, starts_on, first, last)

        assert days == [day for day in expanded(rule, starts_on, last) if day >= first]

    def test_agrees_on_every_numbered_weekday_of_every_month(self):
        numbers, last = (range(1, 54) if PROVE else (1, 5, 6)), date(2028, 12, 31)
        for code, nth in product(WEEKDAYS, chain(numbers, (-number for number in numbers))):
            text = f"FREQ=YEARLY;BYDAY={nth}{code};BYMONTH="
            of_all = expanded(Rule.parse(text + ",".join(map(str, range(1, 13)))), NEW_YEAR, last)
            for month in range(1, 13):
                days = found(Rule.parse(f"{text}{month}"), NEW_YEAR, NEW_YEAR, last)

                assert days == [day for day in of_all if day.month == month], (text, month)

    @pytest.mark.parametrize("week_start", WEEKDAYS)
    @pytest.mark.parametrize(
        "text", ["FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,WE,SA,SU", "FREQ=YEARLY;BYWEEKNO=1,-1,53;BYDAY=MO,SU"]
    )
    def test_agrees_wherever_weeks_begin(self, text, week_start):
        rule, last = Rule.parse(f"{text};WKST={week_start}"), date(2033, 1, 31)
        for starts_on in [date(2026, 12, 28) + timedelta(days=days) for days in range(7)]:
            assert found(rule, starts_on, starts_on, last) == expanded(rule, starts_on, last)


class TestWithDaysOfStart:
    @pytest.mark.parametrize(
        ("text", "whole"),
        [
            ("FREQ=DAILY", "FREQ=DAILY"),
            ("FREQ=WEEKLY;BYMONTH=1", "FREQ=WEEKLY;BYMONTH=1;BYDAY=WE"),
            ("FREQ=MONTHLY;INTERVAL=2", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=2"),
            ("FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=2"),
            ("FREQ=YEARLY;BYMONTH=1,3", "FREQ=YEARLY;BYMONTH=1,3;BYMONTHDAY=2"),
            ("FREQ=YEARLY;BYWEEKNO=20", "FREQ=YEARLY;BYWEEKNO=20"),
            ("FREQ=YEARLY;BYDAY=FR", "FREQ=YEARLY;BYDAY=FR"),
        ],
    )
    def test_adds_what_the_first_day_decides(self, text, whole):
        assert str(with_days_of_start(Rule.parse(text), START)) == whole
        assert list(islice(days_of(Rule.parse(whole), START, START), 9)) == list(
            islice(days_of(Rule.parse(text), START, START), 9)
        )
