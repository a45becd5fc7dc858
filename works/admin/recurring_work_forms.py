"""The forms of a recurring work, which can also only ask what would become of it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wheelbarrow.core.admin.forms import ServiceForm
from works.choices import CatchUp, Scope
from works.models import RecurringWork, Work
from works.services import previews, recurring, splitting

# What the API takes.
MAX_DAYS = 366
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


class DaysField(forms.CharField):
    """Days as text, `2026-09-04 2026-09-11`; cleaned to the sorted list that the column holds."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 40})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        days = sorted({_day(text).isoformat() for text in re.split(r"[\s,;]+", value or "") if text})
        if len(days) > MAX_DAYS:
            raise ValidationError(_("Give %(limit)d days at most."), params={"limit": MAX_DAYS})
        return days

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != (initial or [])
        except ValidationError:
            return True


def _day(text: str) -> date:
    """Raises ValidationError, which names the text."""
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(_("“%(day)s” is no day. Write days as 2026-09-04."), params={"day": text})
    return day


def _check_reach(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(_("Give a day from 1900-01-01 to 2999-12-31."))


class Reached(NamedTuple):
    """A work that a change would reach, and what of it, in words."""

    work: previews.ChangedWork
    names: str


class RuleForm(ServiceForm):
    """Takes what a person says of a recurring work; with `is_preview` nothing is saved, and `preview` tells what would be."""

    is_preview: ClassVar[bool] = False
    preview: previews.Preview | None = None

    skipped_on = DaysField(
        label=capfirst(gettext_lazy("skipped days")),
        required=False,
        help_text=gettext_lazy("Days that make no work, such as 2026-09-04 2026-09-11."),
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
        super().__init__(*args, **kwargs)
        if self.is_preview:
            self.fields["title"].required = False
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.validators.append(_check_reach)

    def is_valid(self) -> bool:
        """A preview is never saved, and has no errors for that."""
        return super().is_valid() and not self.is_preview

    def write(self) -> RecurringWork:
        if not self.is_preview:
            return self.save_rule()
        self.preview = self.ask()
        return self.instance

    def save_rule(self) -> RecurringWork:
        """Call the service."""
        raise NotImplementedError

    def ask(self) -> previews.Preview:
        """Call the service that takes everything back."""
        raise NotImplementedError

    @property
    def changes(self) -> dict[str, Any]:
        changes = super().changes
        for name in {"skipped_on", "extra_on"} & changes.keys():
            changes[name] = [_day(text) for text in changes[name]]
        return changes

    @property
    def reached(self) -> list[Reached]:
        """The works that the previewed change would reach."""
        changed = self.preview.changed if self.preview else []
        return [Reached(work, ", ".join(map(_name_of, work.fields))) for work in changed]


def _name_of(field: str) -> str:
    return str(getattr(Work._meta.get_field(field), "verbose_name", field))


class NewRecurringWorkForm(RuleForm):
    """Makes a recurring work."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].required = False
        self.fields["starts_on"].help_text = _(
            "The first day of the rule (DTSTART). Empty: today, where the person is."
        )
        self.fields["catch_up"].required = False
        usual = _("as is usual: the latest of days and weeks, all of months and years")
        self.fields["catch_up"].choices = [("", usual), *CatchUp.choices]  # type: ignore[attr-defined]

    def save_rule(self) -> RecurringWork:
        return recurring.create_recurring_work(at=timezone.now(), **{**self.changes, "user": self.cleaned_data["user"]})

    def ask(self) -> previews.Preview:
        return previews.preview(at=timezone.now(), **{**self.changes, "user": self.cleaned_data["user"]})


class RecurringWorkForm(RuleForm):
    """Changes a recurring work, as far as `scope` says."""

    scope = forms.TypedChoiceField(
        label=capfirst(gettext_lazy("how far it reaches")),
        coerce=Scope,
        empty_value=None,
        required=False,
        choices=[("", gettext_lazy("the works to come; those that are made stay as they are")), *Scope.choices],
    )
    occurs_on = forms.DateField(
        label=capfirst(gettext_lazy("the day it speaks of")),
        required=False,
        widget=AdminDateWidget,
        help_text=gettext_lazy("Of this one day, or of this day and all to come. Empty with the latter: its next day."),
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        of_a_day = (Scope.THIS, Scope.THIS_AND_FUTURE)
        if self.cleaned_data.get("occurs_on") and self.cleaned_data.get("scope") not in of_a_day:
            self.add_error("scope", _("You named a day: say whether it is this one day, or this day and all to come."))
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in super().changes.items() if name not in ("scope", "occurs_on")}

    @property
    def reach(self) -> dict[str, Any]:
        """Where the change holds."""
        return {name: self.cleaned_data.get(name) for name in ("scope", "occurs_on")}

    def save_rule(self) -> RecurringWork:
        self.old = self.instance
        return splitting.edit_in_scope(
            user=self.instance.user,
            recurring_work_id=self.instance.pk,
            at=timezone.now(),
            **self.reach,
            **self.changes,
        )

    def ask(self) -> previews.Preview:
        return previews.preview(
            user=self.instance.user,
            recurring_work=self.instance.pk,
            at=timezone.now(),
            **self.reach,
            **self.changes,
        )
