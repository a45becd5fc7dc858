"""What JSON values mean. JSON types are strict; in an HTML form, where every value is text, the text is converted."""

from __future__ import annotations

import re
from datetime import UTC, date, time
from typing import Any, NoReturn, cast

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from wheelbarrow.core import text
from wheelbarrow.core.db.ownership import OwnedQuerySet

BIGGEST_ID = 2**63 - 1
# In one answer: a client corrects its request by the first ones, and a body of 1 MiB can have 80,000.
MAX_PROBLEMS = 10
# A message repeats at most so much of a wrong value.
SHOWN_CHARACTERS = 40

# The days that a request may name: wide enough for any plan, and each exists in every time zone.
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2999, 12, 31)
DAY_SCHEMA = {"type": "string", "format": "date", "pattern": "^(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}$"}
DAY_PATTERN = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIME_PATTERN = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
ID_SCHEMA = {"type": "integer", "minimum": 1, "maximum": BIGGEST_ID}
FLAG_SCHEMA = {"type": "boolean"}

# Messages that JSON bodies and query parameters share.
NOT_A_CHOICE = _("“{input}” is not one of the choices. Use one of: {choices}.")
NOT_A_DAY = _("“{value}” is not a day. Write a day of the calendar as YYYY-MM-DD, for example 2026-09-02.")
DAY_OUT_OF_RANGE = _("Use a day from 1900-01-01 to 2999-12-31.")
NOT_A_FLAG = _("Use true or false.")
NOT_AN_INSTANT = _("Write the time with its offset from UTC, for example 2026-09-02T09:00:00Z.")
END_BEFORE_START = _("The end, {end}, is before the start, {start}. Change one of them.")
NOT_YOURS = _("You have no such row. Use the id of one of your own rows.")

AnyField = serializers.Field[Any, Any, Any, Any]


def is_whole_number(data: Any) -> bool:
    """Whether the JSON value is a number without a decimal point; true and false are none."""
    return isinstance(data, int) and not isinstance(data, bool)


def has_offset(instant: str) -> bool:
    """Whether the ISO 8601 instant ends in an offset from UTC."""
    return bool(re.search(r"[Tt ].*(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)$", instant))


class TextField(serializers.CharField):
    """A JSON string; DRF's own also takes numbers."""

    default_error_messages = {
        "invalid": _("Use a text in quotation marks."),
        "blank": _("Write something here, or leave the field out."),
        "max_length": _("Use at most {max_length} characters."),
        "min_length": _("Use at least {min_length} characters."),
    }

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        value = super().to_internal_value(data)
        # Before what costs more with each character: Django's validators look at all of it, and at the length last.
        if self.max_length is not None and len(value) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        text.refuse_long_runs(value)
        return value


class LineField(TextField):
    """A text of one line, such as a title."""

    default_validators = [text.validate_line]

    def to_internal_value(self, data: Any) -> str:
        return text.normalize(super().to_internal_value(data))


class NoteField(TextField):
    """A text of several lines, its spaces kept; it may be empty."""

    default_validators = [text.validate_note]

    def __init__(self, **kwargs: Any) -> None:
        style = {"base_template": "textarea.html"}
        bounds = {"allow_blank": True, "trim_whitespace": False, "max_length": text.LONGEST_NOTE, "style": style}
        super().__init__(**{**bounds, **kwargs})

    def to_internal_value(self, data: Any) -> str:
        return text.normalize(super().to_internal_value(data))

    def to_representation(self, value: Any) -> str:
        """The whole note of one row; in a list its first LISTED_CHARACTERS, so that a page has a bounded size."""
        whole = super().to_representation(value)
        return whole[: text.LISTED_CHARACTERS] if is_listed(self) else whole


class IsCutField(serializers.BooleanField):
    """Whether the note that `source` names is longer than what this list shows of it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Any) -> bool:
        return is_listed(self) and len(value) > text.LISTED_CHARACTERS


def is_listed(field: AnyField) -> bool:
    """Whether the field belongs to a row of a list."""
    return isinstance(field.root, serializers.ListSerializer)


class FlagField(serializers.BooleanField):
    """true or false; DRF's own also takes "yes", 1 and "on", which only a form may send.

    A form that does not name a flag leaves it alone, as JSON does. DRF reads it as false, since a browser does not
    send a check box that is not checked; our forms send a choice of yes and no.
    """

    default_error_messages = {"invalid": NOT_A_FLAG}
    default_empty_html = serializers.empty

    def to_internal_value(self, data: Any) -> bool:
        from_form = isinstance(data, str) and getattr(self.parent, "is_from_form", False)
        if not isinstance(data, bool) and not from_form:
            self.fail("invalid", input=data)
        return super().to_internal_value(data)


class ChoiceField(serializers.ChoiceField):
    """One of some words; a refusal lists them."""

    default_error_messages = {"invalid_choice": NOT_A_CHOICE}

    def fail(self, key: str, **kwargs: Any) -> NoReturn:
        """Add the choices to the message."""
        shown = str(kwargs.pop("input", ""))[:SHOWN_CHARACTERS]
        super().fail(key, input=shown, choices=", ".join(map(str, self.choices)), **kwargs)


class WholeNumberField(serializers.IntegerField):
    """A JSON number without a decimal point."""

    default_error_messages = {
        "invalid": _("Use a whole number, without quotation marks or a decimal point."),
        "max_value": _("Use a number of at most {max_value}."),
        "min_value": _("Use a number of at least {min_value}."),
    }

    def to_internal_value(self, data: Any) -> int:
        from_form = getattr(self.parent, "is_from_form", False) and isinstance(data, str) and is_digits(data)
        if not is_whole_number(data) and not from_form:
            self.fail("invalid")
        return super().to_internal_value(data)


class ListField(serializers.ListField):
    """A list with a `max_length` that is checked before its items, which are checked up to MAX_PROBLEMS errors."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.longest = max_length

    def run_child_validation(self, data: Any) -> list[Any]:
        if len(data) > self.longest:
            self.fail("max_length", max_length=self.longest)
        valid: list[Any] = []
        errors: dict[int, Any] = {}
        for index, item in enumerate(data):
            try:
                valid.append(self.child.run_validation(item))
            except serializers.ValidationError as error:
                errors[index] = error.detail
                if len(errors) == MAX_PROBLEMS:
                    break
        if errors:
            raise serializers.ValidationError(errors)  # type: ignore[arg-type]  # as DRF's own does
        return valid


