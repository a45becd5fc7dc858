"""The rules of TickTick."""

import pytest

from works.exchange.dialects import ticktick


class TestIsRule:
    @pytest.mark.parametrize(("text", "is_rule"), [("", False), (" ", False), ("RRULE:FREQ=NONE", False), ("x", True)])
    def test_knows_what_is_none(self, text, is_rule):
        assert ticktick.is_rule(text) is is_rule
