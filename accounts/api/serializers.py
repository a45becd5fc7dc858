"""Accounts in JSON."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User
from accounts.querysets import normalize_email
from wheelbarrow.core.api.fields import TextField
from wheelbarrow.core.api.serializers import StrictModelSerializer, StrictSerializer
from wheelbarrow.core.db.texts import validate_address


class PasswordField(TextField):
    """A password: write-only, its spaces kept, at most 256 characters."""

    def __init__(self, **kwargs: Any) -> None:
        style = {"input_type": "password"}
        super().__init__(
            **{
                "label": _("Password"),
                "max_length": 256,
                "trim_whitespace": False,
                "write_only": True,
                "style": style,
                **kwargs,
            }
        )


class EmailField(TextField, serializers.EmailField):
    """An email, as a JSON string; its length is that of its stored form, since lower case can be longer."""

    default_error_messages = {"invalid": _("Enter an email address, such as ann@example.org.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators.append(validate_address)

    def to_internal_value(self, data: Any) -> str:
        return normalize_email(super().to_internal_value(data))


class UserSerializer(StrictModelSerializer):
    """Your profile."""

    class Meta:
        model = User
        fields = ["id", "email", "name", "time_zone", "language", "week_starts_on", "today_by", "shortcuts"]
        read_only_fields = ["email"]
        validators: list[Any] = []


class RegistrationSerializer(UserSerializer):
    """An account to open."""

    email = EmailField(max_length=254)
    password = PasswordField()

    class Meta(UserSerializer.Meta):
        fields = ["email", "password", "name", "time_zone", "language", "week_starts_on", "today_by", "shortcuts"]
        read_only_fields: list[str] = []


class LoginSerializer(StrictSerializer):
    """Email and password."""

    email = TextField(max_length=254, label=_("Email"))
    password = PasswordField()


class GrantSerializer(serializers.Serializer[Any]):
    """OAuth2's token request (RFC 6749, sections 4.3 and 6); other parameters are ignored, as its section 3.2 asks."""

    grant_type = serializers.ChoiceField(
        choices=[("password", _("Log in with a password")), ("refresh_token", _("Exchange a refresh token"))],
        initial="password",
        label=_("Kind of request"),
    )
    username = serializers.CharField(required=False, max_length=254, label=_("Email"))
    password = serializers.CharField(
        required=False,
        max_length=256,
        trim_whitespace=False,
        label=_("Password"),
        style={"input_type": "password"},
    )
    refresh_token = serializers.CharField(required=False, max_length=4096, label=_("Refresh token"))


class RefreshSerializer(StrictSerializer):
    """A refresh token."""

    refresh = TextField(max_length=4096, label=_("Refresh token"))


class TokenSerializer(StrictSerializer):
    """A token of either kind."""

    token = TextField(max_length=4096, label=_("Token"))


class TokenPairSerializer(serializers.Serializer[Any]):
    """An access token and a refresh token."""

    access = serializers.CharField(help_text="For the header Authorization: Bearer.")
    refresh = serializers.CharField(help_text="Valid for one exchange.")


class PasswordChangeSerializer(StrictSerializer):
    """The current password and the new one."""

    old_password = PasswordField(label=_("Old password"))
    new_password = PasswordField(label=_("New password"))


class PasswordSerializer(StrictSerializer):
    """The current password, as confirmation."""

    password = PasswordField()


class ResetRequestSerializer(StrictSerializer):
    """The email of the account."""

    email = EmailField(max_length=254, label=_("Email"))


class ResetSerializer(StrictSerializer):
    """The two parts of the link from the email, and the new password."""

    uid = TextField(max_length=100, label=_("User id of the link"))
    token = TextField(max_length=100, label=_("Token of the link"))
    new_password = PasswordField(label=_("New password"))
