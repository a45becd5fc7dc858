"""Imports in the admin: read-only, without the contents of files."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin import ReadOnlyAdmin
from wheelbarrow.core.admin.filters import OwnerFilter
from works.models import Import

SHOWN = ("user", "source", "state", "counts", "batch", "created_at", "ended_at")


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    """The imports of all people."""

    list_display = ["id", "user", "source", "state", "created_at", "ended_at"]
    list_filter = ["state", "source", OwnerFilter]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    fields = SHOWN
    readonly_fields = SHOWN
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave out the files and the previews."""
        rows: Any = super().get_queryset(request)
        return rows.without_contents()
