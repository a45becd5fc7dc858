"""The colours of labels, by name. theme.css has their values, each for light and dark pages."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Colour(TextChoices):
    """A colour that is readable as text on every background of the pages (WCAG AA)."""

    RED = "red", _("red")
    ORANGE = "orange", _("orange")
    AMBER = "amber", _("amber")
    OLIVE = "olive", _("olive")
    GREEN = "green", _("green")
    TEAL = "teal", _("teal")
    CYAN = "cyan", _("cyan")
    BLUE = "blue", _("blue")
    INDIGO = "indigo", _("indigo")
    PURPLE = "purple", _("purple")
    PINK = "pink", _("pink")
    GREY = "grey", _("grey")


def least_used(used: Iterable[str]) -> Colour:
    """Return the colour that is used least; of several the first one of the palette."""
    counts = list(used)
    return min(Colour, key=counts.count)
