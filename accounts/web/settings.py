"""The settings of a person: profile, email, password, sessions, the end of the account."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import email_changes, services, user_sessions
from accounts.choices import time_zones
from accounts.web.forms import ChangePasswordForm, CloseAccountForm, EmailForm, ProfileForm
from wheelbarrow.core.preferences import activate_preferences
from wheelbarrow.core.web.views import FormView, PersonView


class ProfileView(FormView):
    """Name, language, time zone, week, keys; shows the email."""

    template = "accounts/settings/profile.html"

    def form(self, **kwargs: Any) -> Any:
        """Return the form of a copy: what is refused must not show in the frame."""
        return ProfileForm(instance=copy(self.user), **kwargs)

    def context(self) -> dict[str, Any]:
        """Add the names of the time zones, and the email that waits for its confirmation."""
        pending = email_changes.pending_of(self.user)
        is_undelivered = pending is not None and email_changes.is_undelivered(self.user, pending)
        return {"time_zones": time_zones(), "pending": pending, "is_undelivered": is_undelivered}

    def act(self, form: ProfileForm) -> HttpResponse:
        """Save, and answer in the new language."""
        user = services.edit_profile(user=self.user, **form.profile)
        activate_preferences(user)
        return self.done(_("Saved your profile."), to=reverse("settings-profile"))


class EmailView(FormView):
    """Ask for a new email."""

    template = "accounts/settings/email.html"
    form_class = EmailForm

    def act(self, form: EmailForm) -> HttpResponse:
        """Let the link be mailed."""
        address = email_changes.request_change(
            request=self.request, user=self.user, at=timezone.now(), **form.cleaned_data
        )
        message = _("A mail with a link is on its way to {email}. Your email changes when you have opened it.")
        return self.done(message.format(email=address.email), to=reverse("settings-profile"))


class CancelEmailView(PersonView):
    """Keep the present email."""

    fallback = "settings-profile"

    def post(self, request: HttpRequest) -> HttpResponse:
        """End the mailed link."""
        email_changes.cancel(user=self.user)
        return self.done(_("Your email stays as it is."), to=reverse("settings-profile"))


class PasswordView(FormView):
    """Set a new password; this session goes on, every other one ends."""

    template = "accounts/settings/password.html"
    form_class = ChangePasswordForm

    def act(self, form: ChangePasswordForm) -> HttpResponse:
        """Set it."""
        user = services.change_password(user=self.user, **form.cleaned_data)
        update_session_auth_hash(self.request, user)
        user_sessions.renew(self.request)
        return self.done(_("Your password is changed. You are logged out everywhere else."), to=self.request.path)


class SessionsView(PersonView):
    """List the sessions, and end every other one with every token."""

    fallback = "settings-sessions"

    def get(self, request: HttpRequest) -> HttpResponse:
        """List them, and explain what ends."""
        return self.page("accounts/settings/sessions.html", {"sessions": user_sessions.sessions_of(self.user, request)})

    def post(self, request: HttpRequest) -> HttpResponse:
        """End them; this session goes on."""
        user = services.end_sessions(user=self.user)
        update_session_auth_hash(request, user)
        user_sessions.renew(request)
        return self.done(_("You are logged out everywhere else."), to=request.path)


class EndSessionView(PersonView):
    """End one session; the present one too."""

    fallback = "settings-sessions"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it."""
        user_sessions.end(user=self.user, session_id=pk)
        return self.done(_("That session has ended."), to=reverse("settings-sessions"))


class AccountView(FormView):
    """Close the account."""

    template = "accounts/settings/account.html"

    def form(self, **kwargs: Any) -> CloseAccountForm:
        """Return the form, which asks for the email of the person."""
        return CloseAccountForm(email=self.user.email, **kwargs)

    def context(self) -> dict[str, Any]:
        """Add how long a closed account is kept."""
        return {"trash_days": settings.TRASH_DAYS}

    def act(self, form: CloseAccountForm) -> HttpResponse:
        """Close it and end the session."""
        services.close_account(user=self.user, password=form.cleaned_data["password"], at=self.now)
        logout(self.request)
        messages.success(self.request, _("Your account is closed."))
        return self.redirect(reverse("home"))
