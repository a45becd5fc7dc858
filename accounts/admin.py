"""People in the admin."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from axes.models import AccessAttempt
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from rest_framework_simplejwt.token_blacklist import admin as token_admin
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from accounts import services, tokens
from accounts.models import User
from wheelbarrow.core.admin import lists
from wheelbarrow.core.admin.filters import OwnerFilter
from wheelbarrow.core.admin.forms import ServiceForm
from wheelbarrow.core.admin.options import ServiceAdmin
from wheelbarrow.core.db.soft_delete import soft_deletable_models

PROFILE = ["name", "time_zone", "language", "week_starts_on"]
POWERS = ["is_active", "is_staff", "is_superuser"]


class NewUserForm(ServiceForm):
    """Opens an account, whether or not registration is open."""

    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    class Meta:
        model = User
        fields = ["email", *PROFILE]

    def _get_validation_exclusions(self) -> set[str]:
        # The column is as wide as a hash; a password may be longer.
        return {*super()._get_validation_exclusions(), "password"}  # type: ignore[misc]  # private of Django's

    def write(self) -> User:
        return services.create_account(at=timezone.now(), **self.cleaned_data)


class UserForm(ServiceForm):
    """Changes what was typed anew, each part by its service."""

    class Meta:
        model = User
        fields = ["email", *PROFILE, *POWERS]

    def write(self) -> User:
        user = User.objects.get(pk=self.instance.pk)
        changes = self.changes
        if "email" in changes:
            services.change_email(user=user, email=changes["email"])
        if profile := {name: changes[name] for name in PROFILE if name in changes}:
            services.edit_profile(user=user, **profile)
        if permissions := {name: changes[name] for name in POWERS if name in changes}:
            services.set_permissions(user=user, at=timezone.now(), **permissions)
        return user


class PasswordForm(AdminPasswordChangeForm):
    """A new password by the operator; every session and token of the person ends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)

    def set_password_and_save(self, user: User, commit: bool = True, **_kwargs: Any) -> User:  # noqa: FBT001, FBT002  Django's
        return services.set_password(user=user, password=self.cleaned_data["password1"])


