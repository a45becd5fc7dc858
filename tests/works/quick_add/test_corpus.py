"""Lines that people type, with what they mean, written from docs/quick-add.md by somebody who had not seen the reader."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.works.quick_add.phrases import as_row, reading_of

FOLDER = Path(__file__).parent
TYPED = ("text", "now", "zone", "plain", "week_starts_on")


def _rows(language):
    return [json.loads(line) for line in (FOLDER / f"corpus_{language}.jsonl").read_text().splitlines() if line]


def _read(row):
    options = {name: row[name] for name in ("plain", "week_starts_on") if name in row}
    return reading_of(row["text"], now=datetime.fromisoformat(row["now"]), zone=ZoneInfo(row["zone"]), **options)


@pytest.mark.parametrize("language", ["en", "ko"])
class TestTheCorpus:
    def test_is_read_exactly(self, language):
        meant = {row["text"]: {name: row[name] for name in row if name not in TYPED} for row in _rows(language)}

        read = {row["text"]: as_row(_read(row)) for row in _rows(language)}

        assert {text: (read[text], meant[text]) for text in meant if read[text] != meant[text]} == {}

    def test_has_titles_from_which_nothing_is_read(self, language):
        titles = [row for row in _rows(language) if row["text"] == row["title"]]

        assert len(titles) > 60
