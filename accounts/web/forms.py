"""Forms of accounts on pages."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.choices import time_zones
from accounts.models import User
from accounts.querysets import normalize_email
from accounts.services import Profile
from wheelbarrow.core.db.texts import validate_address
from wheelbarrow.core.web.forms import PageForm

LONGEST_PASSWORD = 256


def password_field(*, is_new: bool = False, **options: Any) -> forms.CharField:
    """Return a field for a password, in words that password managers know."""
    attributes = {"autocomplete": "new-password" if is_new else "current-password", "data-password": ""}
    return forms.CharField(
        **{
            "label": _("Password"),
            "strip": False,
            "max_length": LONGEST_PASSWORD,
            "widget": forms.PasswordInput(attrs=attributes),
            **options,
        }
    )


def email_field(**options: Any) -> forms.EmailField:
    """Return a field for an email."""
    return forms.EmailField(**{"label": _("Email"), "max_length": 254, **options})


class LogInForm(LoginForm):
    """Email and password. The adapter checks them against the lock."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attributes = {"autocomplete": "username", "autofocus": True}
        self.fields["login"] = email_field(widget=forms.EmailInput(attrs=attributes))
        self.fields["password"] = password_field()
        self.order_fields(["login", "password"])


class SignUpForm(PageForm):
    """Email and password. A script adds the time zone of the browser."""

    email = email_field(
        validators=[validate_address],
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = password_field(is_new=True, help_text=_("At least 10 characters. A few words are easy to remember."))
    time_zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-time-zone": ""}))
    # allauth asks each of its forms.
    by_passkey = False

    @property
    def profile(self) -> dict[str, str]:
        """Fields of the profile that the browser knew. A zone that this server does not know is left out."""
        zone = self.cleaned_data["time_zone"]
        return {"time_zone": zone} if zone in time_zones() else {}


class RequestResetForm(PasswordResetForm):
    """Django's form for a mailed link, which a job mails."""

    email = email_field(widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}))

    def save(self, *, request: HttpRequest, **options: Any) -> None:  # type: ignore[override]  # its caller names all
        services.request_password_reset(request=request, email=self.cleaned_data["email"], at=timezone.now())


class ResetPasswordForm(SetPasswordForm):
    """Set the password through the service, which revokes every token too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = password_validators_help_texts()
        self.fields["new_password1"] = password_field(is_new=True, label=_("New password"), help_text=" ".join(rules))
        self.fields["new_password2"] = password_field(is_new=True, label=_("New password, again"))

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002
        return services.set_password(user=self.user, password=self.cleaned_data["new_password1"])


class ProfileForm(forms.ModelForm):
    """What a person sets about themselves."""

    class Meta:
        model = User
        fields = ["name", "language", "time_zone", "week_starts_on", "today_by", "shortcuts"]
        widgets: ClassVar = {"time_zone": forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"})}

    @property
    def profile(self) -> Profile:
        """The fields of the service."""
        return cast(Profile, {name: self.cleaned_data[name] for name in self.changed_data})


class EmailForm(PageForm):
    """A new email and the present password."""

    email = email_field(
        label=_("New email"),
        validators=[validate_address],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = password_field()


class ChangePasswordForm(PageForm):
    """The present password and the new one."""

    old_password = password_field(label=_("Current password"))
    new_password = password_field(
        is_new=True, label=_("New password"), help_text=_("At least 10 characters. A few words are easy to remember.")
    )


class CloseAccountForm(PageForm):
    """The email and the password, typed once more so that nobody closes an account by accident."""

    email = email_field(label=_("Your email"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    password = password_field()

    def __init__(self, *, email: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.expected = email

    def clean_email(self) -> str:
        """Refuse any other email."""
        email: str = self.cleaned_data["email"]
        if normalize_email(email) != self.expected:
            raise forms.ValidationError(_("This is not the email of your account."))
        return email
