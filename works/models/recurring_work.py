"""The model of recurring works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import zone_named
from accounts.models import User, validate_time_zone
from wheelbarrow.core.db.soft_delete import LIVE, LiveManager
from wheelbarrow.core.exceptions import Invalid
from works.choices import CatchUp
from works.models.filed import Filed
from works.models.label import Label, RecurringWorkLabel
from works.querysets import RecurringWorkQuerySet
from works.recurrence.repeats import Repeats, from_rule
from works.recurrence.rule import MAX_LENGTH, Rule
from works.recurrence.schedule import Schedule
from works.recurrence.sentences import describe

MAX_LEAD_DAYS = MAX_DEADLINE_DAYS = 366


class RecurringWork(Filed):
    """A template with a rule: for each day of the rule it creates one work, once.

    `next_occurrence_on` is the cursor: every earlier day is settled and creates no work any more, nor does a day in
    `settled_on`. The cursor, `next_due_on` and `settled_on` are set by `works/services/cursor.py` only.
    """

    rule = models.CharField(
        _("rule"), max_length=MAX_LENGTH, help_text=_("RRULE of RFC 5545, such as FREQ=WEEKLY;BYDAY=FR.")
    )
    starts_on = models.DateField(_("starts on"), help_text=_("The first day of the rule (DTSTART)."))
    skipped_on = models.JSONField(_("skipped days"), default=list, blank=True, help_text=_("Days left out (EXDATE)."))
    extra_on = models.JSONField(_("extra days"), default=list, blank=True, help_text=_("Days added (RDATE)."))
    # Null, not empty, so that COALESCE falls back to the person's.
    time_zone = models.CharField(  # noqa: DJ001
        _("time zone"),
        max_length=64,
        null=True,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("Empty: the person's own, wherever they go."),
    )
    deadline_days = models.PositiveSmallIntegerField(
        _("days to the deadline"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MAX_DEADLINE_DAYS)],
        help_text=_("Days from the occurrence to its deadline; 0 is the same day, empty is none."),
    )
    deadline_time = models.TimeField(_("deadline time"), null=True, blank=True)
    lead_days = models.PositiveSmallIntegerField(
        _("days ahead"),
        default=0,
        validators=[MaxValueValidator(MAX_LEAD_DAYS)],
        help_text=_("How many days before its day a work is made."),
    )
    catch_up = models.CharField(_("missed days"), max_length=13, choices=CatchUp)
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Off: it has been ended."))
    paused_from = models.DateField(_("paused from"), null=True, blank=True, editable=False)
    paused_until = models.DateField(
        _("paused until"), null=True, blank=True, editable=False, help_text=_("The last day; empty is until resumed.")
    )
    resumed_at = models.DateTimeField(
        _("resumed at"), null=True, blank=True, editable=False, help_text=_("Days before this one are not made up for.")
    )
    next_occurrence_on = models.DateField(_("next day"), null=True, blank=True, editable=False)
    next_due_on = models.DateField(
        _("next made on"), null=True, blank=True, editable=False, help_text=_("The next day less the days ahead.")
    )
    missed_on = models.JSONField(_("missed days"), default=list, blank=True, editable=False)
    # Settled days on or after the cursor, and settled days before it that were removed from the rule later.
    settled_on = models.JSONField(_("settled days"), default=list, blank=True, editable=False)
    series = models.PositiveBigIntegerField(
        _("series"), null=True, blank=True, editable=False, help_text=_("The id of the rule that this one continues.")
    )
    split_on = models.DateField(
        _("split on"), null=True, blank=True, editable=False, help_text=_("The day from which it continues that rule.")
    )
    failed_at = models.DateTimeField(_("failed at"), null=True, blank=True, editable=False)
    failure = models.TextField(_("failure"), blank=True, editable=False, help_text=_("Why it was set aside."))

    labels = models.ManyToManyField(Label, through=RecurringWorkLabel, blank=True, verbose_name=_("labels"))

    # Annotated by RecurringWorkQuerySet.with_zone(): its own time zone, or the person's.
    zone: str
    # Annotated by the same: the pauses of its category and of the ancestors, as pairs of days in ISO format.
    branch_pauses: Sequence[tuple[str, str | None]] = ()

    pages = "recurring/"
    bookkeeping = frozenset(
        {
            "next_occurrence_on",
            "next_due_on",
            "missed_on",
            "settled_on",
            "resumed_at",
            "series",
            "split_on",
            "failed_at",
        }
    )
    sentences = (
        ("paused", _("Paused from {paused_from} until {paused_until}")),
        ("paused", _("Paused from {paused_from}")),
        ("skipped", _("Skipped {skipped_on}")),
        ("set_aside", _("Set aside: {failure}")),
        ("generated", _("Created its works; the next day is {next_occurrence_on}")),
    )

    objects = LiveManager.from_queryset(RecurringWorkQuerySet)()
    all_objects = models.Manager.from_queryset(RecurringWorkQuerySet)()

    class Meta(Filed.Meta):
        verbose_name = _("recurring work")
        verbose_name_plural = _("recurring works")
        default_related_name = "recurring_works"
        constraints = [
            *Filed.Meta.constraints,
            models.CheckConstraint(condition=Q(catch_up__in=CatchUp.values), name="recurringwork_catch_up_check"),
            models.CheckConstraint(
                condition=Q(time_zone=None) | ~Q(time_zone=""), name="recurringwork_time_zone_check"
            ),
            models.CheckConstraint(
                condition=Q(deadline_time=None) | Q(deadline_days__isnull=False),
                name="recurringwork_deadline_time_check",
            ),
            models.CheckConstraint(
                condition=Q(lead_days__lte=MAX_LEAD_DAYS)
                & (Q(deadline_days=None) | Q(deadline_days__lte=MAX_DEADLINE_DAYS)),
                name="recurringwork_days_check",
            ),
            models.CheckConstraint(
                condition=Q(paused_until=None) | Q(paused_from__isnull=False, paused_until__gte=F("paused_from")),
                name="recurringwork_pause_check",
            ),
            models.CheckConstraint(
                # A cursor without a due day: the rule is paused until it is resumed.
                condition=Q(next_occurrence_on=None, next_due_on=None)
                | Q(next_occurrence_on__isnull=False, next_occurrence_on__gte=F("starts_on")),
                name="recurringwork_cursor_check",
            ),
            models.CheckConstraint(
                condition=Q(failed_at=None, failure="") | (Q(failed_at__isnull=False) & ~Q(failure="")),
                name="recurringwork_failure_check",
            ),
        ]
        indexes = [
            *Filed.Meta.indexes,
            models.Index(fields=["user", "category"], name="recurringwork_category_idx"),
            # With the id, since a scheduler claims a few of many that are due, in this order.
            models.Index(
                fields=["next_due_on", "id"],
                condition=LIVE & Q(is_active=True, failed_at=None),
                name="recurringwork_due_idx",
            ),
            models.Index(
                fields=["failed_at"], condition=LIVE & Q(failed_at__isnull=False), name="recurringwork_failed_idx"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def schedule(self) -> Schedule:
        """The days of the rule; for one that continues another, those from `split_on` on."""
        rule, skipped, extra = Rule.stored(self.rule), _days(self.skipped_on), _days(self.extra_on)
        return Schedule(rule, self.starts_on, skipped, extra, not_before=self.split_on)

    @property
    def sentence(self) -> str:
        """The rule in words, in the active language; the text itself if it cannot be parsed."""
        return describe(Rule.stored(self.rule), self.starts_on) if self.is_readable else self.rule

    @property
    def repeats(self) -> Repeats | None:
        """The rule in its simple form; None if it has none."""
        return from_rule(Rule.stored(self.rule), self.starts_on) if self.is_readable else None

    @property
    def is_readable(self) -> bool:
        """Whether the text can be parsed. Another version or a manual UPDATE may have stored text that cannot."""
        try:
            Rule.stored(self.rule)
        except Invalid:
            return False
        return True

    def today(self, at: datetime, owner: User) -> date:
        """Return the day of an instant in the time zone of the rule."""
        return at.astimezone(zone_named(self.time_zone or owner.time_zone)).date()

    def deadline_of(self, day: date) -> tuple[date | None, time | None]:
        """Return the deadline of the work of a day: its date, None without one, and its time."""
        due_on = None if self.deadline_days is None else day + timedelta(days=self.deadline_days)
        return due_on, self.deadline_time

    def has_pause_at(self, today: date) -> bool:
        """Report whether it has a present or future pause."""
        return self.paused_from is not None and (self.paused_until is None or self.paused_until >= today)

    def is_paused_on(self, day: date) -> bool:
        """Report whether the day is in its own pause, whether that is past, present or future."""
        return self.paused_from is not None and self.paused_from <= day <= (self.paused_until or date.max)

    def is_off_on(self, day: date) -> bool:
        """Report whether the day is in its own pause or in one of a branch that it is in."""
        return any(first <= day <= last for first, last in self.pauses)

    @property
    def pauses(self) -> list[tuple[date, date]]:
        """The first and last day of its own pause and of those of the branches that it is in; date.max is for ever."""
        own = [(self.paused_from, self.paused_until or date.max)] if self.paused_from else []
        return own + [
            (date.fromisoformat(first), date.fromisoformat(last) if last else date.max)
            for first, last in self.branch_pauses
        ]


def _days(texts: list[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, texts))
