"""The forms of a recurring work; each can also show a preview and save nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wheelbarrow.core.exceptions import DomainError
from works.admin.labelling import LabelledForm
from works.admin.repeat_fields import NAMES, RepeatFields, initial_of
from works.choices import CatchUp, Scope
from works.day_fields import DaysField, check_reach, day_of
from works.models import RecurringWork, Work
from works.services import previews, recurring, splitting


class Reached(NamedTuple):
    """A work that a change would reach, and the names of the fields that change."""

    work: previews.ChangedWork
    names: str


class RuleForm(RepeatFields, LabelledForm):
    """A form for a recurring work. With `is_preview` it saves nothing, and `preview` holds what saving would do."""

    is_preview: ClassVar[bool] = False
    preview: previews.Preview | None = None
    shown_beside: ClassVar[Mapping[str, str]] = {f"repeats.{name}": name for name in NAMES} | {
        **LabelledForm.shown_beside,
        "repeats": "frequency",
    }
    wording: ClassVar[Any] = {
        recurring.RuleMissing: gettext_lazy("Choose how often it repeats, or enter a rule under “Advanced”."),
        recurring.TimeWithoutDeadlineDays: gettext_lazy(
            "A time needs a day. Enter the days to the deadline too, or clear the time."
        ),
        recurring.WorksMadeAlready: gettext_lazy(
            "This rule has created works already. To change its days, choose “This and later” under “Apply to”."
        ),
        recurring.TooManySingleDays: gettext_lazy(
            "There are too many skipped and extra days. "
            "To continue the rule as a new one, choose “This and later” under “Apply to”."
        ),
        splitting.NotOfOneDay: gettext_lazy(
            "One day can have its own title, content, project, priority, my job and deadline. "
            "To change anything else, choose another answer under “Apply to”."
        ),
        splitting.OccurrenceNeeded: gettext_lazy("Enter the occurrence date."),
    }

    skipped_on = DaysField(
        label=capfirst(gettext_lazy("skipped days")),
        required=False,
        help_text=gettext_lazy("Days without a work, such as 2026-09-04 2026-09-11."),
    )
    extra_on = DaysField(
        label=capfirst(gettext_lazy("extra days")),
        required=False,
        help_text=gettext_lazy("Days besides those of the rule, such as 2026-09-04 2026-09-11."),
    )

    class Meta:
        model = RecurringWork
        fields = [
            "user",
            "title",
            "content",
            "category",
            "priority",
            "my_job",
            "rule",
            "starts_on",
            "skipped_on",
            "extra_on",
            "time_zone",
            "deadline_days",
            "deadline_time",
            "lead_days",
            "catch_up",
            "is_active",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        row = kwargs.get("instance")
        super().__init__(*args, **{**kwargs, "initial": {**initial_of(row), **(kwargs.get("initial") or {})}})
        for name, field in self.fields.items():
            if name == "rule" or (name == "title" and self.is_preview):
                field.required = False
            if isinstance(field, forms.DateField):
                field.validators.append(check_reach)

    def is_valid(self) -> bool:
        """Return False for a preview, which is never saved and has no errors because of that."""
        if super().is_valid() and not self.is_preview:
            return True
        if self.is_preview and not self.errors:
            try:
                self.preview = self.ask()
            except DomainError as error:
                self.add_refusal(error)
        return False

    def ask(self) -> previews.Preview:
        """Call the service that rolls everything back."""
        raise NotImplementedError

    def field_beside(self, name: str) -> str:
        """An error of the rule belongs to the presets, when these made it."""
        name = super().field_beside(name)
        return "frequency" if name == "rule" and not self.is_by_rule else name

    @property
    def changes(self) -> dict[str, Any]:
        others = {*NAMES, "rule"}
        changes = {name: value for name, value in super().changes.items() if name not in others} | self.rule_changes
        for name in {"skipped_on", "extra_on"} & changes.keys():
            changes[name] = [day_of(text) for text in changes[name]]
        return changes

    @property
    def reached(self) -> list[Reached]:
        """The works that the previewed change would reach."""
        changed = self.preview.changed if self.preview else []
        return [Reached(work, ", ".join(map(_name_of, work.fields))) for work in changed]


def _name_of(field: str) -> str:
    return str(getattr(Work._meta.get_field(field), "verbose_name", field))


class NewRecurringWorkForm(RuleForm):
    """Add a recurring work."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].required = False
        self.fields["starts_on"].help_text = _("The first day. Empty: today, in the time zone of the owner.")
        self.fields["catch_up"].required = False
        usual = _("Default: create the latest for daily and weekly, all for monthly and yearly")
        self.fields["catch_up"].choices = [("", usual), *CatchUp.choices]  # type: ignore[attr-defined]

    def write(self) -> RecurringWork:
        return recurring.create_recurring_work(at=timezone.now(), **{**self.changes, "user": self.cleaned_data["user"]})

    def ask(self) -> previews.Preview:
        return previews.preview(at=timezone.now(), **{**self.changes, "user": self.cleaned_data["user"]})


class RecurringWorkForm(RuleForm):
    """Change a recurring work, and works of it as far as `scope` reaches."""

    scope = forms.TypedChoiceField(
        label=gettext_lazy("Apply to"),
        coerce=Scope,
        empty_value=None,
        required=False,
        choices=[
            ("", gettext_lazy("New works only; existing works stay as they are")),
            (Scope.THIS, gettext_lazy("This day only")),
            (Scope.THIS_AND_FUTURE, gettext_lazy("This and later")),
            (Scope.ALL_OPEN, gettext_lazy("All open works, and new ones")),
        ],
    )
    occurs_on = forms.DateField(
        label=gettext_lazy("Occurrence date"),
        required=False,
        widget=AdminDateWidget,
        help_text=gettext_lazy("For “This day only” and “This and later”. Empty with the latter: its next day."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        of_a_day = (Scope.THIS, Scope.THIS_AND_FUTURE)
        if self.cleaned_data.get("occurs_on") and self.cleaned_data.get("scope") not in of_a_day:
            self.add_error("scope", _("You entered an occurrence date. Choose “This day only” or “This and later”."))
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in super().changes.items() if name not in ("scope", "occurs_on")}

    def write(self) -> RecurringWork:
        return splitting.edit_in_scope(recurring_work_id=self.instance.pk, **self._arguments())

    def ask(self) -> previews.Preview:
        return previews.preview(recurring_work=self.instance.pk, **self._arguments())

    def _arguments(self) -> dict[str, Any]:
        scope = {name: self.cleaned_data.get(name) for name in ("scope", "occurs_on")}
        return {"user": self.instance.user, "at": timezone.now(), **scope, **self.changes}
