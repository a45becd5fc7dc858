"""Change of one's own email: the new one counts once its mailbox has confirmed it.

Rows of allauth's EmailAddress are addresses that wait for this, at most one for each person. The email that counts is
in `User.email` alone.
"""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from accounts import mails, services
from accounts.models import User
from accounts.querysets import normalize_email
from wheelbarrow.core import jobs
from wheelbarrow.core.choices import JobState
from wheelbarrow.core.db.ownership import lock_and_bump
from wheelbarrow.core.exceptions import Invalid


class SameEmail(Invalid):
    template = gettext_lazy("This is your email already.")


class InvalidEmailLink(Invalid):
    template = gettext_lazy(
        "The link was used before, has expired or was replaced by a newer one. Change your email again."
    )


@transaction.atomic
def request_change(*, request: HttpRequest, user: User, email: str, password: str, at: datetime) -> EmailAddress:
    """Let a link be mailed to the new address; an earlier link ends. Raises WrongPassword, SameEmail, EmailTaken."""
    services.lock_with_password(user, password, field="password")
    email = normalize_email(email)
    if email == user.email:
        raise SameEmail(field="email")
    if User.objects.with_email(email).exists():
        raise services.EmailTaken(field="email")
    EmailAddress.objects.filter(user=user).delete()
    address: EmailAddress = EmailAddress.objects.create(user=user, email=email)
    jobs.start(mails.CONFIRM_EMAIL, user=user, subject=address.pk, at=at, parameters=mails.site_of(request))
    return address


@transaction.atomic
def cancel(*, user: User) -> None:
    """End the link that waits for its confirmation, if there is one."""
    lock_and_bump(user)
    EmailAddress.objects.filter(user=user).delete()


@transaction.atomic
def confirm(*, address: EmailAddress, at: datetime) -> User:
    """Let the address count, and report that to the former one by mail. Raises InvalidEmailLink, EmailTaken."""
    user: User = address.user
    lock_and_bump(user)
    user.refresh_from_db()
    # A second use of the link, or one after a new password, waited for the lock.
    if not (user.is_active and EmailAddress.objects.filter(pk=address.pk).exists()):
        raise InvalidEmailLink
    jobs.start(mails.EMAIL_CHANGED, user=user, subject=user.pk, at=at, parameters={"former": user.email})
    return services.change_email(user=user, email=address.email)


def pending_of(user: User) -> EmailAddress | None:
    """Return the address that waits for its confirmation."""
    return EmailAddress.objects.filter(user=user).order_by("pk").last()


def is_undelivered(user: User, address: EmailAddress) -> bool:
    """Return whether the mail to the person's address could not be sent, however often it was tried."""
    job = jobs.latest_of(user, mails.CONFIRM_EMAIL, address.pk)
    return job is not None and job.state == JobState.FAILED
