"""The function that SQLite's triggers call to index a text (wheelbarrow/core/db/searching.py)."""

from __future__ import annotations

from itertools import pairwise

# The name of the function, which is written in SQL on PostgreSQL.
FUNCTION = "wheelbarrow_grams"


def grams(owner: int, folded: str) -> str:
    """Return a word of ASCII letters and digits for each pair of letters of the text, each once, all of this owner."""
    return " ".join([f"{owner}x{(first + second).encode().hex()}" for first, second in {*pairwise(folded)}])
