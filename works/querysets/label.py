"""Conditions on labels."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self, cast

from django.db.models import Count, Max, Q, QuerySet

from wheelbarrow.core.db.limits import Limit
from wheelbarrow.core.db.soft_delete import SoftDeletableQuerySet
from wheelbarrow.core.models import Deletion


class LabelQuerySet(SoftDeletableQuerySet):
    """Conditions on labels."""

    def inside(self, branch: Limit) -> Self:
        """Labels of live works and recurring works of the branch. They belong to the whole account: none is written there."""
        found = Q(pk__in=[])
        for relation in cast(Any, self.model)._meta.related_objects:
            if relation.many_to_many:
                rows = relation.related_model.objects.inside(branch)
                links = relation.through.objects.filter(**{f"{relation.field.m2m_field_name()}__in": rows.values("pk")})
                found |= Q(pk__in=links.values("label_id"))
        return self.filter(found)

    def in_order(self) -> Self:
        """Order as lists show them: by position."""
        return self.order_by("position", "pk")

    def with_key(self, name_key: str) -> Self:
        """Labels of this name, in any case."""
        return self.filter(name_key=name_key)

    def with_keys(self, name_keys: Collection[str]) -> Self:
        """Labels of these names, in any case."""
        return self.filter(name_key__in=name_keys)

    def conflicting_with(self, deletion: Deletion) -> Self:
        """Live labels that have the name of one that the deletion took."""
        names = self.model.all_objects.taken_by(deletion).values("name_key")
        return self.filter(user=deletion.user_id, name_key__in=names)

    def matching(self, text: str) -> Self:
        """Labels with the text in the name, in any case."""
        return self.filter(name__icontains=text)

    def names(self) -> dict[int, str]:
        """Return the names by id, in order."""
        return dict(self.in_order().values_list("pk", "name"))

    def ids_by_key(self) -> dict[str, int]:
        """Return the ids by name, without regard to case."""
        return dict(self.values_list("name_key", "pk"))

    def colours(self) -> list[str]:
        """Return the colour of each label."""
        return list(self.values_list("colour", flat=True))

    def open_works(self) -> QuerySet[Any, tuple[int, int]]:
        """Return `(id, count)`: the number of open works of each label."""
        counted: Any = self.order_by().annotate(open=Count("works", filter=Q(works__end_at=None)))
        counts: QuerySet[Any, tuple[int, int]] = counted.values_list("pk", "open")
        return counts

    def next_position(self) -> int:
        """Return the position after the last of these."""
        last = self.aggregate(last=Max("position"))["last"]
        return 0 if last is None else last + 1

    def around(self, position: int) -> tuple[int, list[Any]]:
        """Return `position`, or the one after the last, and these labels renumbered so that it is free; nothing is stored."""
        rows: list[Any] = list(self.in_order().only("position", "user", "deletion"))
        free = min(position, len(rows))
        for index, row in enumerate(rows):
            row.position = index + 1 if index >= free else index
        return free, rows
