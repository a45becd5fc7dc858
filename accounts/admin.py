"""Accounts, tokens and failed log-ins in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

import allauth.account.admin
import allauth.usersessions.admin  # noqa: F401
import rest_framework_simplejwt.token_blacklist.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from accounts import services, tokens
from accounts.models import User
from wheelbarrow.core.admin import lists
from wheelbarrow.core.admin.filters import OwnerFilter
from wheelbarrow.core.admin.forms import ServiceForm
from wheelbarrow.core.admin.options import ServiceAdmin
from wheelbarrow.core.db.soft_delete import soft_deletable_models

PROFILE = ["name", "time_zone", "language", "week_starts_on", "today_by", "shortcuts"]
PERMISSIONS = ["is_active", "is_staff", "is_superuser"]


class NewUserForm(ServiceForm):
    """Create an account, whether or not registration is open."""

    # Not named as the column, whose limit is that of a hash.
    new_password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    shown_beside = {"password": "new_password"}

    class Meta:
        model = User
        fields = ["email", *PROFILE]

    def write(self) -> User:
        fields = {**self.cleaned_data, "password": self.cleaned_data["new_password"]}
        del fields["new_password"]
        return services.create_account(at=timezone.now(), **fields)


class UserForm(ServiceForm):
    """Change an account; each part has its service."""

    class Meta:
        model = User
        fields = ["email", *PROFILE, *PERMISSIONS]
        labels: ClassVar = {"is_superuser": _("Operator")}
        help_texts: ClassVar = {
            "is_staff": _("May view every page of the admin, and change nothing."),
            "is_superuser": _("May do everything in the admin, together with “Staff”."),
        }

    def write(self) -> User:
        user: User = User.objects.get(pk=self.instance.pk)
        changes = self.changes
        if "email" in changes:
            services.change_email(user=user, email=changes["email"])
        if profile := {name: changes[name] for name in PROFILE if name in changes}:
            services.edit_profile(user=user, **profile)
        if permissions := {name: changes[name] for name in PERMISSIONS if name in changes}:
            user = services.set_permissions(user=user, at=timezone.now(), **permissions)
        return user


class PasswordForm(AdminPasswordChangeForm):
    """Set a new password; the service ends every session and token of the person."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)

    def set_password_and_save(self, user: User, commit: bool = True, **_kwargs: Any) -> User:  # noqa: FBT001, FBT002  Django's
        return services.set_password(user=user, password=self.cleaned_data["password1"])


