"""Create, change and close accounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypedDict, Unpack

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode
from django.utils.translation import gettext_lazy as _

from accounts import lockout, mails, tokens
from accounts.models import User
from accounts.querysets import normalize_email
from wheelbarrow.core import jobs, trash
from wheelbarrow.core.db.ownership import lock_and_bump
from wheelbarrow.core.exceptions import Conflict, Forbidden, Invalid
from wheelbarrow.core.models import Job

# The id of no account.
NOBODY = 0


class RegistrationClosed(Forbidden):
    template = _("This server accepts no registrations. Ask its operator for an account.")


class EmailTaken(Invalid):
    template = _("An account with this email exists. Log in, or reset its password.")


class EmailOfClosedAccount(EmailTaken):
    template = _(
        "This email belongs to a closed account. Use another email, or ask the operator of this server to reopen it."
    )

    @classmethod
    def code(cls) -> str:
        """To a client the email is taken, whatever the state of its account."""
        return EmailTaken.code()


class WeakPassword(Invalid):
    template = _("This password is too easy to guess. Choose another.")


class WrongPassword(Invalid):
    template = _("The current password is wrong. Check it and try again.")


class SamePassword(Invalid):
    template = _("The new password is the same as the current one. Choose another.")


class LastOperator(Conflict):
    template = _("This account is the only operator. Make another account an operator first.")


class InvalidResetLink(Invalid):
    template = _("The link was used before or has expired. Request a new one.")


class Profile(TypedDict, total=False):
    """Fields of an account that its person sets."""

    name: str
    time_zone: str
    language: str
    week_starts_on: str
    today_by: str
    shortcuts: bool


class Powers(TypedDict, total=False):
    """Fields of an account that an operator sets."""

    is_active: bool
    is_staff: bool
    is_superuser: bool


def register(*, email: str, password: str, at: datetime, **profile: Unpack[Profile]) -> User:
    """Create an account for its person. Raises RegistrationClosed, EmailTaken, WeakPassword."""
    if not settings.REGISTRATION_OPEN:
        raise RegistrationClosed
    return create_account(email=email, password=password, at=at, **profile)


def create_account(*, email: str, password: str, at: datetime, **profile: Unpack[Profile]) -> User:
    """Create an account, whether or not registration is open. Raises EmailTaken, WeakPassword."""
    user = User(email=normalize_email(email), created_at=at, **profile)
    _set_password(user, password, field="password")
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        is_open = User.objects.active().with_email(email).exists()
        raise (EmailTaken if is_open else EmailOfClosedAccount)(field="email") from None
    return user


def log_in(*, request: HttpRequest, email: str, password: str) -> dict[str, str]:
    """Return a pair of tokens. An unknown email has the same cost and the same answers. Raises InvalidCredentials, LockedOut."""
    user = authenticate(request, username=email, password=password)
    if user is None:
        lockout.refuse_locked(request)
        raise tokens.InvalidCredentials
    return tokens.issue(user)


@transaction.atomic
def edit_profile(*, user: User, **profile: Unpack[Profile]) -> User:
    """Change the given fields of a profile."""
    lock_and_bump(user)
    for name, value in profile.items():
        setattr(user, name, value)
    user.save(update_fields=list(profile))
    return user


@transaction.atomic
def change_email(*, user: User, email: str) -> User:
    """Change the email with which the person logs in; one that waits for its confirmation is forgotten. Raises EmailTaken."""
    lock_and_bump(user)
    user.email = normalize_email(email)
    if User.objects.with_email(email).exclude(pk=user.pk).exists():
        raise EmailTaken(field="email")
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    return user


@transaction.atomic
def set_permissions(*, user: User, at: datetime, **permissions: Unpack[Powers]) -> User:
    """Change what an account may do. Deactivating ends its sessions and tokens; activating cancels its deletion.

    Raises LastOperator.
    """
    lock_and_bump(user)
    user.refresh_from_db()
    was_operator = user.is_active and user.is_superuser
    if user.is_active and permissions.get("is_active") is False:
        user.token_version += 1
    if permissions.get("is_active"):
        user.deleted_at = None
    for name, value in permissions.items():
        setattr(user, name, value)
    is_operator = user.is_active and user.is_superuser
    if was_operator and not is_operator and not User.objects.operators().exclude(pk=user.pk).exists():
        raise LastOperator
    user.save(update_fields=["token_version", "deleted_at", *permissions])
    return user


@transaction.atomic
def ensure_operator(*, email: str, password: str, at: datetime) -> tuple[User, bool]:
    """Make the account with this address an operator; return it, and whether it was created, for which the password is used.

    An existing account keeps its password, and stays deactivated if it is. Raises WeakPassword.
    """
    user = User.objects.with_email(email).first()
    is_new = user is None
    if user is None:
        user = create_account(email=email, password=password, at=at)
    if not (user.is_staff and user.is_superuser):
        user = set_permissions(user=user, at=at, is_staff=True, is_superuser=True)
    return user, is_new


@transaction.atomic
def change_password(*, user: User, old_password: str, new_password: str) -> User:
    """Set a new password; every session and token ends. Raises WrongPassword, SamePassword, WeakPassword."""
    lock_with_password(user, old_password, field="old_password")
    if new_password == old_password:
        raise SamePassword(field="new_password")
    _set_password(user, new_password, field="new_password")
    _end_tokens(user, "password")
    return user


@transaction.atomic
def set_password(*, user: User, password: str) -> User:
    """Set a new password without the current one, for operators and mailed links; every session and token ends. Raises WeakPassword."""
    lock_and_bump(user)
    user.refresh_from_db()
    _set_password(user, password, field="password")
    _end_tokens(user, "password")
    return user


@transaction.atomic
def end_sessions(*, user: User) -> User:
    """End every session and token at once; the person can log in again."""
    lock_and_bump(user)
    user.refresh_from_db()
    _end_tokens(user)
    return user


@transaction.atomic
def close_account(*, user: User, password: str, at: datetime) -> User:
    """Deactivate now; the daily purge removes everything after TRASH_DAYS. Raises WrongPassword."""
    lock_with_password(user, password, field="password")
    user.is_active = False
    user.deleted_at = at
    _end_tokens(user, "is_active", "deleted_at")
    return user


@transaction.atomic
def request_password_reset(*, request: HttpRequest, email: str, at: datetime) -> None:
    """Let a link be mailed to the account with this address. Neither the statements nor the time depend on whether there is one.

    For an unknown address the job is that of nobody, and is removed before the commit; the queue then has an entry
    without a job, which its worker passes over.
    """
    user = User.objects.active().with_email(email).first() or User(pk=NOBODY)
    job = jobs.start(mails.PASSWORD_RESET, user=user, subject=user.pk, at=at, parameters=mails.site_of(request))
    Job.objects.owned_by(NOBODY).with_ids([job.pk]).delete()


@transaction.atomic
def reset_password(*, uid: str, token: str, new_password: str) -> User:
    """Set a new password with the two parts of the mailed link. Raises InvalidResetLink, WeakPassword."""
    user = _person_of_link(uid)
    if user is None:
        raise InvalidResetLink(field="token")
    lock_and_bump(user)
    # A link is valid for the password that it was made with: of two requests with one link, only one succeeds.
    user.refresh_from_db()
    if not default_token_generator.check_token(user, token):
        raise InvalidResetLink(field="token")
    _set_password(user, new_password, field="new_password")
    _end_tokens(user, "password")
    return user


def lock_with_password(user: User, password: str, *, field: str) -> None:
    """Take the lock and check the present password. Raises WrongPassword, with the name of the field."""
    lock_and_bump(user)
    user.refresh_from_db()
    if not user.check_password(password):
        raise WrongPassword(field=field)


def purge_closed_accounts(*, before: datetime, at: datetime, report: Callable[[int], None] | None = None) -> int:
    """Remove the accounts that were deleted before the instant, with all their rows; return how many. Safe to repeat."""
    purged = 0
    for user in User.objects.closed_before(before):
        trash.purge_all_of(user, report=report)
        with transaction.atomic():
            tokens.forget(user)
            user.delete()
        purged += 1
    return purged


def _set_password(user: User, password: str, *, field: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(errors={field: error.messages}) from None
    user.set_password(password)


def _end_tokens(user: User, *changed: str) -> None:
    """End them, and the link by which somebody else could still take over the email."""
    user.token_version += 1
    user.save(update_fields=["token_version", *changed])
    EmailAddress.objects.filter(user=user).delete()


def _person_of_link(uid: str) -> User | None:
    try:
        pk = int(force_str(urlsafe_base64_decode(uid)))
    except (ValueError, OverflowError):
        return None
    user: User | None = User.objects.active().filter(pk=pk).first()
    return user
