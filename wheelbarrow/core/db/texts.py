"""Columns of text that people write. The rules are those of `wheelbarrow/core/text.py`."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models.lookups import IContains, IRegex
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core import text


def validate_address(email: str) -> None:
    """Refuse an email of which another spelling looks the same: its name is ASCII, its domain has visible characters."""
    name, _at, domain = email.rpartition("@")
    if not name.isascii() or any(text.count_visible(letter) == 0 for letter in domain):
        raise ValidationError(_("Enter an email address without spaces and invisible characters."), code="invalid")


class Normalized(models.Field):
    """Stores NFC, whichever way a value comes; to a migration it is the field of Django that it extends."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return text.normalize(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        if not isinstance(value, str):
            return value
        text.refuse_long_runs(value)
        return text.normalize(value)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        django_field = next(base for base in type(self).__mro__ if base.__module__.startswith("django."))
        return name, f"django.db.models.{django_field.__name__}", args, kwargs


class LineField(Normalized, models.CharField):
    """A name or title."""

    default_validators = [text.validate_line]


class NoteField(Normalized, models.TextField):
    """A text of several lines, its spaces kept."""

    default_validators = [text.validate_note]

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"strip": False, "max_length": text.LONGEST_NOTE, **kwargs})


class AddressField(Normalized, models.EmailField):
    """An email."""

    default_validators = [validate_email, validate_address]


@LineField.register_lookup
@NoteField.register_lookup
@AddressField.register_lookup
class Contains(IContains):
    """`icontains`: either Unicode form, and every case of every letter on SQLite too."""

    def get_prep_lookup(self) -> Any:
        sought = super().get_prep_lookup()
        return text.normalize(sought) if isinstance(sought, str) else sought

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        """LIKE of SQLite knows the case of A to Z alone; Django's REGEXP knows that of all letters, at ten times the cost."""
        if isinstance(self.rhs, str) and text.has_cased_letters_outside_ascii(self.rhs):
            return IRegex(self.lhs, re.escape(self.rhs)).as_sql(compiler, connection)
        return super().as_sql(compiler, connection)
