"""The rules of TickTick."""

import pytest

from tests.works.exchange.dialects.tables import expected, first_day, found, phrases
from works.exchange.dialects import ticktick


class TestParse:
    @pytest.mark.parametrize("row", phrases("ticktick"))
    def test_reads_each_phrase(self, row):
        repetition = ticktick.parse(row["phrase"], first_day(row), repeat_from=row.get("repeat_from", ""))

        assert found(repetition) == expected(row)


class TestIsRule:
    @pytest.mark.parametrize(("text", "is_rule"), [("", False), (" ", False), ("RRULE:FREQ=NONE", False), ("x", True)])
    def test_knows_what_is_none(self, text, is_rule):
        assert ticktick.is_rule(text) is is_rule
