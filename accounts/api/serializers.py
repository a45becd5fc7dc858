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
    """A password. It is write-only and keeps its spaces."""

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
    """The profile of the caller."""

    class Meta:
        model = User
        fields = ["id", "email", "name", "time_zone", "language", "week_starts_on"]
        read_only_fields = ["email"]
        validators: list[Any] = []


class RegistrationSerializer(UserSerializer):
    """The fields of a new account."""

    email = EmailField(max_length=254)
    password = PasswordField()

    class Meta(UserSerializer.Meta):
        fields = ["email", "password", "name", "time_zone", "language", "week_starts_on"]
        read_only_fields: list[str] = []


class LoginSerializer(StrictSerializer):
    """Email and password."""

    email = TextField(max_length=254, label=_("Email"))
    password = PasswordField()


class GrantSerializer(serializers.Serializer):
    """OAuth2's token request (RFC 6749, sections 4.3 and 6); other parameters are ignored, as its section 3.2 asks."""

    grant_type = serializers.ChoiceField(
        choices=["password", "refresh_token"], initial="password", label=_("Kind of request")
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


class TokenPairSerializer(serializers.Serializer):
    """An access token and a refresh token."""

    access = serializers.CharField(help_text="For Authorization: Bearer.")
    refresh = serializers.CharField(help_text="For one new pair; used once, it is dead.")


class OAuthTokenSerializer(serializers.Serializer):
    """RFC 6749, section 5.1."""

    access_token = serializers.CharField()
    refresh_token = serializers.CharField()
    token_type = serializers.CharField(help_text="Bearer")
    expires_in = serializers.IntegerField(help_text="Seconds.")


class OAuthErrorSerializer(serializers.Serializer):
    """RFC 6749, section 5.2."""

    error = serializers.CharField(help_text="invalid_request, invalid_grant or unsupported_grant_type")
    error_description = serializers.CharField()


class PasswordChangeSerializer(StrictSerializer):
    """The old and the new password."""

    old_password = PasswordField(label=_("Old password"))
    new_password = PasswordField(label=_("New password"))


class PasswordSerializer(StrictSerializer):
    """The password of the caller, as a confirmation."""

    password = PasswordField()


class ResetRequestSerializer(StrictSerializer):
    """The email of the account whose password is to be reset."""

    email = EmailField(max_length=254, label=_("Email"))


class ResetSerializer(StrictSerializer):
    """The two parts of the mailed link and the new password."""

    uid = TextField(max_length=100, label=_("User id of the link"))
    token = TextField(max_length=100, label=_("Token of the link"))
    new_password = PasswordField(label=_("New password"))
