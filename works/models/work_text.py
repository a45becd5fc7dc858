"""The model of the folded texts of works."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.db.constraints import BelongingKey
from wheelbarrow.core.db.searching import SearchText


class WorkText(SearchText):
    """Title and content of a work as the search reads them. Apart, since finishing a work would write its index again."""

    class Meta:
        verbose_name = _("text of a work")
        verbose_name_plural = _("texts of works")
        constraints = [
            models.UniqueConstraint(fields=["user", "row_id"], name="worktext_user_row_uniq"),
            BelongingKey(fields=["user", "row_id"], to="works.Work", name="worktext_work_fk"),
        ]

    def __str__(self) -> str:
        return str(self.row_id)
