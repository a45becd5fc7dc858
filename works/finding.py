"""Find works by words, the newest first, without reading all works of the person.

A common word fills a page from the newest works, which are looked at one after another: the index would give ids by
the ten thousand, to be sorted. A rare one is found by the index: looking at one work after another would read them all.
What is common cannot be left to the planner: of the pairs of letters of one person among many PostgreSQL has no
statistics, and SQLite has none at all. So the newest texts are counted first, which takes about 1 ms.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from wheelbarrow.core.text import fold
from works.models import Work, WorkText
from works.querysets import WorkQuerySet
from works.querysets.worded import Word

# The newest texts in which words are counted, and how many of them make a word a common one. Of 200,000 works the
# index finds about 2,000 for a word that just is not, and 10,000 are looked at for MOST_COUNTED of one that just is.
NEWEST, COMMON = 3000, 30
# Results that are counted: to count all of 100,000 takes as long as to read them.
MOST_COUNTED = 100


class Hits(NamedTuple):
    """In how many of the newest texts of a person each text is, and in how many all of them are."""

    of_each: dict[str, int]
    of_all: int

    def are_common(self, words: Sequence[Word]) -> bool:
        """Whether works with all these words are common."""
        least = min((self.of_each.get(word.text, 0) for word in words), default=0)
        return min(least, self.of_all) >= COMMON if len(words) > 1 else least >= COMMON


NO_HITS = Hits({}, 0)


def count_hits(user: int, texts: Sequence[str]) -> Hits:
    """Count the texts in what the person has written last, in one query."""
    if not texts:
        return NO_HITS
    *each, both = WorkText.objects.owned_by(user).hits_of_newest([fold(text) for text in texts], NEWEST)
    return Hits(dict(zip(texts, each, strict=True)), both)


def search(rows: WorkQuerySet, user: int, *texts: str) -> WorkQuerySet:
    """Return those of the person's works that have all these texts in title or content, in any case of their letters."""
    return narrow(rows, user, [Word(text, [], []) for text in texts if text], count_hits(user, texts))


def narrow(rows: Any, user: int, words: Sequence[Word], hits: Hits) -> WorkQuerySet:
    """Return those of the person's works that each of the words finds."""
    if not hits.are_common(words):
        broad = [word for word in words if word.is_elsewhere and _is_broad(user, word, hits)]
        rows = rows.found_by(user, [word for word in words if word not in broad])
        words = broad
    for word in words:
        rows = rows.containing(word.text, categories=word.categories, labels=word.labels)
    found: WorkQuerySet = rows
    return found


def _is_broad(user: int, word: Word, hits: Hits) -> bool:
    """Whether the word finds too many works to list them all."""
    works = Work.objects.owned_by(user)
    return (
        hits.of_each.get(word.text, 0) >= COMMON
        or (bool(word.categories) and works.in_categories(word.categories).count_up_to(NEWEST) == NEWEST)
        or (bool(word.labels) and works.links_to(word.labels)[:NEWEST].count() == NEWEST)
    )
