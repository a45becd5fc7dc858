"""The filters of works and of recurring works."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from categories.api.filters import RootFilter
from categories.models import Category
from wheelbarrow.core.api.filters import (
    ChoiceFilter,
    ChoicesFilter,
    DayFilter,
    FlagFilter,
    InstantFilter,
    OrderingFilter,
    OwnedFilter,
    OwnedListFilter,
    StrictFilterSet,
    TextFilter,
)
from wheelbarrow.core.api.list_fields import NO_ROW
from works.api.narrowing import MATCH_WITHOUT_LABEL
from works.choices import LabelMatch, Priority, Status
from works.finding import search
from works.models import Label, RecurringWork
from works.querysets import LabelQuerySet, RecurringWorkQuerySet, WorkQuerySet
from works.querysets.labelled import LabelChoice, LabelledQuerySet


class LabelledFilter(StrictFilterSet):
    """The filters by labels."""

    label = OwnedListFilter(
        method="labelled",
        rows=Label.objects.in_order(),
        label=_("Label"),
        help_text=_("Works with this label, or without any."),
    )
    label_match = ChoiceFilter(
        method="read_by_label",
        choices=LabelMatch.choices,
        label=_("Of several labels"),
        help_text=_("Works with any of them, with all of them, or without them."),
    )

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if "label_match" in self.data and "label" not in self.data:
            self.form.add_error("label_match", MATCH_WITHOUT_LABEL)
            return False
        return valid

    def labelled(self, rows: LabelledQuerySet, _name: str, labels: list[Label | str]) -> LabelledQuerySet:
        if not labels:
            return rows
        match = LabelMatch(self.form.cleaned_data["label_match"] or LabelMatch.ANY)
        ids = [label.pk for label in labels if isinstance(label, Label)]
        return rows.labelled(LabelChoice(ids, NO_ROW in labels, match))

    def read_by_label(self, rows: LabelledQuerySet, _name: str, _match: str) -> LabelledQuerySet:
        """Change nothing: `labelled` reads it."""
        return rows


class WorkFilter(LabelledFilter):
    """Days are days of the person's calendar."""

    status = ChoicesFilter(method="with_status", choices=Status.choices, label=_("Status"))
    category = OwnedListFilter(
        method="in_category",
        rows=Category.objects.all(),
        label=_("Project"),
        help_text=_("Filed directly in it. None: works without a project."),
    )
    under = OwnedFilter(
        method="filed_under", rows=Category.objects.all(), label=_("Subtree"), help_text=_("Filed in it or below it.")
    )
    root = RootFilter(method="filed_under")
    recurring_work = OwnedFilter(method="made_by", rows=RecurringWork.objects.all(), label=_("Recurring work"))
    my_job = FlagFilter(field_name="my_job", label=_("My job"))
    priority = ChoicesFilter(method="with_priority", choices=Priority.choices, label=_("Priority"))
    overdue = FlagFilter(method="is_overdue", label=_("Overdue"))
    open = FlagFilter(method="is_open", label=_("Open"))
    deadline_from = DayFilter(field_name="deadline_on", lookup_expr="gte", label=_("Deadline from"))
    deadline_to = DayFilter(field_name="deadline_on", lookup_expr="lte", label=_("Deadline to"))
    starts_from = DayFilter(field_name="starts_on", lookup_expr="gte", label=_("Starts from"))
    starts_to = DayFilter(field_name="starts_on", lookup_expr="lte", label=_("Starts to"))
    ended_from = DayFilter(method="ended_since", label=_("Ended from"))
    ended_to = DayFilter(method="ended_until", label=_("Ended to"))
    q = TextFilter(method="containing", label=_("Text"), help_text=_("In the title or content."))
    updated_since = InstantFilter(field_name="updated_at", lookup_expr="gte", label=_("Updated since"))
    ordering = OrderingFilter(
        fields=[
            ("title", "title"),
            ("priority_rank", "priority"),
            ("starts_on", "starts_on"),
            ("deadline_on", "deadline_on"),
            ("end_at", "end_at"),
            ("position", "position"),
            ("created_at", "created_at"),
            ("updated_at", "updated_at"),
        ]
    )

    @cached_property
    def moment(self) -> datetime:
        """Now, on the caller's clock."""
        moment: datetime = self.request.user.local_time(timezone.now())
        return moment

    def with_status(self, rows: WorkQuerySet, _name: str, statuses: list[str]) -> WorkQuerySet:
        return rows.with_status(statuses)

    def with_priority(self, rows: WorkQuerySet, _name: str, priorities: list[str]) -> WorkQuerySet:
        return rows.with_priority(priorities)

    def in_category(self, rows: WorkQuerySet, _name: str, categories: list[Category | str]) -> WorkQuerySet:
        return rows.in_any_category([each.pk if isinstance(each, Category) else None for each in categories])

    def made_by(self, rows: WorkQuerySet, _name: str, recurring_work: RecurringWork) -> WorkQuerySet:
        return rows.made_by(recurring_work.pk)

    def filed_under(self, rows: WorkQuerySet, _name: str, category: Category) -> WorkQuerySet:
        return rows.under(category)

    def is_overdue(self, rows: WorkQuerySet, _name: str, wanted: bool) -> WorkQuerySet:  # noqa: FBT001
        return rows.overdue_at(self.moment) if wanted else rows.not_overdue_at(self.moment)

    def is_open(self, rows: WorkQuerySet, _name: str, wanted: bool) -> WorkQuerySet:  # noqa: FBT001
        return rows.open() if wanted else rows.closed()

    def ended_since(self, rows: WorkQuerySet, _name: str, day: date) -> WorkQuerySet:
        return rows.ended_from(day, self.request.user.zone)

    def ended_until(self, rows: WorkQuerySet, _name: str, day: date) -> WorkQuerySet:
        return rows.ended_to(day, self.request.user.zone)

    def containing(self, rows: WorkQuerySet, _name: str, text: str) -> WorkQuerySet:
        return search(rows, self.request.user.pk, text)


