"""API tokens in the admin: the operator sees whose they are and can revoke them. Nothing shows a secret."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from categories.api_tokens import revoke_token
from categories.models import ApiToken
from wheelbarrow.core.admin.filters import OwnerFilter
from wheelbarrow.core.admin.options import ServiceAdmin

SHOWN = ("user", "name", "prefix", "scope_names", "under", "created_at", "expires_at", "last_used_at", "revoked_at")


@admin.register(ApiToken)
class ApiTokenAdmin(ServiceAdmin):
    """The API tokens of all people."""

    list_display = ["name", "user", "scope_names", "last_used_at", "expires_at", "revoked_at"]
    list_filter = [OwnerFilter]
    list_select_related = ["user"]
    search_fields = ["name", "prefix", "user__email"]
    fields = SHOWN
    readonly_fields = SHOWN
    ordering = ["-pk"]
    actions = ["revoke"]

    @admin.display(description=gettext_lazy("scopes"))
    def scope_names(self, row: ApiToken) -> str:
        """Return the scopes of a token."""
        return ", ".join(row.scopes)

    @admin.action(description=gettext_lazy("Revoke"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, rows: Any) -> None:
        """End the chosen tokens at once; a revoked one needs no change."""

        def end(row: ApiToken) -> bool:
            if row.revoked_at is None:
                revoke_token(user=row.user, token_id=row.pk, at=timezone.now())
                return True
            return False

        def done(number: int) -> str:
            return ngettext("%d token has ended.", "%d tokens have ended.", number) % number

        self.carry_out(request, rows.select_related("user"), end, log=_("Revoked."), done=done)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Whether the user may revoke the tokens of other people."""
        return super().has_delete_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
