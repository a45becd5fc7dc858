"""What django-allauth does with accounts: through our services, our lock and our limits."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts import email_changes, services, tokens
from accounts.models import User
from wheelbarrow.core.addresses import network_of
from wheelbarrow.core.exceptions import DomainError


class AccountAdapter(DefaultAccountAdapter):
    """Registers, authenticates and confirms as every other interface does."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": tokens.InvalidCredentials.template,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether people may open accounts themselves."""
        return bool(settings.REGISTRATION_OPEN)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the person, or None. The backend and the lock know the email by the name `username`."""
        if "email" in credentials:
            credentials["username"] = credentials.pop("email")
        user: User | None = super().authenticate(request, **credentials)
        return user

    def set_password(self, user: User, password: str) -> None:
        """Set a password through the service, which ends every session and token."""
        services.set_password(user=user, password=password)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Let the confirmed address count; report a refusal as a message and return False."""
        try:
            email_changes.confirm(address=email_address, at=timezone.now())
        except DomainError as error:
            messages.error(request, error.detail)
            return False
        messages.success(request, _("Your email is now {email}.").format(email=email_address.email))
        return True

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Return the page after a confirmation: the profile of the person, or the log-in."""
        return reverse("settings-profile") if self.request.user.is_authenticated else resolve_url(settings.LOGIN_URL)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that throttles, locks and logs have."""
        return network_of(request)

    def is_safe_url(self, url: str) -> bool:
        """Return whether the address is one of this host: another name of the server is another site to a browser."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def is_ajax(self, request: HttpRequest) -> bool:
        """Answer with pages only; programs have the API."""
        return False
