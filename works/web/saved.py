"""Saved views: links in the side bar to pages with what was chosen on them."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wheelbarrow.core.web.fields import LineField
from wheelbarrow.core.web.views import PersonView
from works.services.saved_views import remove_view, rename_view, save_view
from works.web.navigation import ViewLink, side_of

# What the address says besides the view: the part of it that is on the screen.
PASSING = frozenset({"page", "kind", "find", "from"})


class Saving(NamedTuple):
    """The address by which this page would be saved, and the view that has it already."""

    address: str
    view: ViewLink | None


def address_of(request: HttpRequest) -> str:
    """Return path and query of the page below the home page, without what belongs to the moment."""
    chosen = [(name, value) for name, values in request.GET.lists() if name not in PASSING for value in values if value]
    path = request.path.removeprefix(reverse("home"))
    return f"{path}?{urlencode(sorted(chosen))}" if chosen else path


def saving(request: HttpRequest) -> Saving:
    """Return what the form beside the heading shows."""
    address = address_of(request)
    href = f"{reverse('home')}{address}"
    return Saving(address, next((view for view in side_of(request.user).views if view.href == href), None))


class NameForm(forms.Form):
    """The name of a saved view."""

    name = LineField(label=gettext_lazy("Name"), max_length=60)


class AddressForm(NameForm):
    """A page and its name."""

    address = forms.CharField(max_length=700)


class SaveView(PersonView):
    """Save a page under a name."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self.invalid(form)
        view = save_view(user=self.user, at=self.now, **form.cleaned_data)
        return self.done(_("Saved “{name}”.").format(name=view.name))


class RenameView(PersonView):
    """Give a saved view another name."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = NameForm(request.POST)
        if not form.is_valid():
            return self.invalid(form)
        view = rename_view(user=self.user, view_id=pk, name=form.cleaned_data["name"], at=self.now)
        return self.done(_("The saved view is called “{name}” now.").format(name=view.name))


class RemoveView(PersonView):
    """Remove a saved view."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        deletion = remove_view(user=self.user, view_id=pk, at=self.now)
        return self.done(_("Removed “{name}”.").format(name=deletion.label))
