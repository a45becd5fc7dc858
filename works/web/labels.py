"""The pages of labels."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from categories.web.forms import PlaceForm
from categories.web.places import steps
from wheelbarrow.core.web.views import FormView, PersonView
from works.choices import Colour
from works.models import Label, Work
from works.querysets.labelled import LabelChoice
from works.services import labels
from works.services.lookup import find_label
from works.web.forms import LabelForm
from works.web.lists import shown_in, work_list
from works.web.rows import RowMaker


class LabelRow(NamedTuple):
    """A label of the list, with the number of its open works."""

    id: int
    name: str
    colour: str
    href: str
    open: int
    more: str


class LabelsView(FormView):
    """All labels in order, and a form to add one."""

    template = "works/labels.html"
    form_class = LabelForm
    fallback = "labels"

    def context(self) -> dict[str, Any]:
        mine, base, more = Label.objects.owned_by(self.user), reverse("labels"), _("Actions for “{title}”")
        counts = dict(mine.open_works())
        rows = mine.in_order().values_list("pk", "name", "colour")
        found = [
            LabelRow(pk, name, colour, f"{base}{pk}/", counts.get(pk, 0), more.format(title=name))
            for pk, name, colour in rows
        ]
        return {"labels": found}

    def act(self, form: Any) -> HttpResponse:
        fields = {name: value for name, value in form.cleaned_data.items() if value}
        label = labels.create_label(user=self.user, at=self.now, **fields)
        return self.done(_("Added “{name}”.").format(name=label.name))


class LabelView(PersonView):
    """The works of a label: `?closed=1` with closed ones, `?shown=`."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        label, shown = find_label(self.user, pk), shown_in(request)
        maker, rows = RowMaker(self.user, self.moment), Work.objects.owned_by(self.user).labelled(LabelChoice([pk]))
        with_closed = request.GET.get("closed") == "1"
        closed = rows.closed().last_closed_first()
        context = {
            "label": label,
            "href": f"{reverse('labels')}{pk}/",
            "works": work_list(maker, rows.open().in_plan_order(), shown=shown),
            "closed": work_list(maker, closed, shown=shown) if with_closed else None,
        }
        return self.page("works/label.html", context)


class EditLabelView(FormView):
    """Name, colour and order of a label."""

    template = "works/label_form.html"
    form_class = LabelForm
    fallback = "labels"

    @cached_property
    def label(self) -> Label:
        """The label as it is before the act. Raises LabelNotFound."""
        return find_label(self.user, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        return {"name": self.label.name, "colour": self.label.colour}

    def context(self) -> dict[str, Any]:
        up, down = steps(Label.objects.owned_by(self.user).in_order().ids(), self.label.pk)
        return {
            "label": self.label,
            "up": up,
            "down": down,
            "href": f"{reverse('labels')}{self.kwargs['pk']}/",
            "back": self.origin(),
            "colours": Colour.choices,
        }

    def act(self, form: Any) -> HttpResponse:
        label = labels.edit_label(user=self.user, label_id=self.kwargs["pk"], at=self.now, **form.cleaned_data)
        return self.done(_("Saved “{name}”.").format(name=label.name))


class PlaceLabelView(PersonView):
    """Move a label before another one, or to the end."""

    fallback = "labels"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = PlaceForm(request.POST)
        if not form.is_valid():
            return self.invalid(form)
        before = form.cleaned_data["before"]
        label = labels.place_label(user=self.user, label_id=pk, before_id=before, at=self.now)
        ids = Label.objects.owned_by(self.user).in_order().ids()
        text = _("Moved “{name}”: {place} of {count}.")
        return self.done(text.format(name=label.name, place=ids.index(pk) + 1, count=len(ids)))


class DeleteLabelView(PersonView):
    """Move a label to the trash; works show it no more."""

    fallback = "labels"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        deletion = labels.delete_label(user=self.user, label_id=pk, at=self.now)
        back, own = self.origin(), f"{reverse('labels')}{pk}/"
        text = _("Deleted “{title}”.").format(title=deletion.label)
        return self.done(text, to=reverse("labels") if urlsplit(back).path.startswith(own) else back)
