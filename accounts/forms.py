"""Forms of accounts on pages."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.http import HttpRequest

from accounts import services
from accounts.models import User
from wheelbarrow.core.links import host_for_links


class RequestResetForm(PasswordResetForm):
    """Django's form for a mailed link, whose host is checked."""

    def save(self, *, request: HttpRequest, **options: Any) -> None:  # type: ignore[override]  # its caller names all
        super().save(request=request, domain_override=host_for_links(request), **options)


class ResetPasswordForm(SetPasswordForm):
    """Set the password through the service, which revokes every token too."""

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002
        return services.set_password(user=self.user, password=self.cleaned_data["new_password1"])
