"""What holds for every dialect: the tables of phrases, and the examples of them in docs/import.md."""

import json
import re
from pathlib import Path

import pytest

from tests.works.exchange.dialects.tables import READ, expected, found, phrases
from works.exchange import dialects
from works.recurrence.rule import Rule
from works.recurrence.schedule import check

TABLES = {"CSV": "table", "Org mode": "org", "Taskwarrior": "taskwarrior"}
TABLES |= {"TickTick": "ticktick", "Todoist": "todoist", "Vikunja": "vikunja"}
EXAMPLE = re.compile(r"\| `(?P<phrase>[^`]+)`[^|`]*\| (?P<tool>[^|]+) \| (?P<here>.+) \|")
EXAMPLES = [match for row in Path("docs/import.md").read_text().splitlines() if (match := EXAMPLE.fullmatch(row))]


def rows():
    return [pytest.param(name, row, id=f"{name}-{row['phrase']}"[:60]) for name in READ for row in phrases(name)]


def shown(row):
    """Return what docs/import.md shows of the rule of a row."""
    more = [", from completion" if row.get("from_completion") else "", f", at {row['time']}" if "time" in row else ""]
    return f"`{row['gives']}`{''.join(more)}" if row["gives"] else "a line of the notes"


class TestTheTables:
    @pytest.mark.parametrize(("name", "row"), rows())
    def test_are_read_exactly(self, name, row):
        assert found(name, row) == expected(row)

    @pytest.mark.parametrize(("name", "row"), [row for row in rows() if row.values[1]["gives"]])
    def test_have_rules_that_a_recurring_work_can_have(self, name, row):
        repetition = expected(row)

        assert str(Rule.parse(repetition.rule)) == repetition.rule
        check(Rule.parse(repetition.rule), repetition.starts_on)

    def test_have_phrases_enough(self):
        counted = {name: len({json.dumps(row["phrase"]) for row in phrases(name)}) for name in READ}

        assert all(count >= 10 for count in counted.values()), counted
        assert sum(counted.values()) >= 60

    def test_are_there_for_each_dialect(self):
        folder = Path(dialects.__path__[0])

        modules = {path.stem for path in folder.glob("*.py")} - {"__init__", "todoist_rules"}
        assert modules == {path.stem for path in Path(__file__).parent.glob("*.json")} == READ.keys()


class TestTheExamples:
    def test_are_15(self):
        assert len(EXAMPLES) == 15
        assert {example["tool"] for example in EXAMPLES} == TABLES.keys()

    @pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["phrase"])
    def test_are_what_the_dialect_gives(self, example):
        name, phrase = TABLES[example["tool"]], example["phrase"]
        value = json.loads(phrase) if phrase.startswith("{") else phrase

        given = [row for row in phrases(name) if row["phrase"] == value]

        assert example["here"] in [shown(row) for row in given if found(name, row) == expected(row)]
