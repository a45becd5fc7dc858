"""The days of a rule: anchored in its first day, the same wherever one begins to ask, and bounded."""

from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.works.recurrence.rules import START, accepted, examples, first_days, schedule, starts, texts
from works.recurrence import schedule as schedules
from works.recurrence.rule import WEEKDAYS, Rule


def plain_days(text, starts_on, first, last):
    """What dateutil says if it counts from the first day, up to 200 days."""
    found = (instant.date() for instant in rrulestr(text, dtstart=datetime.combine(starts_on, time())))
    return list(islice((day for day in takewhile(lambda day: day <= last, found) if day >= first), 200))


class TestDaysFrom:
    @pytest.mark.parametrize(
        ("text", "starts_on", "days"),
        [
            # The 31st is not 28 February for ever after.
            ("FREQ=MONTHLY", date(2026, 1, 31), "01-31 03-31 05-31 07-31 08-31 10-31 12-31"),
            ("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", date(2026, 1, 31), "01-31 02-28 03-31 04-30 05-31"),
            ("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", date(2026, 1, 30), "01-30 02-28 03-30 04-30"),
            ("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", date(2028, 1, 30), "01-30 02-29 03-30 04-30"),
            ("FREQ=MONTHLY;BYMONTHDAY=-1", date(2026, 1, 31), "01-31 02-28 03-31 04-30"),
            ("FREQ=MONTHLY;INTERVAL=13", date(2026, 12, 31), "12-31 2028-01-31 2030-03-31 2032-05-31"),
            ("FREQ=YEARLY", date(2024, 2, 29), "02-29 2028-02-29 2032-02-29 2036-02-29"),
            ("FREQ=YEARLY", date(2096, 2, 29), "02-29 2104-02-29"),
            (
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1",
                date(2024, 2, 29),
                "02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29",
            ),
            (
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
                date(2026, 1, 1),
                "01-30 02-27 03-31 04-30 05-29 06-30",
            ),
            ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", date(2026, 1, 1), "01-01 02-02 03-02 04-01"),
            ("FREQ=MONTHLY;BYDAY=-1FR", date(2026, 1, 1), "01-30 02-27 03-27 04-24 05-29"),
            ("FREQ=MONTHLY;BYDAY=5FR", date(2026, 1, 1), "01-30 05-29 07-31 10-30 2027-01-29"),
            ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", date(2026, 1, 1), "02-13 03-13 11-13 2027-08-13"),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", START, "09-02 09-14 09-16 09-28 09-30 10-12"),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=TU", START, "09-02 09-07 09-16 09-21 09-30"),
            ("FREQ=WEEKLY;BYDAY=MO", START, "09-07 09-14 09-21"),
            ("FREQ=DAILY;INTERVAL=10", date(2026, 12, 25), "12-25 2027-01-04 2027-01-14"),
            ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", START, "12-28 2032-12-27 2037-12-28"),
            ("FREQ=YEARLY;BYYEARDAY=366", START, "2028-12-31 2032-12-31"),
            ("FREQ=YEARLY;BYMONTH=3,9", START, "09-02 2027-03-02 2027-09-02"),
        ],
    )
    def test_begins_with_the_first_of_its_days(self, text, starts_on, days):
        found = first_days(len(days.split()), text, starts_on)

        assert " ".join(found) == days

    @pytest.mark.parametrize(
        ("end", "days"),
        [
            ("COUNT=3", ["09-02", "09-03", "09-04"]),
            ("COUNT=1", ["09-02"]),
            ("UNTIL=20260904", ["09-02", "09-03", "09-04"]),
            ("UNTIL=20260902", ["09-02"]),
            ("UNTIL=20260901", []),
        ],
    )
    def test_ends_with_the_rule(self, end, days):
        assert first_days(9, f"FREQ=DAILY;{end}") == days

    @pytest.mark.parametrize(
        ("mixed", "plain", "nth"),
        [
            ("FREQ=MONTHLY;BYDAY=MO,1TU", "FREQ=MONTHLY;BYDAY=MO", "FREQ=MONTHLY;BYDAY=1TU"),
            ("FREQ=MONTHLY;BYDAY=TU,WE,-1TU", "FREQ=MONTHLY;BYDAY=TU,WE", "FREQ=MONTHLY;BYDAY=-1TU"),
            ("FREQ=YEARLY;BYDAY=MO,53TU", "FREQ=YEARLY;BYDAY=MO", "FREQ=YEARLY;BYDAY=53TU"),
            ("FREQ=YEARLY;BYDAY=SU,-53TU", "FREQ=YEARLY;BYDAY=SU", "FREQ=YEARLY;BYDAY=-53TU"),
            (
                "FREQ=YEARLY;BYMONTH=2,9;BYDAY=SA,2TU",
                "FREQ=YEARLY;BYMONTH=2,9;BYDAY=SA",
                "FREQ=YEARLY;BYMONTH=2,9;BYDAY=2TU",
            ),
        ],
    )
    def test_takes_weekdays_of_either_kind(self, mixed, plain, nth):
        last = START + timedelta(days=3000)

        found = schedule(mixed).days_between(START, last)

        either = {day for text in (plain, nth) for day in schedule(text).days_between(START, last)}
        assert found == sorted(either)

    def test_leaves_out_the_skipped_days(self):
        assert first_days(3, "FREQ=DAILY", skipped=[date(2026, 9, 3), date(2026, 8, 1)]) == ["09-02", "09-04", "09-05"]

    def test_counts_the_skipped_days(self):
        assert first_days(9, "FREQ=DAILY;COUNT=3", skipped=[date(2026, 9, 3)]) == ["09-02", "09-04"]

    def test_adds_the_extra_days_in_their_place(self):
        extra = [date(2026, 9, 20), date(2026, 9, 5), START]

        assert first_days(4, "FREQ=WEEKLY", extra=extra) == ["09-02", "09-05", "09-09", "09-16"]
        assert first_days(9, "FREQ=WEEKLY;COUNT=2", extra=extra) == ["09-02", "09-05", "09-09", "09-20"]

    def test_has_no_extra_day_before_the_first(self):
        early = date(2026, 9, 1)

        assert first_days(2, "FREQ=WEEKLY", extra=[early]) == ["09-02", "09-09"]
        assert list(islice(schedule("FREQ=WEEKLY", extra=[early]).days_from(date.min), 2)) == [START, date(2026, 9, 9)]

    def test_skips_an_extra_day_too(self):
        day = date(2026, 9, 5)

        assert first_days(2, "FREQ=WEEKLY", skipped=[day], extra=[day]) == ["09-02", "09-09"]

    def test_ends_in_2999(self):
        days = list(schedule("FREQ=YEARLY", date(2990, 9, 2)).days_from(date(2995, 1, 1)))

        assert days == [date(year, 9, 2) for year in range(2995, 3000)]
        assert list(schedule("FREQ=DAILY").days_from(date(2999, 12, 30))) == [date(2999, 12, 30), date(2999, 12, 31)]

    @given(text=texts(), starts_on=starts(), offset=st.integers(-100, 9000))
    @examples(150)
    def test_goes_up_from_the_day_asked_for(self, text, starts_on, offset):
        assume(accepted(text, starts_on))
        asked = starts_on + timedelta(days=offset)

        days = list(islice(schedule(text, starts_on).days_from(asked), 60))

        assert days == sorted(set(days))
        assert all(day >= max(starts_on, asked) for day in days)

    @given(
        text=texts(kinds_of_days=("plain", "nth")),
        starts_on=starts(),
        offset=st.integers(-100, 9000),
        length=st.integers(0, 4000),
    )
    @examples(250)
    def test_agrees_with_counting_from_the_first_day(self, text, starts_on, offset, length):
        assume(accepted(text, starts_on))
        first = starts_on + timedelta(days=offset)
        last = first + timedelta(days=length)

        days = schedule(text, starts_on).days_between(first, last)

        assert days[:200] == plain_days(text, starts_on, first, last)

    @given(text=texts(), starts_on=starts())
    @examples(150)
    def test_is_the_same_of_canonical_text(self, text, starts_on):
        assume(accepted(text, starts_on))

        canonical = str(Rule.parse(text))

        assert first_days(40, canonical, starts_on) == first_days(40, text, starts_on)


