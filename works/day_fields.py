"""Fields of forms for days, as far as every interface accepts them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# As in the API.
MAX_DAYS = 366
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


class DaysField(forms.CharField):
    """Days as text, such as `2026-09-04 2026-09-11`; cleaned to the sorted list that the column holds."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 40})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        days = sorted({day_of(text).isoformat() for text in re.split(r"[\s,;]+", value or "") if text})
        if len(days) > MAX_DAYS:
            raise ValidationError(_("Enter at most %(limit)d days."), params={"limit": MAX_DAYS})
        return days

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (initial or []))
        except ValidationError:
            return True


def day_of(text: str) -> date:
    """Parse a day; the ValidationError names the text."""
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(_("“%(day)s” is not a date. Write dates as 2026-09-04."), params={"day": text})
    return day


def check_reach(day: date) -> None:
    """Raise a ValidationError for a day that the API refuses too."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(_("Enter a day from 1900-01-01 to 2999-12-31."))
