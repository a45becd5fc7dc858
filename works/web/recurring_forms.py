"""The form of a recurring work: what it makes, when, and, for a stored one, how far a change reaches."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms import widgets
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.choices import Weekday
from accounts.models import validate_time_zone
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.web.fields import LineField, NoteField
from wheelbarrow.core.web.forms import PageForm, add_refusal
from works.choices import CatchUp, Priority, Scope
from works.day_fields import MAX_DAYS, DaysField, check_reach, day_of
from works.models import Label, RecurringWork
from works.recurrence.presets import LAST_DAY, NTHS, Preset, preset_of, rule_of_preset
from works.recurrence.repeats import CLAMP, SKIP
from works.recurrence.rule import MAX_COUNT, MAX_INTERVAL, MAX_LENGTH, Rule
from works.services import recurring, splitting

# The fields that make the rule; the others have the names that the services give them.
OF_RULE = (
    *("preset", "interval", "weekdays", "month_day", "month_end"),
    *("nth", "nth_weekday", "until", "count", "rule"),
)
OTHERS = (
    *("title", "content", "category", "priority", "my_job", "labels", "starts_on", "deadline_days", "deadline_time"),
    *("lead_days", "catch_up", "time_zone", "skipped_on", "extra_on"),
)
NTH_NAMES = {
    1: pgettext_lazy("weekday of a month", "first"),
    2: pgettext_lazy("weekday of a month", "second"),
    3: pgettext_lazy("weekday of a month", "third"),
    4: pgettext_lazy("weekday of a month", "fourth"),
    5: pgettext_lazy("weekday of a month", "fifth"),
    LAST_DAY: pgettext_lazy("weekday of a month", "last"),
}


def _number(least: int, most: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(min_value=least, max_value=most, required=False, **more)


def _day(label: Any, **more: Any) -> forms.DateField:
    picker = widgets.DateInput({"type": "date"}, "%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=picker, validators=[check_reach], **more)


class RuleForm(PageForm):
    """A recurring work. `changes` are the arguments of the services; of a stored one only what differs from it."""

    # Errors of services in the words of this form, where theirs name fields of the API.
    wording: ClassVar[dict[type[DomainError], Any]] = {
        recurring.TimeWithoutDeadlineDays: gettext_lazy("A time needs a day: enter the days to the deadline too."),
        recurring.WorksMadeAlready: gettext_lazy(
            "It has made works already. To change its days, choose “this day and all to come”."
        ),
        recurring.TooManySingleDays: gettext_lazy(
            "There are too many single days. To go on, choose “this day and all to come”."
        ),
        splitting.NotOfOneDay: gettext_lazy(
            "One day can have its own title, notes, project, priority, labels and deadline. "
            "To change anything else, choose another answer."
        ),
        splitting.OccurrenceNeeded: gettext_lazy("Choose the day."),
    }

    title = LineField(label=gettext_lazy("Title"), max_length=300)
    content = NoteField(label=gettext_lazy("Notes"), required=False, widget=forms.Textarea({"rows": 4}))
    category = _number(1, 2**63 - 1, label=gettext_lazy("Project"))
    preset = forms.ChoiceField(label=gettext_lazy("Repeats"), choices=Preset.choices, widget=forms.RadioSelect)
    interval = _number(1, MAX_INTERVAL, label=gettext_lazy("Every"))
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("On"), required=False, choices=Weekday.choices, widget=forms.CheckboxSelectMultiple
    )
    month_day = _number(1, 31, label=gettext_lazy("Day"))
    month_end = forms.ChoiceField(
        label=gettext_lazy("If a month is too short"),
        required=False,
        choices=[(CLAMP, gettext_lazy("Use its last day")), (SKIP, gettext_lazy("Skip that month"))],
    )
    nth = forms.TypedChoiceField(
        label=gettext_lazy("Which"), required=False, coerce=int, choices=[(nth, NTH_NAMES[nth]) for nth in NTHS]
    )
    nth_weekday = forms.ChoiceField(label=gettext_lazy("Weekday"), required=False, choices=Weekday.choices)
    rule = forms.CharField(label="RRULE", required=False, max_length=MAX_LENGTH)
    starts_on = _day(gettext_lazy("Starts on"), help_text=gettext_lazy("Empty: today."))
    until = _day(gettext_lazy("Ends on"))
    count = _number(1, MAX_COUNT, label=gettext_lazy("Ends after"))
    deadline_days = _number(0, MAX_DAYS, label=gettext_lazy("Days to the deadline"))
    deadline_time = forms.TimeField(
        label=gettext_lazy("Time"), required=False, widget=widgets.TimeInput({"type": "time"}, "%H:%M")
    )
    priority = forms.TypedChoiceField(label=gettext_lazy("Priority"), choices=Priority.choices, coerce=Priority)
    my_job = forms.TypedChoiceField(
        label=gettext_lazy("Whose turn"),
        choices=[("1", gettext_lazy("Mine to do")), ("0", gettext_lazy("I wait for somebody"))],
        coerce=lambda text: text == "1",
        widget=forms.RadioSelect,
    )
    labels = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Labels"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    lead_days = _number(0, MAX_DAYS, label=gettext_lazy("Make the work this many days ahead"))
    catch_up = forms.ChoiceField(
        label=gettext_lazy("If days were missed"),
        required=False,
        choices=[("", gettext_lazy("The usual for this rule")), *CatchUp.choices],
    )
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        required=False,
        validators=[validate_time_zone],
        help_text=gettext_lazy("Such as Europe/Berlin. Empty: yours, wherever you are."),
    )
    skipped_on = DaysField(
        label=gettext_lazy("Skipped days"), required=False, help_text=gettext_lazy("Such as 2026-09-04 2026-09-11.")
    )
    extra_on = DaysField(
        label=gettext_lazy("Extra days"), required=False, help_text=gettext_lazy("Such as 2026-09-04 2026-09-11.")
    )

    def __init__(self, *args: Any, user: Any, row: RecurringWork | None = None, **kwargs: Any) -> None:
        shown = initial_of(row) if row else new_initial(user)
        super().__init__(*args, **{**kwargs, "initial": {**shown, **(kwargs.get("initial") or {})}})
        self.user, self.row, self.shown = user, row, shown
        self.label_rows = list(Label.objects.owned_by(user).in_order())
        field: Any = self.fields["labels"]
        field.choices = [(label.pk, label.name) for label in self.label_rows]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("until") and cleaned.get("count"):
            self.add_error("count", _("Enter one end: a day or a number of occurrences."))
        if (
            cleaned.get("preset") == Preset.MONTH_DAY
            and not cleaned.get("month_day")
            and "month_day" not in self.errors
        ):
            self.add_error("month_day", _("Enter a day of the month."))
        if cleaned.get("preset") == Preset.RULE and not cleaned.get("rule") and "rule" not in self.errors:
            self.add_error("rule", _("Write a rule, or choose one of the others."))
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        """The arguments of the service."""
        return {**self._values(), **self._rule()}

    def _values(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in OTHERS if name in self.cleaned_data}
        values["time_zone"] = values.get("time_zone") or None
        values["lead_days"] = values.get("lead_days") or 0
        values["labels"] = sorted(values.get("labels", []))
        for name in ("skipped_on", "extra_on"):
            values[name] = [day_of(text) for text in values.get(name) or []]
        for name in ("starts_on", "catch_up"):
            if not values.get(name):
                values.pop(name, None)
        row = self.row
        if row is None:
            return {name: value for name, value in values.items() if value != "" or name in ("title", "content")}
        return {name: value for name, value in values.items() if value != present_of(row, name)}

    def _rule(self) -> dict[str, Any]:
        given = {name: self.cleaned_data.get(name) for name in OF_RULE}
        return {} if self.row and not self._has_other_days(self.row, given) else rule_of_preset(given)

    def _has_other_days(self, row: RecurringWork, given: dict[str, Any]) -> bool:
        # A yearly rule has its day from the start.
        has_new_day = given["preset"] == Preset.YEARLY and self.cleaned_data.get("starts_on") not in (
            None,
            row.starts_on,
        )
        return has_new_day or self._means(given) != self._means(self.shown)

    @staticmethod
    def _means(values: dict[str, Any]) -> str:
        return str(sorted(rule_of_preset(values).items(), key=str))

    def refuse(self, error: DomainError) -> None:
        """Add the error of a service to the field that it is about."""
        message = self.wording.get(type(error))
        named = {_field_beside(name): found for name, found in error.errors.items()}
        beside = {
            ("preset" if name == "rule" and self.data.get("preset") != Preset.RULE else name): found
            for name, found in named.items()
        }
        if not message and not beside:
            add_refusal(self, error)
        for name, found in beside.items() or [("", [])]:
            self.add_error(name if name in self.fields else None, [str(message)] if message else list(found))


class EditForm(RuleForm):
    """A change of a stored recurring work, and how far it reaches."""

    scope = forms.TypedChoiceField(
        label=gettext_lazy("Change"), choices=Scope.choices, coerce=Scope, widget=forms.RadioSelect
    )
    occurs_on = _day(gettext_lazy("Day"), help_text=gettext_lazy("Empty: its next day."))
    version = forms.IntegerField(min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("scope") == Scope.ALL_OPEN:
            cleaned["occurs_on"] = None
        if cleaned.get("scope") == Scope.THIS and not cleaned.get("occurs_on") and self.row:
            cleaned["occurs_on"] = self.row.next_occurrence_on
        return cleaned

    @property
    def reach(self) -> dict[str, Any]:
        """The arguments of the service that say how far the change reaches."""
        return {"scope": self.cleaned_data["scope"], "occurs_on": self.cleaned_data.get("occurs_on")}


def new_initial(user: Any) -> dict[str, Any]:
    """Return what the form of a new recurring work shows first."""
    return {
        "preset": Preset.WEEKLY,
        "interval": 1,
        "weekdays": [],
        "month_end": CLAMP,
        "nth": 1,
        "priority": Priority.NONE,
        "my_job": "1",
    }


def initial_of(row: RecurringWork) -> dict[str, Any]:
    """Return what the form shows of a stored one."""
    of_rule = (
        preset_of(Rule.stored(row.rule), row.starts_on)
        if row.is_readable
        else {"preset": Preset.RULE, "rule": row.rule}
    )
    values = {name: getattr(row, name) for name in OTHERS if name not in ("category", "labels", "my_job")}
    return {
        **dict.fromkeys(OF_RULE),
        **of_rule,
        **values,
        "category": row.category_id,
        "labels": row.label_ids,
        "my_job": "1" if row.my_job else "0",
        "scope": Scope.ALL_OPEN,
        "version": row.version,
    }


def present_of(row: RecurringWork, name: str) -> Any:
    """Return the value of a field as the services take it."""
    if name == "category":
        return row.category_id if row.category else None
    if name == "labels":
        return sorted(row.label_ids)
    value = getattr(row, name)
    return [date.fromisoformat(day) for day in value] if name in ("skipped_on", "extra_on") else value


def _field_beside(name: str) -> str:
    """Return the field of the form that shows the errors of a field of the service."""
    name = name.removeprefix("repeats.")
    return "preset" if name in ("frequency", "repeats") else name