class TestDaysBetween:
    def test_has_both_ends(self):
        days = schedule("FREQ=DAILY;INTERVAL=3").days_between(date(2026, 9, 5), date(2026, 9, 11))

        assert days == [date(2026, 9, 5), date(2026, 9, 8), date(2026, 9, 11)]

    def test_is_empty_before_the_first_day(self):
        assert schedule("FREQ=DAILY").days_between(date(2026, 1, 1), date(2026, 9, 1)) == []

    def test_is_empty_of_a_span_that_ends_before_it_begins(self):
        assert schedule("FREQ=DAILY").days_between(date(2026, 9, 9), date(2026, 9, 8)) == []


class TestNextFrom:
    def test_is_the_day_itself_or_the_one_that_follows(self):
        weekly = schedule("FREQ=WEEKLY")

        assert weekly.next_from(START) == START
        assert weekly.next_from(date(2026, 9, 3)) == date(2026, 9, 9)
        assert weekly.next_from(date(1900, 1, 1)) == START

    def test_is_none_when_the_rule_is_over(self):
        assert schedule("FREQ=WEEKLY;COUNT=2").next_from(date(2026, 9, 10)) is None
        assert schedule("FREQ=WEEKLY;UNTIL=20260915").next_from(date(2026, 9, 10)) is None

    def test_looks_as_far_as_the_calendar_goes(self):
        assert schedule("FREQ=DAILY").next_from(date(2999, 12, 31)) == date(2999, 12, 31)
        assert schedule("FREQ=DAILY").next_from(date(3000, 1, 1)) is None
        assert schedule("FREQ=YEARLY", date(2999, 6, 1)).next_from(date(2999, 6, 2)) is None

    def test_keeps_to_its_years_over_centuries(self):
        every_seventh = schedule("FREQ=YEARLY;INTERVAL=7", date(1900, 3, 1))

        assert every_seventh.next_from(date(2894, 3, 2)) == date(2901, 3, 1)

    @pytest.mark.parametrize("week_start", WEEKDAYS)
    @pytest.mark.parametrize("interval", [1, 2, 3])
    def test_keeps_to_its_weeks_wherever_they_begin(self, interval, week_start):
        text = f"FREQ=WEEKLY;INTERVAL={interval};BYDAY=MO,WE,SA,SU;WKST={week_start}"
        for starts_on in [START + timedelta(days=days) for days in range(7)]:
            asked = [starts_on + timedelta(days=days) for days in range(50)]
            plain = plain_days(text, starts_on, starts_on, asked[-1] + timedelta(days=30))

            found = [schedule(text, starts_on).next_from(day) for day in asked]

            assert found == [min(day for day in plain if day >= first) for first in asked]


