"""Values of unknown types."""

import pytest

from works.exchange import values

OTHERS = [None, True, [], {}, 2**70, float("nan"), float("inf")]


class TestText:
    @pytest.mark.parametrize("value", OTHERS)
    def test_is_empty_for_what_is_none(self, value):
        assert values.text(value) == ""

    def test_replaces_what_no_database_stores(self):
        assert values.text("a\0b\ud800c한") == "a\ufffdb\ufffdc한"

    def test_shows_numbers(self):
        assert (values.text(7), values.text(1.5)) == ("7", "1.5")


class TestNumber:
    @pytest.mark.parametrize("value", [*OTHERS, "7"])
    def test_is_0_for_what_is_none(self, value):
        assert (values.number(value), values.whole(value)) == (0, 0)

    def test_keeps_numbers(self):
        assert (values.number(1.5), values.whole(1.5), values.whole(-3)) == (1.5, 1, -3)
