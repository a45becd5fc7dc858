"""Conditions on the labels of works and recurring works."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any, NamedTuple, Self

from django.db.models import Exists, OuterRef, Q

from wheelbarrow.core.db.expressions import IdsOf
from wheelbarrow.core.db.soft_delete import SoftDeletableQuerySet
from works.choices import LabelMatch


class LabelChoice(NamedTuple):
    """Live labels of which a row has any, all or none; `or_without` is the choice of having no label, besides them."""

    ids: list[int]
    or_without: bool = False
    match: LabelMatch = LabelMatch.ANY


class LabelledQuerySet(SoftDeletableQuerySet):
    """Conditions on rows with the many-to-many field `labels`."""

    def with_label_ids(self) -> Self:
        """Annotate `label_ids`, the sorted ids of the live labels of each row."""
        return self.annotate(label_ids=IdsOf(self._links().values("label_id").order_by()))

    def label_links(self, user: Any) -> Iterator[tuple[int, int]]:
        """Iterate over (row, label) of the live labels of these rows of the person, in one statement."""
        name, links = self._link()
        among = {f"{name}_id__in": self.order_by().values("pk")}
        found = links.filter(user=user, label__isnull=False, **among).order_by(f"{name}_id", "label_id")
        pairs: Iterator[tuple[int, int]] = found.values_list(f"{name}_id", "label_id").iterator(chunk_size=2000)
        return pairs

    def labelled(self, choice: LabelChoice) -> Self:
        """Rows with any, all or none of some labels."""
        if choice.match is LabelMatch.ALL:
            conditions: list[Any] = [Exists(self._links().filter(label=pk)) for pk in sorted(choice.ids)]
        else:
            conditions = [Exists(self._links().filter(label__in=choice.ids))] if choice.ids else []
        if choice.or_without:
            conditions.append(~Exists(self._links()))
        if choice.match is LabelMatch.ALL:
            return self.filter(*conditions)
        any_of = reduce(or_, map(Q, conditions))
        return self.filter(any_of if choice.match is LabelMatch.ANY else ~any_of)

    def _links(self) -> Any:
        """Return the links of the row outside to live labels."""
        name, links = self._link()
        return links.filter(**{name: OuterRef("pk")}, label__isnull=False)

    def _link(self) -> tuple[str, Any]:
        """Return the name of the key to these rows, and the links."""
        field: Any = self.model._meta.get_field("labels")
        return field.m2m_field_name(), field.remote_field.through.objects
