"""The bases of the person's pages: they ask for a log-in, end an act with a toast, and show refusals.

An act is a plain form. Its answer redirects to the page with the form; htmx follows and takes the parts of that page.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django_htmx.http import HttpResponseClientRedirect

from wheelbarrow.core.exceptions import DomainError, NotFound
from wheelbarrow.core.history.selectors import first_change_of
from wheelbarrow.core.web.forms import add_refusal

# What a column of ids holds; SQLite fails on more.
BIGGEST_ID = 2**63 - 1


class PersonView(View):
    """A page of the person who is logged in."""

    http_method_names = ["get", "head", "post", "options"]
    # The name of the URL to which an act leads that came from no page of ours.
    fallback = "home"

    @property
    def user(self) -> Any:
        """The person: a row of settings.AUTH_USER_MODEL."""
        return self.request.user

    @cached_property
    def now(self) -> datetime:
        """The instant of the request."""
        return timezone.now()

    @cached_property
    def moment(self) -> datetime:
        """The same in the person's time zone."""
        local: datetime = self.user.local_time(self.now)
        return local

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.log_in()
        if any(isinstance(value, int) and value > BIGGEST_ID for value in kwargs.values()):
            raise Http404
        try:
            response = super().dispatch(request, *args, **kwargs)
        except DomainError as error:
            response = self.refused(error)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response

    def page(self, template: str, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
        """Return the page."""
        return render(self.request, template, context, status=status)

    def done(self, message: str, *, to: str | None = None, is_final: bool = False) -> HttpResponse:
        """End an act: show the message with Undo, unless it `is_final`, and the page again or the page `to`.

        Without a change in the log there is nothing to undo.
        """
        change = None if is_final else first_change_of(self.user, self.user.version)
        messages.success(self.request, message, extra_tags=f"undo-{change}" if change else "")
        return self.redirect(to or self.origin())

    def refused(self, error: DomainError) -> HttpResponse:
        """Show the reason for which an act was refused, on the page it came from."""
        if self.request.method != "POST":
            if isinstance(error, NotFound):
                raise Http404(error.detail) from error
            return self.page("refusal.html", {"title": error.message(), "detail": error.detail}, status=400)
        messages.error(self.request, " ".join([error.detail, *_details(error)]))
        return self.redirect(self.origin())

    def invalid(self, form: forms.Form) -> HttpResponse:
        """Show why an act without a visible form was refused, on the page it came from."""
        messages.error(self.request, " ".join(str(message) for found in form.errors.values() for message in found))
        return self.redirect(self.origin())

    def redirect(self, to: str) -> HttpResponse:
        """Lead to an address of ours. htmx follows to the page that it is on; any other page is loaded."""
        htmx = getattr(self.request, "htmx", None)
        if htmx and htmx.current_url_abs_path and urlsplit(htmx.current_url_abs_path)[2] != urlsplit(to)[2]:
            return HttpResponseClientRedirect(to)
        response = HttpResponseRedirect(to)
        response.status_code = 303
        return response

    def origin(self) -> str:
        """Return the page that the form was on: `next`, what htmx says, or the Referer, if it is of this site."""
        htmx = getattr(self.request, "htmx", None)
        current = (htmx and htmx.current_url_abs_path) or self.request.headers.get("Referer", "")
        for address in (self.request.POST.get("next", ""), current):
            if address and url_has_allowed_host_and_scheme(
                address, {self.request.get_host()}, require_https=self.request.is_secure()
            ):
                return _without_host(address)
        return resolve_url(self.fallback)

    def log_in(self) -> HttpResponse:
        """Lead to the log-in, and from there back to the page."""
        to = self.request.get_full_path() if self.request.method in ("GET", "HEAD") else self.origin()
        htmx = getattr(self.request, "htmx", None)
        if htmx:
            return HttpResponseClientRedirect(redirect_to_login(self.origin()).url)
        return redirect_to_login(to)


class FormView(PersonView):
    """A page with a form, which is shown again with the reasons if it is refused."""

    template: ClassVar[str]
    form_class: ClassVar[type[forms.Form]]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        return self.show(self.form(initial=self.initial()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Carry out the act, or show the form again with status 422."""
        form = self.form(data=request.POST, initial=self.initial())
        if form.is_valid():
            try:
                return self.act(form)
            except DomainError as error:
                add_refusal(form, error)
        return self.show(form, status=422)

    def form(self, **kwargs: Any) -> forms.Form:
        """Return the form; override it for one that needs the person."""
        return self.form_class(**kwargs)

    def initial(self) -> dict[str, Any]:
        """Return the values that the form shows first."""
        return {}

    def context(self) -> dict[str, Any]:
        """Return what the page shows besides the form."""
        return {}

    def show(self, form: forms.Form, *, status: int = 200) -> HttpResponse:
        """Return the page with the form."""
        return self.page(self.template, {**self.context(), "form": form}, status=status)

    def act(self, form: Any) -> HttpResponse:
        """Call the service with the values of the valid form, and return `done()`."""
        raise NotImplementedError(type(self).__name__)


def _details(error: DomainError) -> list[str]:
    """Return the messages of single fields or rows that the message of the error does not repeat."""
    found = [message for messages_of in error.errors.values() for message in messages_of if message != error.detail]
    return list(dict.fromkeys(found))[:3]


def _without_host(address: str) -> str:
    parts = urlsplit(address)
    return parts._replace(scheme="", netloc="").geturl() or "/"