@admin.register(User)
class UserAdmin(ServiceAdmin, DjangoUserAdmin):
    """Accounts. They are deactivated here, never removed: purge_deleted removes those that their owner closed."""

    form = UserForm
    add_form = NewUserForm
    change_password_form = PasswordForm
    list_display = [
        "email",
        "name",
        "is_active",
        "is_staff",
        "categories",
        "recurring_works",
        "works",
        "last_seen",
        "deleted_at",
    ]
    list_filter = ["is_active", "is_staff", "language", "created_at"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    filter_horizontal = ()
    readonly_fields = ["password_link", "last_seen", "created_at", "deleted_at"]
    fieldsets = [
        (None, {"fields": ["email", "password_link", *PROFILE]}),
        (_("Powers"), {"fields": [*POWERS]}),
        (_("Dates"), {"fields": ["last_seen", "created_at", "deleted_at"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "password", *PROFILE]})]
    actions = ["deactivate", "activate", "end_sessions"]

    def prepare_rows(self, rows: list[Any]) -> None:
        """How many live rows of each kind they have, and when they were last here."""
        ids = [row.pk for row in rows]
        counts = {
            model._meta.default_related_name: model.objects.by_owner(ids, most=lists.MOST + 1)
            for model in soft_deletable_models()
        }
        issued = tokens.last_issued(ids)
        for row in rows:
            row.counts = {name: lists.AtLeast.of(of_people[row.pk]) for name, of_people in counts.items()}
            row.seen_at = max(filter(None, [row.last_login, issued.get(row.pk)]), default=None)

    @admin.display(description=_("categories"))
    def categories(self, user: Any) -> str:
        return _rows_of(user, "categories")

    @admin.display(description=_("recurring works"))
    def recurring_works(self, user: Any) -> str:
        return _rows_of(user, "recurring_works")

    @admin.display(description=_("works"))
    def works(self, user: Any) -> str:
        return _rows_of(user, "works")

    @admin.display(description=_("last seen"))
    def last_seen(self, user: Any) -> datetime | None:
        """The last log-in, or the last token that was given out: a client comes for one every quarter of an hour."""
        if not hasattr(user, "seen_at"):
            self.prepare_rows([user])
        return user.seen_at

    @admin.display(description=_("Password"))
    def password_link(self, user: User) -> str:
        return format_html('<a href="../password/">{}</a>', _("Set a new password"))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: User | None = None) -> bool:
        """An operator is changed by an operator alone."""
        return super().has_change_permission(request, obj) and (
            request.user.is_superuser or not (obj and obj.is_superuser)
        )

    def has_operator_permission(self, request: Any) -> bool:
        """Of the actions, which could end an operator's."""
        return request.user.is_superuser

    def get_readonly_fields(self, request: Any, obj: User | None = None) -> Any:
        """Nobody gives permissions that they have not."""
        return [*super().get_readonly_fields(request, obj), *([] if request.user.is_superuser else POWERS)]

    @admin.action(description=_("Deactivate: end every session and token at once"), permissions=["operator"])
    def deactivate(self, request: HttpRequest, queryset: Any) -> None:
        self._set_active(request, queryset, is_active=False)

    @admin.action(description=_("Activate, and take back the deletion of the account"), permissions=["operator"])
    def activate(self, request: HttpRequest, queryset: Any) -> None:
        self._set_active(request, queryset, is_active=True)

    @admin.action(description=_("End every session and token; the person can log in again"), permissions=["operator"])
    def end_sessions(self, request: HttpRequest, queryset: Any) -> None:
        self.carry_out(
            request,
            queryset,
            lambda user: services.end_sessions(user=user),
            log=str(_("Ended every session and token.")),
            done=lambda n: ngettext("%d account changed.", "%d accounts changed.", n) % n,
        )

    def _set_active(self, request: HttpRequest, queryset: Any, *, is_active: bool) -> None:
        self.carry_out(
            request,
            queryset,
            lambda user: services.set_permissions(user=user, at=timezone.now(), is_active=is_active),
            log=str(_("Activated.") if is_active else _("Deactivated.")),
            done=lambda n: ngettext("%d account changed.", "%d accounts changed.", n) % n,
        )


def _rows_of(user: Any, name: str) -> str:
    """How many, leading to the list of them."""
    model = next(model for model in soft_deletable_models() if model._meta.default_related_name == name)
    page = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    address = reverse(page, query={OwnerFilter.parameter_name: user.pk})
    return format_html('<a href="{}">{}</a>', address, user.counts[name]) if user.counts[name] else "0"


class ReadOnlyAdmin(lists.ListAdmin):
    """Shows rows that only their own machinery may change: a blacklisted token that is deleted would live again."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# The permissions of an account are its three flags: groups would promise more.
admin.site.unregister([Group, BlacklistedToken, OutstandingToken])


@admin.register(OutstandingToken)
class OutstandingTokenAdmin(ReadOnlyAdmin, token_admin.OutstandingTokenAdmin):
    """Refresh tokens that were given out; the token itself is not shown."""

    fields = ["jti", "user", "created_at", "expires_at"]


@admin.register(BlacklistedToken)
class BlacklistedTokenAdmin(ReadOnlyAdmin, token_admin.BlacklistedTokenAdmin):
    """Refresh tokens that are dead."""


@admin.register(AccessAttempt)
class AccessAttemptAdmin(ReadOnlyAdmin):
    """Failed logins that count, or have counted, towards a lock."""

    list_display = ["username", "ip_address", "failures_since_start", "attempt_time", "path_info"]
    search_fields = ["username", "ip_address"]
    fields = ["username", "ip_address", "failures_since_start", "attempt_time", "path_info"]
