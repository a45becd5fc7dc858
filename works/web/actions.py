"""What a person does to one work: each is a POST that ends on the page with the button."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.choices import Weekday
from wheelbarrow.core.web.days import day_name
from wheelbarrow.core.web.views import PersonView
from works.choices import Priority, Status
from works.services import editing, lifecycle
from works.services.planning import plan_work
from works.web.forms import DayForm, LabelsForm, PriorityForm, StatusForm


class FinishView(PersonView):
    """Finish a work."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        work = lifecycle.finish_work(user=self.user, work_id=pk, at=self.now)
        return self.done(_("Finished “{title}”.").format(title=work.title))


class ReopenView(PersonView):
    """Reopen a work."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        work = lifecycle.reopen_work(user=self.user, work_id=pk, at=self.now)
        return self.done(_("Reopened “{title}”.").format(title=work.title))


class ChoiceView(PersonView):
    """An act with one choice, which a button sends; anything else is refused."""

    form_class: type[forms.Form]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self.form_class(data=request.POST, **self.extra())
        if not form.is_valid():
            return self.invalid(form)
        return self.act(pk, form.cleaned_data)

    def extra(self) -> dict[str, Any]:
        """Return what the form needs besides the data."""
        return {}

    def act(self, pk: int, chosen: dict[str, Any]) -> HttpResponse:
        """Call the service with the choice."""
        raise NotImplementedError(type(self).__name__)


class StatusView(ChoiceView):
    """Set the status of a work."""

    form_class = StatusForm

    def act(self, pk: int, chosen: dict[str, Any]) -> HttpResponse:
        status = Status(chosen["status"])
        work = lifecycle.set_status(user=self.user, work_id=pk, status=status, at=self.now)
        return self.done(_("“{title}”: {status}.").format(title=work.title, status=status.label))


class PriorityView(ChoiceView):
    """Set the priority of a work."""

    form_class = PriorityForm

    def act(self, pk: int, chosen: dict[str, Any]) -> HttpResponse:
        priority = Priority(chosen["priority"])
        work = editing.edit_work(user=self.user, work_id=pk, priority=priority, at=self.now)
        return self.done(
            _("Priority of “{title}”: {priority}.").format(title=work.title, priority=priority.label.lower())
        )


class WhenView(ChoiceView):
    """Plan a work for a day, or for none."""

    form_class = DayForm

    def extra(self) -> dict[str, Any]:
        return {"today": self.moment.date(), "week_starts_on": Weekday.values.index(self.user.week_starts_on)}

    def act(self, pk: int, chosen: dict[str, Any]) -> HttpResponse:
        day = chosen["day"]
        work = plan_work(user=self.user, work_id=pk, day=day, at=self.now)
        when = day_name(day, self.moment.date()) if day else _("no day")
        return self.done(_("“{title}”: {day}.").format(title=work.title, day=when))


class LabelsView(ChoiceView):
    """Set the labels of a work."""

    form_class = LabelsForm

    def act(self, pk: int, chosen: dict[str, Any]) -> HttpResponse:
        work = editing.edit_work(user=self.user, work_id=pk, labels=chosen["label"], at=self.now)
        return self.done(_("Changed the labels of “{title}”.").format(title=work.title))


class DeleteView(PersonView):
    """Move a work to the trash."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        deletion = editing.delete_work(user=self.user, work_id=pk, at=self.now)
        return self.done(_("Deleted “{title}”.").format(title=deletion.label))
