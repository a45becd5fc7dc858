"""The mails to people. A job sends each of them, so that a mail server that is away only delays it.

A mail may be sent twice if its worker is killed in between, but it is not lost. Neither the job nor the queue holds a
secret: a link is signed when its mail is sent.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress, get_emailconfirmation_model
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from wheelbarrow.core import jobs
from wheelbarrow.core.links import host_for_links

PASSWORD_RESET, CONFIRM_EMAIL, EMAIL_CHANGED = "mail_password_reset", "mail_confirm_email", "mail_email_changed"


def site_of(request: HttpRequest) -> dict[str, Any]:
    """Return the parameters of a mail with a link: scheme and host, which is checked."""
    return {"site": f"{request.scheme}://{host_for_links(request)}"}


def send_password_reset(run: jobs.Run) -> None:
    """Mail the link with which a person sets a new password."""
    user = run.job.user
    if user.is_active and user.has_usable_password():
        uid = urlsafe_base64_encode(force_bytes(user.pk))
        path = reverse("password_reset_confirm", args=[uid, default_token_generator.make_token(user)])
        _send(run, _("Set a new password for Wheelbarrow"), "password_reset", to=user.email, path=path)
    run.finish()


def send_confirm_email(run: jobs.Run) -> None:
    """Mail the link that confirms a new email to its address, unless the person has given it up meanwhile."""
    address = EmailAddress.objects.filter(user=run.job.user, pk=run.job.subject).first()
    if address is not None:
        key = get_emailconfirmation_model().create(address).key
        path = reverse("account_confirm_email", args=[key])
        _send(run, _("Confirm your new email for Wheelbarrow"), "confirm_email", to=address.email, path=path)
    run.finish()


def send_email_changed(run: jobs.Run) -> None:
    """Report to the former address that it is not that of the account any more."""
    _send(run, _("Your email for Wheelbarrow was changed"), "email_changed", to=run.job.parameters["former"])
    run.finish()


def register() -> None:
    """Let jobs of these kinds be done here."""
    jobs.handlers |= {
        PASSWORD_RESET: send_password_reset,
        CONFIRM_EMAIL: send_confirm_email,
        EMAIL_CHANGED: send_email_changed,
    }
    jobs.labels |= {
        PASSWORD_RESET: gettext_lazy("mail: new password"),
        CONFIRM_EMAIL: gettext_lazy("mail: confirm an email"),
        EMAIL_CHANGED: gettext_lazy("mail: email changed"),
    }


def _send(run: jobs.Run, subject: str, template: str, *, to: str, path: str = "") -> None:
    person: User = run.job.user
    context = {"url": f"{run.job.parameters.get('site', '')}{path}", "person": person}
    EmailMessage(subject, render_to_string(f"accounts/mails/{template}.txt", context), to=[to]).send()
