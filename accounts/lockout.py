"""Whoever guesses passwords is locked out: django-axes' table and wiring, with one exact count for an account and an address."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from axes.backends import AxesStandaloneBackend
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.querysets import normalize_email
from wheelbarrow.core.exceptions import TooMany

log = logging.getLogger(__name__)


class LockedOut(TooMany):
    """Too many failed attempts for this account from this address. Wait {minutes} minutes, then try again."""


class Backend(AxesStandaloneBackend, ModelBackend):
    """Django's own, behind the lock. Staff may view every page of the admin; operators, Django's superusers, may do all."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        is_view = perm.partition(".")[2].startswith("view_")
        return (is_view and user_obj.is_active and user_obj.is_staff) or super().has_perm(user_obj, perm, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return (user_obj.is_active and user_obj.is_staff) or super().has_module_perms(user_obj, app_label)

    def authenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The person; raises PermissionDenied where it is locked, before the password is looked at."""
        super().authenticate(request, username, password, **kwargs)
        user = ModelBackend.authenticate(self, request, username, password, **kwargs)
        if user is None:
            return None
        # Others may have failed meanwhile: of many guesses at once no more are answered than of as many in a row.
        super().authenticate(request, username, password, **kwargs)
        if request.failures:
            _attempts(request, username).delete()
        log.info("Login of user %s from %s", user.pk, request.axes_ip_address)
        return user


class Handler(AxesDatabaseHandler):
    """What axes asks of a store. Its own counts each user agent for itself, keeps what was typed, and clears its table at each login."""

    def get_failures(self, request: Any, credentials: Any = None) -> int:
        """Failures that count now; one statement."""
        attempt = _attempts(request, credentials["username"]).filter(attempt_time__gt=_since(request)).first()
        return _remember(request, attempt)

    def user_login_failed(self, sender: Any, credentials: Any, request: Any = None, **_kwargs: Any) -> None:
        """Count it, unless there is a lock already: a lock ends when it was said to end."""
        if not request.axes_locked_out:
            request.axes_locked_out = not _count(request, credentials["username"])
        state = "locked out" if request.axes_locked_out else f"failure {request.failures}"
        # Not the account: people type their password there. The admin names it.
        log.warning("Failed login from %s: %s", request.axes_ip_address, state)

    def user_logged_in(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing: the backend has seen to it, for tokens too."""

    def user_logged_out(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing to count."""


def refuse_locked(request: Any) -> None:
    """After a login that failed: raises LockedOut if that was why."""
    if request.axes_locked_out:
        raise refusal(request)


def refusal(request: Any) -> LockedOut:
    """The error for a request that was locked out."""
    return LockedOut(retry_after=max(1, ceil((request.lock_ends_at - timezone.now()).total_seconds())))


def purge_attempts(*, before: datetime, at: datetime, report: Callable[[int], None] | None = None) -> int:
    """Remove what nobody has added to since the instant; returns how many. A lock that holds stays."""
    purged, _by_table = AccessAttempt.objects.filter(
        attempt_time__lt=min(before, at - settings.AXES_COOLOFF_TIME)
    ).delete()
    if report:
        report(purged)
    return purged


@transaction.atomic
def _count(request: Any, username: str) -> bool:
    """One more failure; False, and none more, if others have come before that lock it."""
    attempt, _is_first = (
        _attempts(request, username)
        .select_for_update()
        .get_or_create(
            **_pair(request, username), defaults={"failures_since_start": 0, "path_info": request.axes_path_info}
        )
    )
    if attempt.attempt_time <= _since(request):
        attempt.failures_since_start = 0
    if attempt.failures_since_start >= settings.AXES_FAILURE_LIMIT:
        _remember(request, attempt)
        return False
    attempt.failures_since_start += 1
    attempt.attempt_time = request.axes_attempt_time
    attempt.path_info = request.axes_path_info
    attempt.save(update_fields=["failures_since_start", "attempt_time", "path_info"])
    _remember(request, attempt)
    return True


def _remember(request: Any, attempt: Any) -> int:
    request.failures = attempt.failures_since_start if attempt else 0
    request.lock_ends_at = attempt and attempt.attempt_time + settings.AXES_COOLOFF_TIME
    return request.failures


def _since(request: Any) -> datetime:
    cool_off: timedelta = settings.AXES_COOLOFF_TIME
    return request.axes_attempt_time - cool_off


def _pair(request: Any, username: str | None) -> dict[str, str]:
    """An unknown account is counted as any other. Lower case can be longer than what was typed."""
    return {"username": normalize_email(username or "")[:255], "ip_address": request.axes_ip_address, "user_agent": ""}


def _attempts(request: Any, username: str | None) -> Any:
    return AccessAttempt.objects.filter(**_pair(request, username))
