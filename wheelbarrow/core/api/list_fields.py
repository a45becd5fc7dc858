"""Fields whose values are lists, also in forms and queries, where a name is given once for each value."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field

from wheelbarrow.core.api.fields import BIGGEST_ID, ID_SCHEMA, ListField, QueryIdField, WholeNumberField, is_digits
from wheelbarrow.core.db.ownership import OwnedQuerySet

# Rows that one row may be linked to by one field.
MOST_LINKS = 50
# In a query, stands for having no related row.
NO_ROW = "none"


@extend_schema_field({"type": "array", "items": ID_SCHEMA, "maxItems": MOST_LINKS})
class OwnedListField(ListField):
    """Ids of rows of the caller's own, through a many-to-many field; the service looks them up.

    Output reads the attribute `loaded`, which a queryset annotates, else the live rows of the relation.
    """

    child = WholeNumberField(min_value=1, max_value=BIGGEST_ID)

    def __init__(self, *, queryset: OwnedQuerySet, loaded: str, **kwargs: Any) -> None:
        super().__init__(**{"max_length": MOST_LINKS, **kwargs})
        self.queryset, self.loaded = queryset, loaded

    def offered(self) -> OwnedQuerySet:
        """Return the rows that a form offers, of every owner."""
        return self.queryset

    def get_attribute(self, instance: Any) -> list[int]:
        ids: list[int] | None = getattr(instance, self.loaded, None)
        return sorted(row.pk for row in getattr(instance, str(self.source)).all()) if ids is None else ids

    def to_representation(self, data: list[int]) -> list[int]:
        return data

    def to_internal_value(self, data: Any) -> list[int]:
        """Read a form too, which names the field by an empty text besides the chosen ids."""
        if getattr(self.parent, "is_from_form", False):
            data = [int(text) if is_digits(text) else text for text in data if text]
        return sorted(set(super().to_internal_value(data)))


@extend_schema_field({"anyOf": [ID_SCHEMA, {"type": "string", "enum": [NO_ROW]}]})
class QueryRowField(QueryIdField):
    """The id of a row in a query, or `none` for rows without one."""

    def to_internal_value(self, data: Any) -> Any:
        return data if data == NO_ROW else super().to_internal_value(data)


class QueryListField(ListField):
    """Values of a query, one for each time that its name is given."""


def lists_in(serializer: Any) -> set[str]:
    """Return the names that a query may give more than once."""
    return {name for name, field in serializer.fields.items() if isinstance(field, QueryListField)}
