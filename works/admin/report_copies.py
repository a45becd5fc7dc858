"""Kept reports in the admin: the operator can see that they are there and delete them, but not change them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from wheelbarrow.core.admin.filters import OwnerFilter, StateFilter
from wheelbarrow.core.admin.soft_deletable import SoftDeletableAdmin
from wheelbarrow.core.models import Deletion
from works.models import ReportCopy
from works.services import report_copies

SHOWN = ("user", "title", "starts_on", "ends_on", "grouping", "created_at", "deleted_at")


@admin.register(ReportCopy)
class ReportCopyAdmin(SoftDeletableAdmin):
    """The kept reports of all people."""

    list_display = ["title", "starts_on", "ends_on", "created_at", "user"]
    list_filter = [OwnerFilter, StateFilter]
    list_select_related = ["user"]
    search_fields = ["title", "user__email"]
    fields = SHOWN
    readonly_fields = SHOWN
    ordering = ["-pk"]
    actions = ["restore"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def search_choices(self, rows: Any, text: str) -> Any:
        """Find live kept reports by a part of the title."""
        return rows.live().matching(text).newest_first()

    def move_to_trash(self, row: ReportCopy) -> Deletion:
        return report_copies.delete_report_copy(user=row.user, report_copy_id=row.pk, at=timezone.now())
