"""Numbers of rows in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from wheelbarrow.core.db.soft_delete import plural_name, soft_deletable_models


def describe_counts(*counts: Mapping[str, int]) -> str:
    """Describe the sum of counts as `5 categories, 83 works`, in the active language; as a dash if it is empty."""
    parts = []
    for model in soft_deletable_models():
        if number := sum(each.get(plural_name(model), 0) for each in counts):
            name = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
            parts.append(_("{number} {name}").format(number=number, name=name))
    return ", ".join(parts) or "–"
