"""Change of one's own email: the new one counts once its mailbox has confirmed it.

Rows of allauth's EmailAddress are addresses that wait for this, at most one for each person. The email that counts is
in `User.email` alone.
"""

from __future__ import annotations

import logging
from smtplib import SMTPException

from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts import services
from accounts.models import User
from accounts.querysets import normalize_email
from wheelbarrow.core.db.ownership import lock_and_bump
from wheelbarrow.core.exceptions import Conflict, Invalid

logger = logging.getLogger(__name__)


class SameEmail(Invalid):
    template = gettext_lazy("This is your email already.")


class InvalidEmailLink(Invalid):
    template = gettext_lazy(
        "The link was used before, has expired or was replaced by a newer one. Change your email again."
    )


class MailNotSent(Conflict):
    template = gettext_lazy("The mail could not be sent. Check the address, or ask the operator of this server.")


def request_change(*, request: HttpRequest, user: User, email: str, password: str) -> EmailAddress:
    """Mail a link to the new address; an earlier link ends. Raises WrongPassword, SameEmail, EmailTaken, MailNotSent."""
    address = _store(user=user, email=normalize_email(email), password=password)
    try:
        address.send_confirmation(request)
    except (OSError, SMTPException):
        logger.exception("A mail to confirm an email was not sent")
        cancel(user=user)
        raise MailNotSent(field="email") from None
    return address


@transaction.atomic
def _store(*, user: User, email: str, password: str) -> EmailAddress:
    services.lock_with_password(user, password, field="password")
    if email == user.email:
        raise SameEmail(field="email")
    if User.objects.with_email(email).exists():
        raise services.EmailTaken(field="email")
    EmailAddress.objects.filter(user=user).delete()
    return EmailAddress.objects.create(user=user, email=email)


@transaction.atomic
def cancel(*, user: User) -> None:
    """End the link that waits for its confirmation, if there is one."""
    lock_and_bump(user)
    EmailAddress.objects.filter(user=user).delete()


def confirm(*, address: EmailAddress) -> User:
    """Let the address count, and report that to the former one by mail. Raises InvalidEmailLink, EmailTaken."""
    with transaction.atomic():
        user: User = address.user
        lock_and_bump(user)
        user.refresh_from_db()
        # A second use of the link, or one after a new password, waited for the lock.
        if not (user.is_active and EmailAddress.objects.filter(pk=address.pk).exists()):
            raise InvalidEmailLink
        former = user.email
        services.change_email(user=user, email=address.email)
    _report_to(former, user)
    return user


def pending_of(user: User) -> EmailAddress | None:
    """Return the address that waits for its confirmation."""
    return EmailAddress.objects.filter(user=user).order_by("pk").last()


def _report_to(former: str, user: User) -> None:
    with override(user.language):
        body = render_to_string("accounts/mails/email_changed.txt", {"person": user})
        try:
            EmailMessage(_("Your email for Wheelbarrow was changed"), body, to=[former]).send()
        except (OSError, SMTPException):
            logger.exception("A mail about a changed email was not sent")
