"""Conditions on works by their folded texts, which wheelbarrow/core/db/searching.py keeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from wheelbarrow.core.db.searching import SHORTEST
from wheelbarrow.core.text import fold
from works.querysets.reported import ReportedQuerySet


class Word(NamedTuple):
    """What is sought: a text, and the categories and labels with it in their name, whose works are found too."""

    text: str
    categories: list[int]
    labels: list[int]

    @property
    def is_elsewhere(self) -> bool:
        """Whether works are found by it without having it in their text."""
        return bool(self.categories or self.labels)


class WordedQuerySet(ReportedQuerySet):
    """Two ways to find the works with a text: one looks at works in their order, the other one asks the index.

    The first one stops at the end of a page, the second one reads what it finds and nothing else: works/finding.py
    chooses.
    """

    def in_text(self, text: str) -> Q:
        # Not EXISTS: PostgreSQL might read the texts of all works first, and hash those that have it.
        texts = self._texts.objects.filter(pk=OuterRef("pk")).values(place=StrIndex("folded", Value(fold(text))))
        return Q(GreaterThan(Subquery(texts), 0))

    def found_by(self, user: int, words: Sequence[Word]) -> Self:
        """Works of the person that each word finds, by the index. Words that are sought in texts only are one question to it."""
        rows, alone = self, [fold(word.text) for word in words if not word.is_elsewhere]
        if any(len(text) >= SHORTEST for text in alone):
            rows = rows.filter(pk__in=self._texts.objects.with_pairs(user, alone).values("pk"))
            for text in alone:
                rows = rows.matching(text)
        elif alone:
            rows = rows.filter(pk__in=self._texts.objects.indexed(user, alone).values("pk"))
        for word in words:
            if word.is_elsewhere:
                parts = [self._texts.objects.indexed(user, [fold(word.text)]).values("pk")]
                if word.categories:
                    parts.append(self.model.all_objects.filter(user=user).in_categories(word.categories).values("pk"))
                if word.labels:
                    parts.append(self.links_to(word.labels))
                rows = rows.filter(pk__in=parts[0].union(*parts[1:], all=True))
        return rows

    def count_up_to(self, most: int) -> int:
        """Return the number of rows, or `most` if there are more."""
        number: int = self.order_by()[:most].count()
        return number

    def first_ids(self, number: int) -> list[int]:
        """Return the ids of the first rows, in their order. SQLite would read all columns of what it then sorts away."""
        return list(self.values_list("pk", flat=True)[:number])

    @property
    def _texts(self) -> Any:
        return self.model.texts
