"""Lock an account for a network address after too many failed logins: django-axes' table and hooks, with an exact count."""

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
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.querysets import normalize_email
from wheelbarrow.core.exceptions import TooMany

log = logging.getLogger(__name__)


class LockedOut(TooMany):
    template = _("Too many failed attempts for this account from this address. Wait {minutes} minutes, then try again.")


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
        """Return the person, or None. Raises PermissionDenied where the pair is locked, before the password is checked."""
        super().authenticate(request, username, password, **kwargs)
        user = ModelBackend.authenticate(self, request, username, password, **kwargs)
        if user is None:
            return None
        # Other requests may have failed meanwhile: of many guesses at once no more are answered than of as many in a row.
        super().authenticate(request, username, password, **kwargs)
        if request.failures:
            _attempts(request, username).delete()
        log.info("Login of user %s from %s", user.pk, request.axes_ip_address)
        return user


class Handler(AxesDatabaseHandler):
    """The store of axes. Its default one counts each user agent separately, keeps the input, and deletes old rows at each login."""

    def get_failures(self, request: Any, credentials: Any = None) -> int:
        """Return the failures that count now, with one statement."""
        attempt = _attempts(request, credentials["username"]).filter(attempt_time__gt=_since(request)).first()
        return _remember(request, attempt)

    def user_login_failed(self, sender: Any, credentials: Any, request: Any = None, **_kwargs: Any) -> None:
        """Count a failure, unless the pair is locked already: a lock ends at the time that it first announced."""
        if not request.axes_locked_out:
            request.axes_locked_out = not _count(request, credentials["username"])
        state = "locked out" if request.axes_locked_out else f"failure {request.failures}"
        # Without the account: people type their password there. The admin shows it.
        log.warning("Failed login from %s: %s", request.axes_ip_address, state)

    def user_logged_in(self, *_args: Any, **_kwargs: Any) -> None:
        """Do nothing: the backend resets the count, for tokens too."""

    def user_logged_out(self, *_args: Any, **_kwargs: Any) -> None:
        """Do nothing."""


def refuse_locked(request: Any) -> None:
    """Raise LockedOut if a lock was the reason for which the login of this request failed."""
    if request.axes_locked_out:
        raise refusal(request)


def refusal(request: Any) -> LockedOut:
    """Return the error for a request that met a lock."""
    return LockedOut(retry_after=max(1, ceil((request.lock_ends_at - timezone.now()).total_seconds())))


def purge_attempts(*, before: datetime, at: datetime, report: Callable[[int], None] | None = None) -> int:
    """Remove attempts that are older than the instant, but none that still locks; return how many."""
    purged: int
    purged, _by_table = AccessAttempt.objects.filter(
        attempt_time__lt=min(before, at - settings.AXES_COOLOFF_TIME)
    ).delete()
    if report:
        report(purged)
    return purged


@transaction.atomic
def _count(request: Any, username: str) -> bool:
    """Count one more failure and return True, or False if other failures have locked the pair before."""
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
    failures: int = attempt.failures_since_start if attempt else 0
    request.failures = failures
    request.lock_ends_at = attempt and attempt.attempt_time + settings.AXES_COOLOFF_TIME
    return failures


def _since(request: Any) -> datetime:
    attempted_at: datetime = request.axes_attempt_time
    cool_off: timedelta = settings.AXES_COOLOFF_TIME
    return attempted_at - cool_off


def _pair(request: Any, username: str | None) -> dict[str, str]:
    """Return the key of the pair; an unknown account has one too. Lower case can be longer than the input."""
    return {"username": normalize_email(username or "")[:255], "ip_address": request.axes_ip_address, "user_agent": ""}


def _attempts(request: Any, username: str | None) -> Any:
    return AccessAttempt.objects.filter(**_pair(request, username))
