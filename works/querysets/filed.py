"""Conditions on works and recurring works alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self, cast

from django.db.models import Q

from categories.querysets import path_range
from wheelbarrow.core.db.limits import Limit
from works.querysets.searched import SearchedQuerySet

if TYPE_CHECKING:
    from categories.models import Category


class FiledQuerySet(SearchedQuerySet):
    """Conditions on rows with a category, a title and content."""

    is_in_one_branch = True

    def inside(self, branch: Limit) -> Self:
        """Rows filed in the branch; those in the trash too, whose category may be there as well."""
        categories = cast(Any, self.model)._meta.get_field("category").related_model.all_objects
        return self.filter(category_id__in=categories.inside(branch).values("pk"))

    def under(self, category: Category) -> Self:
        """Rows filed in the subtree of the category."""
        return self.filter(
            user=category.user_id, category__user=category.user_id, **path_range(category.path, prefix="category__")
        )

    def among_those_under(self, category: Category) -> Self:
        """Those of few rows that are filed in the subtree. For under() SQLite combines each category with each row."""
        categories = cast(Any, self.model)._meta.get_field("category").related_model.objects
        return self.filter(category_id__in=categories.subtree_of(category).order_by().values("pk"))

    def filed_by(self, user_id: int) -> Self:
        """Rows that the person has filed. Both owners are named, or PostgreSQL would read all categories."""
        return self.owned_by(user_id).filter(category__user=user_id)

    def filed_between(self, spans: Mapping[int, tuple[str, str]]) -> Self:
        """Rows filed by each person in a category with a path in the person's half-open range."""
        ranges = (
            Q(category__user=user, category__path__gte=first, category__path__lt=end)
            for user, (first, end) in spans.items()
        )
        return self.owned_by_any(list(spans)).filter(reduce(or_, ranges, Q(pk__in=[])))

    def in_categories(self, category_ids: list[int]) -> Self:
        """Rows filed directly in one of these categories."""
        return self.filter(category_id__among=category_ids)

    def in_category(self, category_id: int | None) -> Self:
        """Rows filed directly in the category; rows without a category for None."""
        return self.filter(category_id=category_id)

    def in_any_category(self, category_ids: list[int | None]) -> Self:
        """Rows filed directly in one of these categories; None among them includes rows without a category."""
        ids = [pk for pk in category_ids if pk is not None]
        filed = Q(category_id__in=ids) if ids else Q()
        return self.filter(filed | Q(category_id=None) if None in category_ids else filed)

    def with_content(self, content: str) -> Self:
        """Rows with exactly this content."""
        return self.filter(content=content)

    def with_words(self, words: Iterable[str]) -> Self:
        """Rows with each word, in any case, in title, content, the name of an ancestor or the owner's email."""
        rows, meta = self, cast(Any, self.model)._meta
        for word in words:
            # The category of a row in the trash may be in the trash too.
            places = meta.get_field("category").related_model.all_objects.within_named(word).values("pk")
            # A subquery, not a join: PostgreSQL scanned all people for each of a million works.
            people = meta.get_field("user").related_model.objects.with_email_like(word).values("pk")
            rows = rows.filter(self.in_text(word) | Q(category_id__in=places) | Q(user_id__in=people))
        return rows

    def with_category(self) -> Self:
        """Select the category by a join."""
        return self.select_related("category")