@admin.register(User)
class UserAdmin(ServiceAdmin, DjangoUserAdmin):
    """Accounts. The admin deactivates them; the daily purge removes those that their owner closed."""

    form = UserForm
    add_form = NewUserForm
    change_password_form = PasswordForm
    list_display = [
        "email",
        "name",
        "is_active",
        "role",
        "categories",
        "works",
        "recurring_works",
        "last_seen",
    ]
    list_filter = ["is_active", "is_superuser", "is_staff", "language", "created_at"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    filter_horizontal = ()
    readonly_fields = ["password_link", "last_seen", "created_at", "deleted_at"]
    add_fieldsets = [(None, {"fields": ["email", "new_password", *PROFILE]})]
    actions = ["deactivate", "activate", "end_sessions"]

    def prepare_rows(self, rows: list[Any]) -> None:
        """Count the live rows of each person, and find when each was last seen."""
        ids = [row.pk for row in rows]
        counts = {
            model._meta.default_related_name: model.objects.by_owner(ids, most=lists.MOST + 1)
            for model in soft_deletable_models()
        }
        issued = tokens.last_issued(ids)
        for row in rows:
            row.counts = {name: lists.AtLeast.of(of_people[row.pk]) for name, of_people in counts.items()}
            row.seen_at = max(filter(None, [row.last_login, issued.get(row.pk)]), default=None)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Leave out the date of a deletion that did not happen, and the link to a password that cannot be set."""
        if obj is None:
            return super().get_fieldsets(request, obj)
        password = ["password_link"] if self.has_change_permission(request, obj) else []
        dates = ["last_seen", "created_at", *(["deleted_at"] if obj.deleted_at else [])]
        return [
            (None, {"fields": ["email", *password, *PROFILE]}),
            (_("Permissions"), {"fields": PERMISSIONS}),
            (_("Dates"), {"fields": dates}),
        ]

    @admin.display(description=_("role"), ordering="is_staff")
    def role(self, user: User) -> str:
        if user.is_superuser:
            return gettext("Operator")
        return gettext("Staff") if user.is_staff else "–"

    @admin.display(description=_("projects"))
    def categories(self, user: Any) -> str:
        return _rows_of(user, "categories")

    @admin.display(description=_("recurring works"))
    def recurring_works(self, user: Any) -> str:
        return _rows_of(user, "recurring_works")

    @admin.display(description=_("works"))
    def works(self, user: Any) -> str:
        return _rows_of(user, "works", end_at__isempty="all")

    @admin.display(description=_("last seen"))
    def last_seen(self, user: Any) -> str:
        """The last log-in, or the last token that was issued: a client asks for one every quarter of an hour."""
        if not hasattr(user, "seen_at"):
            self.prepare_rows([user])
        return date_format(timezone.localtime(user.seen_at), "DATETIME_FORMAT") if user.seen_at else "–"

    @admin.display(description=_("Password"))
    def password_link(self, user: User) -> str:
        return format_html('<a href="../password/">{}</a>', _("Set a new password"))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: User | None = None) -> bool:
        """Only an operator may change an operator."""
        return super().has_change_permission(request, obj) and (
            request.user.is_superuser or not (obj and obj.is_superuser)
        )

    def has_operator_permission(self, request: HttpRequest) -> bool:
        """Only an operator may run the actions: they could end the sessions of another operator."""
        return request.user.is_superuser

    def get_readonly_fields(self, request: Any, obj: User | None = None) -> Any:
        """Only an operator may change permissions."""
        return [*super().get_readonly_fields(request, obj), *([] if request.user.is_superuser else PERMISSIONS)]

    @admin.action(description=_("Deactivate and end all sessions and tokens"), permissions=["operator"])
    def deactivate(self, request: HttpRequest, queryset: Any) -> None:
        self._set_active(request, queryset, is_active=False)

    @admin.action(description=_("Activate, and cancel the deletion of the account"), permissions=["operator"])
    def activate(self, request: HttpRequest, queryset: Any) -> None:
        self._set_active(request, queryset, is_active=True)

    @admin.action(description=_("End all sessions and tokens"), permissions=["operator"])
    def end_sessions(self, request: HttpRequest, queryset: Any) -> None:
        self.carry_out(
            request,
            queryset,
            lambda user: services.end_sessions(user=user),
            log=str(_("Ended all sessions and tokens.")),
            done=lambda n: ngettext("Sessions of %d account ended.", "Sessions of %d accounts ended.", n) % n,
        )

    def _set_active(self, request: HttpRequest, queryset: Any, *, is_active: bool) -> None:
        def set_active(user: User) -> bool:
            if user.is_active is is_active:
                return False
            services.set_permissions(user=user, at=timezone.now(), is_active=is_active)
            return True

        self.carry_out(
            request,
            queryset,
            set_active,
            log=str(_("Activated.") if is_active else _("Deactivated.")),
            done=lambda n: (
                (
                    ngettext("%d account activated.", "%d accounts activated.", n)
                    if is_active
                    else ngettext("%d account deactivated.", "%d accounts deactivated.", n)
                )
                % n
            ),
        )


def _rows_of(user: Any, name: str, **query: str) -> str:
    """The number of live rows, with a link to their list."""
    model = next(model for model in soft_deletable_models() if model._meta.default_related_name == name)
    page = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    address = reverse(page, query={OwnerFilter.parameter_name: user.pk, **query})
    return format_html('<a href="{}">{}</a>', address, user.counts[name]) if user.counts[name] else "0"


class ReadOnlyAdmin(lists.ListAdmin):
    """A page for rows that only their own code may change: deleting a blacklisted token would make it valid again."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# An account has three flags and no groups, see accounts/lockout.py. An email that waits for its confirmation is its person's.
admin.site.unregister([Group, BlacklistedToken, OutstandingToken, EmailAddress, UserSession])


@admin.register(OutstandingToken)
class OutstandingTokenAdmin(ReadOnlyAdmin):
    """Refresh tokens that were issued; the tokens themselves are not shown, nor the marks of families that ended."""

    title = _("Refresh tokens")  # type: ignore[assignment]

    list_display = ["user", "created_at", "expires_at", "state"]
    # A page of one token would show no more.
    list_display_links = None
    list_select_related = ["user"]
    search_fields = ["user__email"]
    ordering = ["-pk"]
    fields = ["user", "created_at", "expires_at", "state"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return tokens.without_marks(super().get_queryset(request))

    def prepare_rows(self, rows: list[Any]) -> None:
        """Find the tokens that were revoked, alone or with others."""
        ended = tokens.ended_among(rows)
        for row in rows:
            row.is_ended = row.pk in ended

    @admin.display(description=_("state"))
    def state(self, token: Any) -> str:
        if not hasattr(token, "is_ended"):
            self.prepare_rows([token])
        if token.is_ended:
            return gettext("ended")
        return gettext("valid") if token.expires_at > timezone.now() else gettext("expired")


@admin.register(AccessAttempt)
class AccessAttemptAdmin(ReadOnlyAdmin):
    """Failed log-ins that count, or have counted, towards a lock."""

    title = _("Failed log-ins")  # type: ignore[assignment]

    list_display = ["username", "ip_address", "failures_since_start", "attempt_time", "path_info"]
    # A page of one attempt would show no more, under a heading of axes in English.
    list_display_links = None
    search_fields = ["username", "ip_address"]
    fields = ["username", "ip_address", "failures_since_start", "attempt_time", "path_info"]
