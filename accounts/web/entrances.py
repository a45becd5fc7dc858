"""The pages of people who are not logged in: log-in, sign-up, log-out, a forgotten password, a new email."""

from __future__ import annotations

from typing import Any

from allauth.account import views as allauth
from allauth.account.utils import complete_signup, get_next_redirect_url, perform_login
from django.conf import settings
from django.contrib.auth import views as django
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from accounts import demo, services
from accounts.web.forms import LogInForm, RequestResetForm, ResetPasswordForm, SignUpForm
from wheelbarrow.core.exceptions import Forbidden, Invalid
from wheelbarrow.core.web.forms import add_refusal


class FormAgain:
    """Answers with status 422 where a form is shown again with what is wrong in it."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again, with the cursor where something is wrong."""
        wrong = next(iter(form.errors), None)
        for name, field in form.fields.items():
            field.widget.attrs["autofocus"] = name == (wrong if wrong in form.fields else "password")
        page: HttpResponse = super().form_invalid(form)  # type: ignore[misc]  # of the view that this is mixed into
        page.status_code = 422
        return page


class LogIn(FormAgain, allauth.LoginView):
    """Log in by email and password; `next` leads on within this host."""

    form_class = LogInForm
    template_name = "accounts/log_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether people may open accounts, and the log-in of the demo."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "is_open": settings.REGISTRATION_OPEN, "demo": demo.offered()}


@require_POST
def enter_demo(request: HttpRequest) -> HttpResponse:
    """Log in to the demo account of a development server with one click."""
    user = demo.offered()
    if user is None:
        raise Http404
    if user.last_login is None:
        # As in an account that they would open, the first who enters has the language of the browser.
        user = services.edit_profile(user=user, language=str(get_language()))
    page: HttpResponse = perform_login(request, user, "none", get_next_redirect_url(request))
    return page


class SignUp(FormAgain, allauth.SignupView):
    """Open an account, log in to it and choose how to begin."""

    form_class = SignUpForm
    template_name = "accounts/sign_up.html"
    success_url = reverse_lazy("welcome")

    def get_next_url(self) -> None:
        """Lead to the first choices, whatever `next` is."""

    def closed(self) -> HttpResponse:
        """Explain that this server takes no registrations."""
        return render(self.request, "accounts/sign_up_closed.html", status=403)

    def form_valid(self, form: SignUpForm) -> HttpResponse:
        """Register, unless the service refuses the email or the password."""
        profile: Any = {"language": get_language(), **form.profile}
        email, password = form.cleaned_data["email"], form.cleaned_data["password"]
        try:
            user = services.register(email=email, password=password, at=timezone.now(), **profile)
        except Invalid as error:
            add_refusal(form, error)
            return self.form_invalid(form)
        except Forbidden:
            return self.closed()
        page: HttpResponse = complete_signup(self.request, user, "none", self.get_success_url())
        return page


class LogOut(allauth.LogoutView):
    """Ask, then end the session."""

    template_name = "accounts/log_out.html"


class RequestReset(FormAgain, django.PasswordResetView):
    """Mail a link to set a new password; the answer is the same for every address."""

    form_class = RequestResetForm
    template_name = "accounts/password_reset.html"


class ResetSent(django.PasswordResetDoneView):
    """Explain that a mail is under way if there is such an account."""

    template_name = "accounts/password_reset_sent.html"


class ResetPassword(FormAgain, django.PasswordResetConfirmView):
    """Set a new password by a mailed link; every session and token ends."""

    form_class = ResetPasswordForm
    template_name = "accounts/password_reset_confirm.html"


class ResetDone(django.PasswordResetCompleteView):
    """Lead to the log-in."""

    template_name = "accounts/password_reset_done.html"


class ConfirmEmail(allauth.ConfirmEmailView):
    """Let a new email count, by a mailed link and one click."""

    template_name = "accounts/confirm_email.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the question, or that the link is not valid any more."""
        page: HttpResponse = super().get(*args, **kwargs)
        if not self.object:
            page.status_code = 404
        return page

    def respond(self, success: bool) -> HttpResponse:  # noqa: FBT001  allauth's
        """Lead on in either case: what a service refused is a message there."""
        return HttpResponseRedirect(self.get_redirect_url())
