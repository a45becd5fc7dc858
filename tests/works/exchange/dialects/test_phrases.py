import json
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from works.exchange.dialects.table import repetition_of
from works.exchange.records import Repetition

TABLE = json.loads(Path(__file__).with_name("phrases.json").read_text())


class TestRepetitionOf:
    @pytest.mark.parametrize("row", TABLE, ids=lambda row: row["phrase"])
    def test_the_table(self, row):
        first = date.fromisoformat(row["starts_on"])
        begins = date.fromisoformat(row.get("first", row["starts_on"]))
        found = repetition_of(row["phrase"], first, ZoneInfo("Asia/Seoul"))
        expected = row["gives"] and Repetition(row["gives"], begins, from_completion=row.get("from_completion", False))
        assert found == expected