class TestLastUntil:
    @pytest.mark.parametrize(
        ("text", "day", "last"),
        [
            ("FREQ=WEEKLY", START, START),
            ("FREQ=WEEKLY", date(2026, 9, 15), date(2026, 9, 9)),
            ("FREQ=WEEKLY", date(2026, 9, 1), None),
            ("FREQ=YEARLY;INTERVAL=20", date(2120, 1, 1), date(2106, 9, 2)),
            ("FREQ=DAILY;COUNT=3", date(2090, 1, 1), date(2026, 9, 4)),
            ("FREQ=DAILY;UNTIL=20260901", date(2090, 1, 1), None),
        ],
    )
    def test_looks_back_to_the_first_day(self, text, day, last):
        assert schedule(text).last_until(day) == last


class TestHas:
    def test_knows_its_days(self):
        weekly = schedule("FREQ=WEEKLY;COUNT=2", skipped=[date(2026, 9, 9)], extra=[date(2026, 9, 11)])

        days = [day for day in range(1, 30) if weekly.has(date(2026, 9, day))]

        assert days == [2, 11]


class TestSpeltOut:
    @given(text=texts(), starts_on=starts())
    @examples(80)
    def test_means_the_same(self, text, starts_on):
        assume(accepted(text, starts_on))
        rule = Rule.parse(text)

        whole = schedules.spelt_out(rule, starts_on)

        assert whole.days or whole.month_days or whole.year_days or whole.weeks or whole.frequency == "DAILY"
        assert first_days(30, str(whole), starts_on) == first_days(30, text, starts_on)
