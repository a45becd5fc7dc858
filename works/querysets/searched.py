"""Conditions of the search on works and recurring works."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db.models import Q

from categories.querysets import path_range
from works.querysets.labelled import LabelledQuerySet


class SearchedQuerySet(LabelledQuerySet):
    """Conditions that a person writes in one line, on the live rows of that person."""

    def in_text(self, text: str) -> Q:
        """Return the condition that a row has the text, in any case, in title or content."""
        return Q(title__icontains=text) | Q(content__icontains=text)

    def matching(self, text: str) -> Self:
        """Rows with the text in title or content, in any case."""
        return self.filter(self.in_text(text))

    def containing(self, word: str, *, categories: list[int], labels: list[int]) -> Self:
        """Rows with the word, in any case, in title or notes; and rows filed in these categories, or with these labels.

        The ids are those of all that have the word in their name. Looked up here, the names of ancestors took 15 s for
        ten words and 20,000 works.
        """
        found = self.in_text(word)
        if categories:
            found |= Q(category_id__among=categories)
        if labels:
            found |= Q(pk__in=self.links_to(labels))
        return self.filter(found)

    def links_to(self, labels: list[int]) -> Any:
        """Return the ids of all rows with one of these labels, once for each."""
        field: Any = self.model._meta.get_field("labels")
        return field.remote_field.through.objects.filter(label_id__among=labels).values(field.m2m_field_name())

    def under_any(self, user_id: int, paths: Iterable[str]) -> Self:
        """Rows filed in the subtree at one of these paths of the person."""
        ranges = (Q(**path_range(path, prefix="category__")) for path in paths)
        return self.filter(reduce(or_, ranges, Q(pk__in=[])), category__user=user_id)

    def with_priority(self, priorities: list[str]) -> Self:
        """Rows with one of these priorities."""
        return self.filter(priority__in=priorities)

    def of_mine(self, mine: bool) -> Self:  # noqa: FBT001
        """Rows that are the person's own job, or that they wait for."""
        return self.filter(my_job=mine)
