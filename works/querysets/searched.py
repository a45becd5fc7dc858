"""Conditions of the search on works and recurring works."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, Self, cast

from django.db.models import Q

from categories.querysets import path_range
from works.querysets.labelled import LabelledQuerySet


class SearchedQuerySet(LabelledQuerySet):
    """Conditions that a person writes in one line, on the live rows of that person."""

    def containing(self, user_id: int, word: str) -> Self:
        """Rows with the word, in any case, in title or notes, the name of an ancestor, or the name of a label."""
        meta = cast(Any, self.model)._meta
        categories = meta.get_field("category").related_model.objects.owned_by(user_id).within_named(word)
        labels = meta.get_field("labels")
        links = labels.remote_field.through.objects.filter(user=user_id, label__name__icontains=word)
        return self.filter(
            Q(title__icontains=word)
            | Q(content__icontains=word)
            | Q(category_id__in=categories.values("pk"))
            | Q(pk__in=links.values(labels.m2m_field_name()))
        )

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
