"""Lines that people type, with what they mean, written from docs/quick-add.md by somebody who had not seen the reader."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.works.quick_add.phrases import as_row, reading_of

FOLDER = Path(__file__).parent
TYPED = ("text", "now", "zone", "plain", "week_starts_on")


def _rows(language, part="corpus"):
    return [json.loads(line) for line in (FOLDER / f"{part}_{language}.jsonl").read_text().splitlines() if line]


def _read(row):
    options = {name: row[name] for name in ("plain", "week_starts_on") if name in row}
    return reading_of(row["text"], now=datetime.fromisoformat(row["now"]), zone=ZoneInfo(row["zone"]), **options)


@pytest.mark.parametrize("language", ["en", "ko"])
class TestTheCorpus:
    def test_is_read_exactly(self, language):
        meant = {row["text"]: {name: row[name] for name in row if name not in TYPED} for row in _rows(language)}

        read = {row["text"]: as_row(_read(row)) for row in _rows(language)}

        assert {text: (read[text], meant[text]) for text in meant if read[text] != meant[text]} == {}

    def test_is_read_where_the_author_of_the_reader_had_not_seen_it(self, language):
        """The held-back third was written before the reader, and first read when the reader was done: 163 of 164, 177 of 177."""
        rows = _rows(language, "held_out")

        wrong = [row for row in rows if as_row(_read(row)) != {name: row[name] for name in row if name not in TYPED}]

        assert len(wrong) <= len(rows) // 10
        assert [row["text"] for row in wrong if row["text"] == row["title"]] == []

    def test_has_titles_from_which_nothing_is_read(self, language):
        titles = [row for row in _rows(language) if row["text"] == row["title"]]

        assert len(titles) > 60
