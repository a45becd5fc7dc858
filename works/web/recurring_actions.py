"""What a person does to one recurring work: pause, resume, skip a day, end, try again, delete."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import widgets
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.web.days import day_name
from wheelbarrow.core.web.forms import PageForm, add_refusal
from wheelbarrow.core.web.views import PersonView
from works.day_fields import check_reach
from works.models import RecurringWork
from works.rule_selectors import rule_of
from works.services import pausing, recurring


def _day(label: Any, **more: Any) -> forms.DateField:
    picker = widgets.DateInput({"type": "date"}, "%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=picker, validators=[check_reach], **more)


class PauseForm(PageForm):
    """The days of a pause, both included."""

    from_on = _day(gettext_lazy("First day"), help_text=gettext_lazy("Empty: today."))
    until_on = _day(gettext_lazy("Last day"), help_text=gettext_lazy("Empty: until it is resumed."))
    cancel_open = forms.BooleanField(label=gettext_lazy("Cancel the open works of these days too"), required=False)


class SkipForm(PageForm):
    """A day to leave out; empty for the next one."""

    day = forms.DateField(required=False, validators=[check_reach])


class PauseView(PersonView):
    """Ask for the days of a pause, and pause."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = rule_of(self.user, pk)
        return self._show(row, PauseForm(initial={"from_on": row.paused_from, "until_on": row.paused_until}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row, form = rule_of(self.user, pk), PauseForm(request.POST)
        if not form.is_valid():
            return self._show(row, form, status=422)
        try:
            pause = pausing.pause(user=self.user, recurring_work_id=pk, at=self.now, **form.cleaned_data)
        except DomainError as error:
            for name, beside in (("from", "from_on"), ("until", "until_on")):
                for message in error.errors.get(name, ()):
                    form.add_error(beside, message)
            if not form.errors:
                add_refusal(form, error)
            return self._show(row, form, status=422)
        return self.done(_paused(pause), to=_address(pk))

    def _show(self, row: RecurringWork, form: PauseForm, *, status: int = 200) -> HttpResponse:
        context = {"row": row, "form": form, "href": _address(row.pk)}
        return self.page("works/recurring_pause.html", context, status=status)


class ActView(PersonView):
    """An act without a question, on the page of the recurring work or on the list."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.done(self.act(pk))

    def act(self, pk: int) -> str:
        """Call the service and return the message."""
        raise NotImplementedError(type(self).__name__)


class ResumeView(ActView):
    """End the pause; its days are not made up for."""

    def act(self, pk: int) -> str:
        row = pausing.resume(user=self.user, recurring_work_id=pk, at=self.now)
        return _("“{title}” goes on.").format(title=row.title)


class EndView(ActView):
    """Make no more works; the existing ones stay."""

    def act(self, pk: int) -> str:
        row = pausing.end(user=self.user, recurring_work_id=pk, at=self.now)
        return _("Ended “{title}”.").format(title=row.title)


class RunView(ActView):
    """Make what is due, also if an error has stopped the rule."""

    def act(self, pk: int) -> str:
        row = pausing.run_now(user=self.user, recurring_work_id=pk, at=self.now)
        return _("Tried “{title}” again.").format(title=row.title)


class SkipView(ActView):
    """Leave out a day, by default the next one, and cancel its work."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = SkipForm(request.POST)
        if not form.is_valid():
            return self.invalid(form)
        day = form.cleaned_data["day"]
        row = pausing.skip(user=self.user, recurring_work_id=pk, occurs_on=day, at=self.now)
        if day is None:
            return self.done(_("Skipped the next day of “{title}”.").format(title=row.title))
        return self.done(
            _("Skipped “{title}” on {day}.").format(title=row.title, day=day_name(day, self.moment.date()))
        )


class DeleteRuleView(PersonView):
    """Move a recurring work to the trash; its works stay."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        deletion = recurring.delete_recurring_work(user=self.user, recurring_work_id=pk, at=self.now)
        return self.done(_("Deleted “{title}”.").format(title=deletion.label), to=reverse("rules"))


def _paused(pause: pausing.Pause) -> str:
    """Return what a pause has done."""
    message = _("Paused “{title}”.").format(title=pause.row.title)
    if inside := len([work for work in pause.works if work.end_at is None]):
        rest = ngettext("%d open work of these days stays.", "%d open works of these days stay.", inside)
        return f"{message} {rest % inside}"
    return message


def _address(pk: int) -> str:
    return reverse("rule", args=[pk])
