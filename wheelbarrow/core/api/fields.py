"""What JSON values mean. JSON types are taken strictly; only HTML forms, where all is text, are read leniently."""

from __future__ import annotations

import re
from datetime import UTC, date, time
from typing import Any, cast

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from wheelbarrow.core.db.ownership import OwnedQuerySet

BIGGEST_ID = 2**63 - 1

# Days a query may name: far enough for any plan, and every one of them can be told in every time zone.
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2999, 12, 31)
DAY_SCHEMA = {"type": "string", "format": "date", "pattern": "^(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}$"}
TIME_PATTERN = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
ID_SCHEMA = {"type": "integer", "minimum": 1, "maximum": BIGGEST_ID}


def is_whole_number(data: Any) -> bool:
    """A JSON number without a fraction: true is none, 3.0 is one (JSON Schema, section 6.1.1)."""
    if isinstance(data, float):
        return data.is_integer()
    return isinstance(data, int) and not isinstance(data, bool)


class TextField(serializers.CharField):
    """A JSON string; DRF's own also takes numbers."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class FlagField(serializers.BooleanField):
    """true or false; DRF's own also takes "yes", 1 and "on", which only a form may send.

    A form that does not name a flag leaves it alone, as JSON does. DRF reads it as false, since a browser does not
    send a check box that is not checked; our forms send a choice of yes and no.
    """

    default_empty_html = serializers.empty

    def to_internal_value(self, data: Any) -> bool:
        from_form = isinstance(data, str) and getattr(self.parent, "is_from_form", False)
        if not isinstance(data, bool) and not from_form:
            self.fail("invalid", input=data)
        return super().to_internal_value(data)


class WholeNumberField(serializers.IntegerField):
    """A JSON number without a fraction; 3.0 is one."""

    def to_internal_value(self, data: Any) -> int:
        from_form = isinstance(data, str) and getattr(self.parent, "is_from_form", False)
        if not is_whole_number(data) and not from_form:
            self.fail("invalid")
        return super().to_internal_value(data)


class InstantField(serializers.DateTimeField):
    """ISO 8601 in UTC, whatever the server's own zone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=UTC, **kwargs)


@extend_schema_field(DAY_SCHEMA)
class DayField(serializers.DateField):
    """`YYYY-MM-DD` and nothing else of ISO 8601, 1900-01-01 to 2999-12-31."""

    default_error_messages = {"out_of_range": _("Give a day from 1900-01-01 to 2999-12-31.")}

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            self.fail("invalid", format="YYYY-MM-DD")
        day = super().to_internal_value(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail("out_of_range")
        return day


@extend_schema_field({"type": "string", "pattern": TIME_PATTERN})
class ClockTimeField(serializers.TimeField):
    """`HH:MM` or `HH:MM:SS` on the person's clock: it has no offset, unlike OpenAPI's format "time"."""

    def to_internal_value(self, value: Any) -> time:
        if not isinstance(value, str) or not re.fullmatch(TIME_PATTERN, value):
            self.fail("invalid", format="HH:MM[:SS]")
        return super().to_internal_value(value)


@extend_schema_field({"type": "string", "enum": ["1", "0", "true", "false"]})
class QueryFlagField(serializers.Field):
    """A flag of a query: 1, 0, true or false."""

    default_error_messages = {"invalid": _("Give 1, 0, true or false.")}

    def to_internal_value(self, data: Any) -> bool:
        if data not in ("1", "0", "true", "false"):
            self.fail("invalid")
        return data in ("1", "true")


@extend_schema_field(ID_SCHEMA)
class OwnedRelatedField(serializers.PrimaryKeyRelatedField):
    """The id of a row of the caller's own.

    Going in it stays an id: the service looks it up under the owner's lock, so a stranger's id is "not
    among yours". Going out it asks the live relation, so the id of a deleted row is null. The browsable
    API's forms offer the caller's own rows.
    """

    def get_queryset(self) -> OwnedQuerySet:
        return cast(OwnedQuerySet, super().get_queryset()).owned_by(self.context["request"].user)

    def use_pk_only_optimization(self) -> bool:
        return False

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, str) and data.isascii() and data.isdigit() and getattr(self.parent, "is_from_form", False):
            data = int(data)
        if not is_whole_number(data):
            self.fail("incorrect_type", data_type=type(data).__name__)
        if not 0 < data <= BIGGEST_ID:
            self.fail("does_not_exist", pk_value=data)
        return int(data)
