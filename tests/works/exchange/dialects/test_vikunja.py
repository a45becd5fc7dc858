"""The repetitions of Vikunja."""

import pytest

from tests.works.exchange.dialects.tables import phrases
from works.exchange.dialects import vikunja


class TestDescribe:
    @pytest.mark.parametrize("row", phrases("vikunja"))
    def test_says_what_the_fields_have(self, row):
        assert vikunja.describe(row["phrase"]) == row["says"]
