"""What holds of any span of days; tables of known ones are in tests/works/report/test_report_periods.py."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from works.recurrence.rule import WEEKDAYS
from works.report import periods
from works.report.periods import Period

DAY = timedelta(days=1)
# A week and a month before and behind what a day field takes.
days = st.dates(date(1901, 1, 1), date(2998, 12, 31))
examples = settings(derandomize=True, deadline=None)


@st.composite
def spans(draw, most=40):
    start = draw(days)
    return Period(start, start + draw(st.integers(0, most)) * DAY)


def span(text):
    """ "2026-09-01 2026-09-30"; one day is a period too."""
    first, _, last = text.partition(" ")
    return Period(date.fromisoformat(first), date.fromisoformat(last or first))


class TestNamed:
    @examples
    @given(today=days, week_start=st.sampled_from(WEEKDAYS))
    def test_week_holds_the_day_and_begins_as_the_person_counts(self, today, week_start):
        week = periods.named("this_week", today=today, week_start=week_start)
        before = periods.named("last_week", today=today, week_start=week_start)

        assert week.holds(today)
        assert (week.end - week.start).days == (before.end - before.start).days == 6
        assert WEEKDAYS[week.start.weekday()] == WEEKDAYS[before.start.weekday()] == week_start
        assert before.end + DAY == week.start

    @examples
    @given(today=days)
    def test_month_holds_the_day_and_all_of_its_month(self, today):
        month = periods.named("this_month", today=today, week_start="MO")
        before = periods.named("last_month", today=today, week_start="MO")

        assert month.holds(today)
        for each in (month, before):
            assert each.start.day == (each.end + DAY).day == 1
            assert each.start.month == each.end.month
        assert before.end + DAY == month.start

    @examples
    @given(today=days)
    def test_year_is_that_of_the_day(self, today):
        year = periods.named("this_year", today=today, week_start="MO")

        assert year == (date(today.year, 1, 1), date(today.year, 12, 31))

    @pytest.mark.parametrize(
        ("name", "today", "expected"),
        [
            ("this_year", "2026-01-01", "2026-01-01 2026-12-31"),
            ("this_year", "2026-12-31", "2026-01-01 2026-12-31"),
            ("this_week", "2026-08-30", "2026-08-30 2026-09-05"),
            ("this_week", "2026-09-05", "2026-08-30 2026-09-05"),
            ("last_week", "2026-08-30", "2026-08-23 2026-08-29"),
            ("last_month", "2028-03-31", "2028-02-01 2028-02-29"),
        ],
    )
    def test_counts_the_first_and_the_last_day_in(self, name, today, expected):
        assert periods.named(name, today=date.fromisoformat(today), week_start="SU") == span(expected)


class TestIsoWeek:
    @examples
    @given(today=days)
    def test_is_that_of_each_of_its_days(self, today):
        week = periods.named("this_week", today=today, week_start="MO")

        assert week.iso_week == today.isocalendar().week

    @examples
    @given(today=days, week_start=st.sampled_from(WEEKDAYS[1:]))
    def test_is_not_said_of_a_week_that_begins_on_another_day(self, today, week_start):
        assert periods.named("this_week", today=today, week_start=week_start).iso_week is None


class TestIsTooLong:
    @examples
    @given(start=days, more=st.integers(-400, 400))
    def test_is_said_when_a_sixth_year_has_begun(self, start, more):
        end = start + 5 * 365 * DAY + more * DAY
        years = end.year - start.year - ((end.month, end.day) < (start.month, start.day))

        assert Period(start, end).is_too_long is (years >= 5)


class TestHolds:
    @examples
    @given(spans(), st.integers(-3, 45))
    def test_counts_both_ends_in(self, period, number):
        day = period.start + number * DAY

        assert period.holds(day) is (0 <= number <= (period.end - period.start).days)


class TestSlipped:
    @examples
    @given(spans(most=5), st.lists(st.tuples(st.integers(-4, 8), st.integers(1, 12)), max_size=4))
    def test_is_a_move_across_the_beginning_into_it_or_across_the_end_out_of_it(self, period, moves):
        pairs = [(period.start + was * DAY, period.start + (was + by) * DAY) for was, by in moves]
        told = [{"from": str(was), "to": str(became), "at": "2026-09-01T00:00:00+00:00"} for was, became in pairs]
        inside = {period.start + n * DAY for n in range((period.end - period.start).days + 1)}

        assert period.slipped(told) is any(
            (was in inside or was < min(inside))
            and (became in inside or became > max(inside))
            and (was in inside) != (became in inside)
            for was, became in pairs
        )

    @pytest.mark.parametrize(
        ("move", "expected"),
        [
            ("2025-12-31 2026-01-01", True),
            ("2025-12-31 2026-01-02", False),
            ("2026-01-01 2026-01-02", True),
            ("2025-12-30 2025-12-31", False),
        ],
    )
    def test_knows_a_period_of_one_day(self, move, expected):
        was, became = move.split()

        assert span("2026-01-01").slipped([{"from": was, "to": became, "at": "2025-12-01T00:00:00+00:00"}]) is expected
