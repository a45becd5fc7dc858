"""The first run: how a new account begins."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from wheelbarrow.core.web.views import PersonView
from works.services import beginnings


class WelcomeView(PersonView):
    """Offers the project of the year, an example, or nothing."""

    fallback = "welcome"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the choices."""
        return self.page("works/welcome.html", {"year": self.moment.year})


class YearView(PersonView):
    """Begin with the project of the year; Today opens with the field for a new work."""

    fallback = "welcome"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Create it."""
        root = beginnings.create_year(user=self.user, at=self.now)
        message = _("Created the project “{name}”. Add your first work.").format(name=root.name)
        return self.done(message, to=f"{reverse('today')}#quick-text")


class ExampleView(PersonView):
    """Begin with an example that teaches."""

    fallback = "welcome"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Create it."""
        root = beginnings.create_example(user=self.user, at=self.now)
        return self.done(_("Created the example “{name}”.").format(name=root.name), to=reverse("today"))
