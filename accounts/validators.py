"""What a password must have."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wheelbarrow.core import text


class VarietyValidator:
    """Refuses a password of spaces, of invisible characters, or of one or two characters repeated."""

    FEWEST = 3

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where the password varies too little."""
        if text.count_visible(password) < self.FEWEST:
            raise ValidationError(self.get_help_text(), code="password_too_uniform")

    def get_help_text(self) -> str:
        """Return the rule for a form."""
        return _("Use at least %(fewest)d different visible characters.") % {"fewest": self.FEWEST}
