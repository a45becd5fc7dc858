"""Conditions on the labels of works and recurring works."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, NamedTuple, Self

from django.db.models import Case, Exists, OuterRef, Q, When

from wheelbarrow.core.db.expressions import IdsField, IdsOf
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

    def with_some_label_ids(self) -> Self:
        """Annotate `some_label_ids`, the same, or null. For many rows of which most have no label: a hash answers that."""
        links = self._links()
        ids = IdsOf(links.values("label_id").order_by())
        return self.annotate(some_label_ids=Case(When(Exists(links), then=ids), output_field=IdsField()))

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
        field: Any = self.model._meta.get_field("labels")
        links = field.remote_field.through.objects
        return links.filter(**{field.m2m_field_name(): OuterRef("pk")}, label__isnull=False)
