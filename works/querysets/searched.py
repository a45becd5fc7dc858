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

    def containing(self, word: str, *, categories: list[int], labels: list[int]) -> Self:
        """Rows with the word, in any case, in title or notes; and rows filed in these categories, or with these labels.

        The ids are those of all that have the word in their name. Looked up here, the names of ancestors took 15 s for
        ten words and 20,000 works.
        """
        found = Q(title__icontains=word) | Q(content__icontains=word)
        if categories:
            found |= Q(category_id__among=categories)
        if labels:
            field: Any = self.model._meta.get_field("labels")
            links = field.remote_field.through.objects.filter(label_id__among=labels)
            found |= Q(pk__in=links.values(field.m2m_field_name()))
        return self.filter(found)

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
