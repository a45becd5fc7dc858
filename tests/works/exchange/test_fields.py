"""Values of unknown types."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from works.exchange import fields

SEOUL = ZoneInfo("Asia/Seoul")
OTHERS = [None, True, [], {}, 2**70, float("nan"), float("inf")]


class TestText:
    @pytest.mark.parametrize("value", OTHERS)
    def test_is_empty_for_what_is_none(self, value):
        assert fields.text(value) == ""

    def test_replaces_what_no_database_stores(self):
        assert fields.text("a\0b\ud800c한") == "a\ufffdb\ufffdc한"

    def test_shows_numbers(self):
        assert (fields.text(7), fields.text(1.5)) == ("7", "1.5")


class TestNumber:
    @pytest.mark.parametrize("value", [*OTHERS, "7"])
    def test_is_0_for_what_is_none(self, value):
        assert (fields.number(value), fields.whole(value)) == (0, 0)

    def test_keeps_numbers(self):
        assert (fields.number(1.5), fields.whole(1.5), fields.whole(-3)) == (1.5, 1, -3)


class TestKey:
    def test_is_readable_while_it_is_short(self):
        assert fields.key("a ", 7, None) == "a/7/"

    def test_is_bounded_and_the_same_each_time(self):
        assert fields.key("a" * 10**6) == fields.key("a" * 10**6)
        assert fields.key("a" * 10**6) != fields.key("a" * 10**6 + "b")
        assert len(fields.key("a" * 10**6)) <= fields.LONGEST_KEY


class TestInstant:
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
        assert fields.instant(text, SEOUL) == at


class TestDay:
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
        assert fields.day(text) == day


class TestZoneNamed:
    @pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "\0", "Asia", None, "a" * 5000])
    def test_is_none_for_other_names(self, name):
        assert fields.zone_named(name) is None

    def test_finds_a_zone(self):
        assert fields.zone_named("Asia/Seoul") == SEOUL


class TestDayAndTime:
    def test_midnight_is_a_day(self):
        midnight = datetime(2026, 11, 29, 15, tzinfo=UTC)

        assert fields.day_and_time(midnight, SEOUL) == (date(2026, 11, 30), None)
        assert fields.day_and_time(midnight, UTC) == (date(2026, 11, 29), time(15))
