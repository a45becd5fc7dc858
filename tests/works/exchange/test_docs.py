"""docs/import.md: a row for each format, all of one form."""

from pathlib import Path

import pytest

from works.exchange.sources import readers

ROWS = [
    [cell.strip() for cell in row.replace(r"\|", "¦").strip("|").split("|")]
    for row in Path("docs/import.md").read_text().partition("|---|---|---|---|\n")[2].partition("\n\n")[0].splitlines()
]


class TestTheTable:
    def test_has_every_format_in_the_order_of_the_alphabet(self):
        assert [row[0] for row in ROWS] == sorted(
            (f"{reader.LABEL} (`{reader.NAME}`)" for reader in readers()), key=str.casefold
        )

    @pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
    def test_has_sentences_in_each_cell(self, row):
        assert len(row) == 4
        for cell in row[1:]:
            assert cell.endswith(".") or (cell.startswith("`") and cell.endswith("`"))
            assert cell[0].isupper() or cell[0] in "`["
