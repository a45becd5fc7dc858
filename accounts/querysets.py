"""Conditions on accounts, and the manager that creates them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import F

from wheelbarrow.core.text import normalize

if TYPE_CHECKING:
    from accounts.models import User


def normalize_email(email: str) -> str:
    """Return the form in which an address is stored and compared: NFC, lower case, without surrounding space."""
    return normalize(email).strip().lower()


class UserQuerySet(models.QuerySet[Any]):
    """Conditions on accounts."""

    def active(self) -> Self:
        """Accounts that can log in."""
        return self.filter(is_active=True)

    def operators(self) -> Self:
        """Active accounts with all permissions."""
        return self.active().filter(is_superuser=True)

    def with_email(self, email: str) -> Self:
        """The account with this address, in any case."""
        return self.filter(email=normalize_email(email))

    def with_email_like(self, text: str) -> Self:
        """Accounts with this text in their address, in any case."""
        return self.filter(email__icontains=text)

    def with_id(self, pk: int) -> Self:
        """The account with this id."""
        return self.filter(pk=pk)

    def with_ids(self, ids: list[int]) -> Self:
        """The accounts with these ids."""
        return self.filter(pk__in=ids)

    def after(self, pk: int) -> Self:
        """Accounts with a greater id, in the order of ids."""
        return self.filter(pk__gt=pk).order_by("pk")

    def with_background_version(self) -> Self:
        """Annotate `background`, the number set when a backup was restored, or None."""
        return self.annotate(background=F("background_version__version"))

    def closed_before(self, before: datetime) -> Self:
        """Accounts that their owner deleted before the instant."""
        return self.filter(deleted_at__lt=before).order_by("deleted_at", "pk")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """The manager that Django's commands (createsuperuser) and authentication use."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an account; without a password nobody can log in to it."""
        user: User = self.model(email=normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an account with all permissions."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        user: User = self.get(email=normalize_email(username or ""))
        return user
