"""Days, instants and time zones as programs write them."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from works.exchange import times

SEOUL = ZoneInfo("Asia/Seoul")


class TestInstantOf:
    @pytest.mark.parametrize(
        ("text", "at"),
        [
            ("2026-11-29T15:00:00Z", datetime(2026, 11, 29, 15, tzinfo=UTC)),
            ("2026-11-29T15:00:00.0062602Z", datetime(2026, 11, 29, 15, tzinfo=UTC)),
            ("2026-11-29T15:00:00+0000", datetime(2026, 11, 29, 15, tzinfo=UTC)),
            ("2026-11-29T15:00+09:00", datetime(2026, 11, 29, 15, tzinfo=timezone(timedelta(hours=9)))),
            ("2026-11-29 15:00:00", datetime(2026, 11, 29, 15, tzinfo=SEOUL)),
            ("2026-11-29", None),
            ("0001-01-01T00:00:00Z", None),
            ("9999-12-31T23:59:59Z", None),
            ("2026-02-30T00:00:00Z", None),
            ("2026-11-29T15:00:00+9999", None),
            ("٢٠٢٦-11-29T15:00:00Z", None),
            ("tomorrow", None),
            (None, None),
        ],
    )
    def test_reads(self, text, at):
        assert times.instant_of(text, SEOUL) == at


class TestDayOf:
    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("2026-11-29", date(2026, 11, 29)),
            ("2026-11-29T23:59:00Z", date(2026, 11, 29)),
            ("0001-01-01", None),
            ("2026-02-30", None),
            ([], None),
        ],
    )
    def test_reads(self, text, day):
        assert times.day_of(text) == day


class TestZoneNamed:
    @pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "\0", "Asia", None, "a" * 5000])
    def test_is_none_for_other_names(self, name):
        assert times.zone_named(name) is None

    def test_finds_a_zone(self):
        assert times.zone_named("Asia/Seoul") == SEOUL


class TestDayAndTime:
    def test_midnight_is_a_day(self):
        midnight = datetime(2026, 11, 29, 15, tzinfo=UTC)

        assert times.day_and_time(midnight, SEOUL) == (date(2026, 11, 30), None)
        assert times.day_and_time(midnight, UTC) == (date(2026, 11, 29), time(15))
