"""Sentences about whatever is filed in a category."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self, cast

from django.db.models import Q

from categories.querysets import path_range
from wheelbarrow.core.db.soft_delete import SoftDeletableQuerySet

if TYPE_CHECKING:
    from categories.models import Category


class FiledQuerySet(SoftDeletableQuerySet):
    """Rows with a category, a title and a content."""

    def under(self, category: Category) -> Self:
        """Filed in the category or below it."""
        return self.filter(
            user=category.user_id, category__user=category.user_id, **path_range(category.path, prefix="category__")
        )

    def filed_by_any(self, user_ids: list[int]) -> Self:
        """Filed in a category of these people. It is said of both: PostgreSQL would read everybody's categories."""
        return self.owned_by_any(user_ids).filter(category__user__among=user_ids)

    def filed_between(self, spans: Mapping[int, tuple[str, str]]) -> Self:
        """Filed by these people in a category from the one path to before the other."""
        ranges = (
            Q(category__user=user, category__path__gte=first, category__path__lt=end)
            for user, (first, end) in spans.items()
        )
        return self.owned_by_any(list(spans)).filter(reduce(or_, ranges, Q(pk__in=[])))

    def in_categories(self, category_ids: list[int]) -> Self:
        """Filed directly in one of these."""
        return self.filter(category_id__among=category_ids)

    def in_category(self, category_id: int | None) -> Self:
        """Filed directly in the category; None asks for what is filed nowhere."""
        return self.filter(category_id=category_id)

    def in_any_category(self, category_ids: list[int | None]) -> Self:
        """Filed directly in one of these; None among them asks for what is filed nowhere."""
        ids = [pk for pk in category_ids if pk is not None]
        filed = Q(category_id__in=ids) if ids else Q()
        return self.filter(filed | Q(category_id=None) if None in category_ids else filed)

    def matching(self, text: str) -> Self:
        """With the text in title or content, in any case."""
        return self.filter(Q(title__icontains=text) | Q(content__icontains=text))

    def with_words(self, words: Iterable[str]) -> Self:
        """With each of these, in any case, in title, content, the name of a category above or the owner's email."""
        rows, meta = self, cast(Any, self.model)._meta
        for word in words:
            # A row in the trash lies in a category that may be there too.
            places = meta.get_field("category").related_model.all_objects.within_named(word).values("pk")
            # Looked up once, not joined: PostgreSQL went through all people for each of a million works.
            people = meta.get_field("user").related_model.objects.with_email_like(word).values("pk")
            in_text = Q(title__icontains=word) | Q(content__icontains=word)
            rows = rows.filter(in_text | Q(category_id__in=places) | Q(user_id__in=people))
        return rows

    def with_category(self) -> Self:
        """Bring the category along."""
        return self.select_related("category")
