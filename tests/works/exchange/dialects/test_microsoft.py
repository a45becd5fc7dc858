"""The recurrence of Microsoft To Do."""

import pytest

from tests.works.exchange.dialects.tables import expected, first_day, found, phrases
from works.exchange.dialects import microsoft


class TestParse:
    @pytest.mark.parametrize("row", phrases("microsoft"))
    def test_reads_each_phrase(self, row):
        assert found(microsoft.parse(row["phrase"], first_day(row))) == expected(row)

    @pytest.mark.parametrize("recurrence", [{}, {"pattern": 1}, {"pattern": {"type": ["daily"]}, "range": []}])
    def test_takes_any_type(self, recurrence):
        assert microsoft.parse(recurrence) is None


class TestDescribe:
    def test_has_the_values_that_mean_something(self):
        pattern = {"type": "weekly", "interval": 2, "month": 0, "daysOfWeek": ["monday", "friday"], "index": "first"}
        ends = {"type": "numbered", "endDate": "0001-01-01", "numberOfOccurrences": 3}

        assert microsoft.describe({"pattern": pattern, "range": ends}) == "weekly 2 monday, friday first 3"
