"""The repetitions of Vikunja."""

import pytest

from tests.works.exchange.dialects.tables import expected, first_day, found, phrases
from works.exchange.dialects import vikunja


class TestParse:
    @pytest.mark.parametrize("row", phrases("vikunja"))
    def test_reads_each_phrase(self, row):
        assert found(vikunja.parse(row["phrase"], first_day(row))) == expected(row)


class TestDescribe:
    @pytest.mark.parametrize("row", phrases("vikunja"))
    def test_says_what_the_fields_have(self, row):
        assert vikunja.describe(row["phrase"]) == row["says"]
