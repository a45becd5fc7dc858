"""The recurrence of Microsoft To Do."""

import pytest

from works.exchange.dialects import microsoft


class TestParse:
    @pytest.mark.parametrize("recurrence", [{}, {"pattern": 1}, {"pattern": {"type": ["daily"]}, "range": []}])
    def test_takes_any_type(self, recurrence):
        assert microsoft.parse(recurrence) is None


class TestDescribe:
    def test_has_the_values_that_mean_something(self):
        pattern = {"type": "weekly", "interval": 2, "month": 0, "daysOfWeek": ["monday", "friday"], "index": "first"}
        ends = {"type": "numbered", "endDate": "0001-01-01", "numberOfOccurrences": 3}

        assert microsoft.describe({"pattern": pattern, "range": ends}) == "weekly 2 monday, friday first 3"
