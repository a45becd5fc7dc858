"""The model of saved views."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.db.soft_delete import LiveManager, SoftDeletable
from wheelbarrow.core.db.texts import LineField
from works.querysets import SavedViewQuerySet

# The pages whose state is in their address.
PAGES = ("upcoming/", "calendar/", "board/", "search/")
LONGEST_ADDRESS = 700


class SavedView(SoftDeletable):
    """The address of a page, with all that was chosen on it, under a name of the person's own."""

    name = LineField(_("name"), max_length=60)
    address = models.CharField(
        _("address"),
        max_length=LONGEST_ADDRESS,
        help_text=_("Path and query below the home page, such as search/?q=is:open."),
    )
    position = models.PositiveIntegerField(_("position"), default=0, help_text=_("Order among saved views, from 0."))

    bookkeeping = frozenset({"position"})

    objects = LiveManager.from_queryset(SavedViewQuerySet)()
    all_objects = models.Manager.from_queryset(SavedViewQuerySet)()

    class Meta(SoftDeletable.Meta):
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        default_related_name = "saved_views"
        constraints = [
            *SoftDeletable.Meta.constraints,
            # A link of the side bar leads to a page of this site, whatever is written to the table.
            models.CheckConstraint(
                condition=reduce(or_, (Q(address__startswith=page) for page in PAGES)), name="savedview_address_check"
            ),
        ]
        indexes = [
            *SoftDeletable.Meta.indexes,
            models.Index(fields=["user", "position"], name="savedview_position_idx"),
        ]

    def __str__(self) -> str:
        return self.name
