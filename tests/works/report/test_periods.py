"""The periods of a report: properties of all days, and known dates."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from works.choices import PeriodName
from works.recurrence.rule import WEEKDAYS
from works.report import periods
from works.report.periods import Period

DAY = timedelta(days=1)
# A week and a month inside the bounds of a day field.
days = st.dates(date(1901, 1, 1), date(2998, 12, 31))
examples = settings(derandomize=True, deadline=None)


@st.composite
def spans(draw, most=40):
    start = draw(days)
    return Period(start, start + draw(st.integers(0, most)) * DAY)


def span(text):
    """Return the period of e.g. "2026-09-01 2026-09-30", or of one day."""
    first, _, last = text.partition(" ")
    return Period(date.fromisoformat(first), date.fromisoformat(last or first))


def postponed(*pairs):
    return [{"from": str(was), "to": str(became), "at": "2026-09-01T00:00:00+00:00"} for was, became in pairs]


class TestNamed:
    @examples
    @given(today=days, week_start=st.sampled_from(WEEKDAYS))
    def test_is_the_week_month_or_year_of_the_day_or_the_one_before(self, today, week_start):
        this_week, last_week, this_month, last_month, this_year, last_30_days = (
            periods.named(name, today=today, week_start=week_start) for name in PeriodName.values
        )

        assert this_week.holds(today)
        assert this_month.holds(today)
        assert this_year == (date(today.year, 1, 1), date(today.year, 12, 31))
        assert (last_30_days.start + 29 * DAY, last_30_days.end) == (today, today)
        assert last_week.end + DAY == this_week.start
        assert last_month.end + DAY == this_month.start
        for week in (this_week, last_week):
            assert (WEEKDAYS[week.start.weekday()], (week.end - week.start).days) == (week_start, 6)
        for month in (this_month, last_month):
            assert month.start.day == (month.end + DAY).day == 1
            assert month.start.month == month.end.month

    def test_is_the_known_period(self):
        for name, today, week_start, expected in [
            ("this_week", "2026-09-02", "MO", "2026-08-31 2026-09-06"),
            ("this_week", "2026-09-02", "WE", "2026-09-02 2026-09-08"),
            ("this_week", "2026-09-02", "TH", "2026-08-27 2026-09-02"),
            ("this_week", "2026-09-05", "SU", "2026-08-30 2026-09-05"),
            ("this_week", "2027-01-01", "MO", "2026-12-28 2027-01-03"),
            ("last_week", "2026-01-01", "MO", "2025-12-22 2025-12-28"),
            ("this_month", "2028-02-29", "MO", "2028-02-01 2028-02-29"),
            ("this_month", "2026-12-31", "MO", "2026-12-01 2026-12-31"),
            ("last_month", "2026-01-31", "MO", "2025-12-01 2025-12-31"),
            ("last_month", "2028-03-31", "MO", "2028-02-01 2028-02-29"),
            ("this_year", "2026-12-31", "MO", "2026-01-01 2026-12-31"),
        ]:
            found = periods.named(name, today=date.fromisoformat(today), week_start=week_start)
            assert found == span(expected), (name, today, week_start)


class TestBefore:
    @examples
    @given(spans(most=400))
    def test_ends_on_the_day_before_and_is_as_long_in_days_or_in_months(self, period):
        earlier = periods.before(period)

        assert earlier.end + DAY == period.start
        if not (period.start.day == (period.end + DAY).day == 1):
            assert earlier.end - earlier.start == period.end - period.start

    def test_is_the_known_period(self):
        for text, expected in [
            ("2026-09-07 2026-09-13", "2026-08-31 2026-09-06"),
            ("2026-09-07", "2026-09-06"),
            ("2026-03-01 2026-03-31", "2026-02-01 2026-02-28"),
            ("2026-01-01 2026-12-31", "2025-01-01 2025-12-31"),
            ("2026-01-01 2026-03-31", "2025-10-01 2025-12-31"),
            ("2026-01-01 2026-03-30", "2025-10-04 2025-12-31"),
        ]:
            assert periods.before(span(text)) == span(expected), text


class TestIsoWeek:
    @examples
    @given(today=days, week_start=st.sampled_from(WEEKDAYS))
    def test_is_the_number_of_a_week_that_begins_on_monday(self, today, week_start):
        week = periods.named("this_week", today=today, week_start=week_start)

        assert week.iso_week == (today.isocalendar().week if week_start == "MO" else None)

    def test_is_the_known_number(self):
        for text, expected in [
            ("2026-08-31 2026-09-06", 36),
            ("2026-12-28 2027-01-03", 53),
            ("2027-01-04 2027-01-10", 1),
            ("2026-08-31 2026-09-05", None),
            ("2026-08-31 2026-09-13", None),
        ]:
            assert span(text).iso_week == expected, text


class TestIsTooLong:
    @examples
    @given(start=days, more=st.integers(-400, 400))
    def test_is_true_from_the_sixth_year_on(self, start, more):
        end = start + 5 * 365 * DAY + more * DAY
        years = end.year - start.year - ((end.month, end.day) < (start.month, start.day))

        assert Period(start, end).is_too_long is (years >= 5)

    def test_is_true_after_the_known_last_day(self):
        for text in [
            "2022-01-01 2026-12-31",
            "2023-03-01 2028-02-29",
            "2024-02-29 2029-02-28",
        ]:
            start, last = span(text)
            assert not Period(start, last).is_too_long, text
            assert Period(start, last + DAY).is_too_long, text


class TestHolds:
    @examples
    @given(spans(), st.integers(-3, 45))
    def test_includes_both_ends(self, period, number):
        assert period.holds(period.start + number * DAY) is (0 <= number <= (period.end - period.start).days)


class TestSlipped:
    @examples
    @given(spans(most=5), st.lists(st.tuples(st.integers(-4, 8), st.integers(1, 12)), max_size=4))
    def test_is_true_of_a_move_into_the_period_or_from_it_past_its_end(self, period, moves):
        pairs = [(period.start + was * DAY, period.start + (was + by) * DAY) for was, by in moves]
        inside = {period.start + n * DAY for n in range((period.end - period.start).days + 1)}

        assert period.slipped(postponed(*pairs)) is any(
            (was in inside or was < min(inside))
            and (became in inside or became > max(inside))
            and (was in inside) != (became in inside)
            for was, became in pairs
        )

    def test_is_true_of_the_known_moves(self):
        for period, moves, expected in [
            ("2026-09-01 2026-09-30", [], False),
            ("2026-09-01 2026-09-30", ["2026-09-30 2026-10-01"], True),
            ("2026-09-01 2026-09-30", ["2026-08-31 2026-09-01"], True),
            ("2026-09-01 2026-09-30", ["2026-09-01 2026-09-30"], False),
            ("2026-09-01 2026-09-30", ["2026-08-31 2026-10-01"], False),
            ("2026-09-01 2026-09-30", ["2026-08-20 2026-08-31", "2026-10-01 2026-10-05"], False),
            ("2026-09-01 2026-09-30", ["2026-08-01 2026-08-20", "2026-09-04 2026-10-02"], True),
            ("2026-01-01", ["2025-12-31 2026-01-01"], True),
            ("2026-01-01", ["2025-12-31 2026-01-02"], False),
            ("2026-01-01", ["2026-01-01 2026-01-02"], True),
            ("2026-01-01", ["2025-12-30 2025-12-31"], False),
        ]:
            assert span(period).slipped(postponed(*map(str.split, moves))) is expected, (period, moves)
