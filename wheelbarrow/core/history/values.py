"""Values of the change log in words, by the field that has them, in the active language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

NOTHING = "–"
# Longer texts are not repeated in a sentence.
SHOWN_CHARACTERS = 100

Names = Mapping[tuple[type[models.Model], int], str]


class Words:
    """Puts values into words. `names` has the names of the rows that keys refer to, `at` is when the change was made."""

    def __init__(self, names: Names, at: datetime) -> None:
        self.names, self.year = names, timezone.localtime(at).year

    def value(self, field: Any, value: Any) -> str:
        """Return a value as a sentence shows it; a dash for nothing, and for a row that is purged."""
        if value in (None, "", []):
            return NOTHING
        if field.is_relation:
            ids = value if isinstance(value, list) else [value]
            names = [self.names[field.related_model, pk] for pk in ids if (field.related_model, pk) in self.names]
            return ", ".join(map(quoted, names)) or NOTHING
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if choices := dict(field.flatchoices):
            return str(choices.get(value, value))
        if isinstance(value, list):
            return ", ".join(self._day(item) for item in value)
        return self._single(field, value)

    def _single(self, field: Any, value: Any) -> str:
        if isinstance(field, models.DateTimeField):
            return date_format(timezone.localtime(datetime.fromisoformat(str(value))), "SHORT_DATETIME_FORMAT")
        if isinstance(field, models.DateField):
            return self._day(value)
        if isinstance(field, models.TimeField):
            return time_format(time.fromisoformat(str(value)), "TIME_FORMAT")
        return quoted(value) if isinstance(value, str) else str(value)

    def _day(self, value: Any) -> str:
        """Return a day, with its year if it is not the year of the change."""
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            return str(value)
        this_year, other_year = pgettext("a day of this year", "j M"), pgettext("a day of another year", "j M Y")
        return date_format(day, this_year if day.year == self.year else other_year)


def quoted(text: str) -> str:
    """Return the text in quotation marks."""
    return f"“{text}”"


def is_long(field: Any, *values: Any) -> bool:
    """Whether the values do not fit in a sentence: notes, long texts, and structures."""
    if isinstance(field, models.TextField):
        return True
    return any(
        (isinstance(value, str) and len(value) > SHOWN_CHARACTERS)
        or isinstance(value, dict)
        or (isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value))
        for value in values
    )
