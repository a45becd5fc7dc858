"""The table of phrases in org.json: each is a rule, or none."""

import json
from datetime import date
from pathlib import Path

import pytest

from works.exchange.dialects.org import repetition
from works.recurrence.rule import Rule
from works.recurrence.schedule import check

ROWS = json.loads(Path(__file__).with_name("org.json").read_text("utf-8"))


class TestRepetition:
    @pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["phrase"]))
    def test_is_the_rule_of_the_phrase(self, row):
        day = date.fromisoformat(row["starts_on"])

        found = repetition(row["phrase"], day)

        if row["gives"] is None:
            assert found is None
            return
        assert found.rule == row["gives"]
        assert found.from_completion == row.get("from_completion", False)
        assert found.starts_on == day
        assert str(Rule.parse(found.rule)) == found.rule
        check(Rule.parse(found.rule), found.starts_on)
