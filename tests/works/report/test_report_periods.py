"""Spans of days."""

from datetime import date

import pytest

from tests.works.report.reports import days
from works.report import periods
from works.report.periods import Period

WEDNESDAY = date(2026, 9, 2)


def move(text):
    """ "09-04 10-02": put off from one day to the other."""
    was, became = text.split()
    return {"from": f"2026-{was}", "to": f"2026-{became}", "at": "2026-09-01T00:00:00+00:00"}


class TestNamed:
    @pytest.mark.parametrize(
        ("name", "week_start", "expected"),
        [
            ("this_week", "MO", "08-31 09-06"),
            ("this_week", "TU", "09-01 09-07"),
            ("this_week", "WE", "09-02 09-08"),
            ("this_week", "TH", "08-27 09-02"),
            ("this_week", "SA", "08-29 09-04"),
            ("this_week", "SU", "08-30 09-05"),
            ("last_week", "MO", "08-24 08-30"),
            ("last_week", "SU", "08-23 08-29"),
            ("this_month", "MO", "09-01 09-30"),
            ("last_month", "MO", "08-01 08-31"),
            ("this_year", "MO", "01-01 12-31"),
        ],
    )
    def test_is_the_span_around_the_day(self, name, week_start, expected):
        assert periods.named(name, today=WEDNESDAY, week_start=week_start) == days(expected)

    @pytest.mark.parametrize(
        ("name", "today", "expected"),
        [
            ("this_month", date(2028, 2, 29), (date(2028, 2, 1), date(2028, 2, 29))),
            ("this_month", date(2026, 2, 1), (date(2026, 2, 1), date(2026, 2, 28))),
            ("this_month", date(2026, 12, 31), (date(2026, 12, 1), date(2026, 12, 31))),
            ("last_month", date(2026, 1, 31), (date(2025, 12, 1), date(2025, 12, 31))),
            ("last_month", date(2026, 3, 31), (date(2026, 2, 1), date(2026, 2, 28))),
            ("last_week", date(2026, 1, 1), (date(2025, 12, 22), date(2025, 12, 28))),
            ("this_week", date(2027, 1, 1), (date(2026, 12, 28), date(2027, 1, 3))),
        ],
    )
    def test_knows_the_ends_of_months_and_years(self, name, today, expected):
        assert periods.named(name, today=today, week_start="MO") == expected

    @pytest.mark.parametrize("name", periods.NAMES)
    def test_knows_every_name(self, name):
        period = periods.named(name, today=WEDNESDAY, week_start="SU")

        assert period.start <= period.end


class TestIsoWeek:
    @pytest.mark.parametrize(
        ("span", "expected"),
        [
            ((date(2026, 8, 31), date(2026, 9, 6)), 36),
            ((date(2026, 12, 28), date(2027, 1, 3)), 53),
            ((date(2027, 1, 4), date(2027, 1, 10)), 1),
            ((date(2026, 8, 30), date(2026, 9, 5)), None),
            ((date(2026, 8, 31), date(2026, 9, 5)), None),
            ((date(2026, 8, 31), date(2026, 9, 13)), None),
        ],
    )
    def test_is_the_number_of_a_week_from_monday_to_sunday(self, span, expected):
        assert Period(*span).iso_week == expected


class TestIsTooLong:
    @pytest.mark.parametrize(
        ("start", "last"),
        [
            (date(2022, 1, 1), date(2026, 12, 31)),
            (date(2022, 3, 1), date(2027, 2, 28)),
            (date(2023, 3, 1), date(2028, 2, 29)),
            (date(2024, 2, 29), date(2029, 2, 28)),
            (date(2026, 9, 2), date(2031, 9, 1)),
        ],
    )
    def test_is_said_of_a_day_more_than_five_years(self, start, last):
        assert not Period(start, last).is_too_long
        assert Period(start, date.fromordinal(last.toordinal() + 1)).is_too_long


class TestSlipped:
    @pytest.mark.parametrize(
        ("moves", "expected"),
        [
            ([], False),
            # Out of the period.
            (["09-04 10-02"], True),
            (["09-01 10-01"], True),
            (["09-30 10-01"], True),
            # Into it, from before.
            (["08-31 09-01"], True),
            (["08-31 09-30"], True),
            # Neither.
            (["09-04 09-11"], False),
            (["09-01 09-30"], False),
            (["08-20 08-31"], False),
            (["08-31 10-01"], False),
            (["10-01 10-05"], False),
            # One of them is enough.
            (["08-01 08-20", "09-04 10-02"], True),
            (["09-30 10-01", "10-01 10-05"], True),
            (["08-20 08-31", "10-01 10-05"], False),
        ],
    )
    def test_is_said_of_a_deadline_put_off_into_the_days_or_out_of_them(self, moves, expected):
        assert days("09-01 09-30").slipped([move(each) for each in moves]) is expected