class RecurringWorkFilter(LabelledFilter):
    """Filters of recurring works."""

    category = OwnedListFilter(
        method="in_category",
        rows=Category.objects.all(),
        label=_("Project"),
        help_text=_("Files directly into it. None: rules without a project."),
    )
    under = OwnedFilter(
        method="filing_under",
        rows=Category.objects.all(),
        label=_("Subtree"),
        help_text=_("Files into it or below it."),
    )
    root = RootFilter(method="filing_under")
    my_job = FlagFilter(field_name="my_job", label=_("My job"))
    is_active = FlagFilter(field_name="is_active", label=_("Active"))
    failed = FlagFilter(method="has_failed", label=_("Failed"), help_text=_("Set aside by the scheduler."))
    q = TextFilter(method="containing", label=_("Text"), help_text=_("In the title or content."))
    ordering = OrderingFilter(fields=["title", "starts_on", "next_occurrence_on", "created_at", "updated_at"])

    def in_category(
        self, rows: RecurringWorkQuerySet, _name: str, categories: list[Category | str]
    ) -> RecurringWorkQuerySet:
        return rows.in_any_category([each.pk if isinstance(each, Category) else None for each in categories])

    def filing_under(self, rows: RecurringWorkQuerySet, _name: str, category: Category) -> RecurringWorkQuerySet:
        return rows.under(category)

    def has_failed(self, rows: RecurringWorkQuerySet, _name: str, wanted: bool) -> RecurringWorkQuerySet:  # noqa: FBT001
        return rows.set_aside() if wanted else rows.not_set_aside()

    def containing(self, rows: RecurringWorkQuerySet, _name: str, text: str) -> RecurringWorkQuerySet:
        return rows.matching(text)


class LabelFilter(StrictFilterSet):
    """Filters of labels."""

    q = TextFilter(method="containing", label=_("Text"), help_text=_("In the name."))
    ordering = OrderingFilter(fields=["name", "position", "created_at", "updated_at"])

    def containing(self, rows: LabelQuerySet, _name: str, text: str) -> LabelQuerySet:
        return rows.matching(text)
