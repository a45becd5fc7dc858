"""Accounts on pages."""

from __future__ import annotations

from django.contrib.auth.forms import SetPasswordForm

from accounts import services
from accounts.models import User


class ResetPasswordForm(SetPasswordForm):
    """Django's form behind a mailed link; the password is set by the service, so every token ends too."""

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002
        return services.set_password(user=self.user, password=self.cleaned_data["new_password1"])
