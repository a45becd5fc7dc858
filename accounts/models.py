"""The models of accounts."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.choices import DayOrder, Language, Weekday, time_zones, zone_named
from accounts.querysets import UserManager, normalize_email
from wheelbarrow.core.db.texts import AddressField, LineField


def default_time_zone() -> str:
    """Return the time zone of the server."""
    return str(settings.TIME_ZONE)


def default_language() -> str:
    """Return the language of the server."""
    return str(settings.LANGUAGE_CODE)


def validate_time_zone(name: str) -> None:
    """Refuse a name that the IANA database does not have in this spelling."""
    if name not in time_zones():
        raise ValidationError(
            _("“%(name)s” is no IANA time zone. Give a name such as Asia/Seoul or Europe/Berlin."),
            code="unknown_time_zone",
            params={"name": name},
        )


class User(AbstractBaseUser, PermissionsMixin):
    """A person, who logs in by email. The email is stored in lower case."""

    email = AddressField(_("email"), max_length=254, unique=True)
    name = LineField(_("name"), max_length=150, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default=default_time_zone, validators=[validate_time_zone]
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, default=default_language)
    week_starts_on = models.CharField(_("week starts on"), max_length=2, choices=Weekday, default=Weekday.MONDAY)
    today_by = models.CharField(_("order of Today"), max_length=7, choices=DayOrder, default=DayOrder.URGENCY)
    shortcuts = models.BooleanField(
        _("keyboard shortcuts"), default=True, help_text=_("Single letters act on the pages, as q for quick add.")
    )
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Off ends every session and token at once."))
    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("May enter the admin."))
    token_version = models.PositiveIntegerField(
        _("token version"), default=1, editable=False, help_text=_("Tokens with an older number are invalid.")
    )
    version = models.PositiveBigIntegerField(
        _("version"), default=1, editable=False, help_text=_("Counted up by every write to this person's rows.")
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(
        _("deleted at"), null=True, blank=True, editable=False, help_text=_("When the person deleted the account.")
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower_check"),
            models.CheckConstraint(
                condition=models.Q(deleted_at=None) | models.Q(is_active=False), name="user_deleted_inactive_check"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        self.email = normalize_email(self.email)

    def get_session_auth_hash(self) -> str:
        """Include the version of the tokens, so that revoking them also ends the sessions."""
        return f"{super().get_session_auth_hash()}-{self.token_version}"

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone; UTC if it is unknown."""
        return zone_named(self.time_zone)

    @property
    def time_zone_warning(self) -> str:
        """A message for the person about an unknown time zone; empty if it is known."""
        if self.time_zone in time_zones():
            return ""
        return gettext(
            "This server does not know your time zone {name}, so days begin and end in UTC. "
            "Choose another time zone in your profile."
        ).format(name=self.time_zone)

    def local_time(self, at: datetime) -> datetime:
        """Return the instant in the person's time zone."""
        return at.astimezone(self.zone)


class BackgroundVersion(models.Model):
    """A random number, renewed when a backup is restored: `version` then counts from an earlier number again."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="background_version", verbose_name=_("user")
    )
    version = models.PositiveBigIntegerField(_("version"))

    class Meta:
        verbose_name = _("background version")
        verbose_name_plural = _("background versions")

    def __str__(self) -> str:
        return str(self.version)