class InstantField(serializers.DateTimeField):
    """ISO 8601 in UTC, whatever time zone the server has."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=UTC, **kwargs)


@extend_schema_field(DAY_SCHEMA)
class DayField(serializers.DateField):
    """`YYYY-MM-DD` and nothing else of ISO 8601, 1900-01-01 to 2999-12-31."""

    default_error_messages = {"invalid": NOT_A_DAY, "out_of_range": DAY_OUT_OF_RANGE}

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str) or not re.fullmatch(DAY_PATTERN, value):
            self.fail("invalid", value=str(value)[:SHOWN_CHARACTERS])
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail("invalid", value=value)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail("out_of_range")
        return day


@extend_schema_field({"type": "string", "pattern": TIME_PATTERN})
class ClockTimeField(serializers.TimeField):
    """`HH:MM` or `HH:MM:SS` on the person's clock: it has no offset, unlike OpenAPI's format "time"."""

    default_error_messages = {"invalid": _("Write the time as HH:MM or HH:MM:SS, for example 17:30.")}

    def to_internal_value(self, value: Any) -> time:
        if not isinstance(value, str) or not re.fullmatch(TIME_PATTERN, value):
            self.fail("invalid")
        return super().to_internal_value(value)


@extend_schema_field(FLAG_SCHEMA)
class QueryFlagField(AnyField):
    """A flag of a query: `true` or `false`, also written `1` or `0`."""

    default_error_messages = {"invalid": NOT_A_FLAG}

    def to_internal_value(self, data: Any) -> bool:
        if data not in ("1", "0", "true", "false"):
            self.fail("invalid")
        return data in ("1", "true")


@extend_schema_field(ID_SCHEMA)
class QueryIdField(AnyField):
    """The id of a row in a query, in ASCII digits."""

    default_error_messages = {"invalid": NOT_YOURS}

    def to_internal_value(self, data: Any) -> int:
        if not is_id_text(data):
            self.fail("invalid")
        return int(data)


class QueryNumberField(serializers.IntegerField):
    """A whole number of a query, in ASCII digits."""

    default_error_messages = {
        "invalid": _("Use a whole number from 0."),
        "max_value": _("Use a number of at most {max_value}."),
        "min_value": _("Use a number of at least {min_value}."),
        "max_string_length": _("Use a whole number from 0."),
    }

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, str) or not is_digits(data):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field(ID_SCHEMA)
class OwnedRelatedField(serializers.PrimaryKeyRelatedField[Any]):
    """The id of a row of the caller's own.

    Input stays an id: the service looks it up under the owner's lock, so that a stranger's id is refused like one
    that does not exist. Output reads the live relation, so that the id of a deleted row is null. The forms of the
    browsable API offer the caller's own rows.
    """

    default_error_messages = {
        "does_not_exist": NOT_YOURS,
        "incorrect_type": _("Use an id: a whole number, without quotation marks or a decimal point."),
    }

    def get_queryset(self) -> OwnedQuerySet:
        return cast(OwnedQuerySet, super().get_queryset()).owned_by(self.context["request"].user)

    def use_pk_only_optimization(self) -> bool:
        return False

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, str) and is_digits(data) and getattr(self.parent, "is_from_form", False):
            data = int(data)
        if not is_whole_number(data):
            self.fail("incorrect_type", data_type=type(data).__name__)
        if not 0 < data <= BIGGEST_ID:
            self.fail("does_not_exist", pk_value=data)
        return int(data)


def is_id_text(data: Any) -> bool:
    """Whether the text of a query is an id that the database can hold."""
    return isinstance(data, str) and is_digits(data) and 0 < int(data[:20]) <= BIGGEST_ID


def is_digits(data: str) -> bool:
    return data.isascii() and data.isdigit() and len(data) <= 20
