"""The model of works."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.db.constraints import CompositeForeignKey
from wheelbarrow.core.db.fields import LiveForeignKey, OnSoftDelete, PathField
from wheelbarrow.core.db.soft_delete import LIVE, LiveManager
from wheelbarrow.core.db.tallies import Tally
from works.choices import CLOSED, Status
from works.lateness import FIRST_DAY, is_overdue
from works.models.filed import Filed
from works.models.label import Label, WorkLabel
from works.models.recurring_work import RecurringWork
from works.models.work_text import WorkText
from works.querysets import WorkQuerySet

CLOSED_VALUES = sorted(CLOSED)


class Work(Filed):
    """One task. Only `works/services/lifecycle.py` changes `current_status`, `started_at`, `end_at` and `filed_under`."""

    current_status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.TODO)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    deadline_on = models.DateField(_("deadline"), null=True, blank=True)
    deadline_time = models.TimeField(_("deadline time"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True, editable=False)
    end_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)
    filed_under = models.JSONField(
        _("filed under"),
        default=list,
        blank=True,
        editable=False,
        help_text=_('The categories when it was closed, from the root: [{"id": 1, "name": "2026"}].'),
    )
    filed_path = PathField(
        _("path when it closed"),
        blank=True,
        editable=False,
        help_text=_("The path in filed_under; empty without a category."),
    )
    deadline_moves = models.JSONField(
        _("deadline moves"),
        default=list,
        blank=True,
        editable=False,
        help_text=_('Each time the deadline was put off: [{"from": "2026-09-04", "to": "2026-09-11", "at": …}].'),
    )
    recurring_work = LiveForeignKey(
        RecurringWork,
        null=True,
        blank=True,
        editable=False,
        on_soft_delete=OnSoftDelete.KEEP,
        kept_in="recurring_work_in_trash",
        db_index=False,
        verbose_name=_("recurring work"),
    )
    recurring_work_in_trash = models.ForeignKey(
        RecurringWork,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("recurring work in the trash"),
    )
    occurs_on = models.DateField(
        _("occurrence"), null=True, blank=True, editable=False, help_text=_("The day of the rule it was made for.")
    )
    position = models.PositiveIntegerField(_("position"), default=0, help_text=_("Order within the category, from 0."))
    labels = models.ManyToManyField(Label, through=WorkLabel, blank=True, verbose_name=_("labels"))

    tally = Tally(key="category", field="current_status", value=Status.DONE, column="finished_works")
    searched = ("title", "content")
    texts = WorkText

    pages = "works/"
    bookkeeping = frozenset(
        {
            "position",
            "started_at",
            "end_at",
            "filed_under",
            "filed_path",
            "deadline_moves",
            "recurring_work_in_trash",
        }
    )

    # Annotated by WorkQuerySet.with_what_closing_needs().
    ancestors: list[tuple[int, str]] | None = None
    catch_up: str | None = None

    objects = LiveManager.from_queryset(WorkQuerySet)()
    all_objects = models.Manager.from_queryset(WorkQuerySet)()

    class Meta(Filed.Meta):
        verbose_name = _("work")
        verbose_name_plural = _("works")
        default_related_name = "works"
        constraints = [
            *Filed.Meta.constraints,
            CompositeForeignKey(fields=["user", "recurring_work"], name="work_recurring_work_fk"),
            CompositeForeignKey(fields=["user", "recurring_work_in_trash"], name="work_recurring_work_in_trash_fk"),
            # Of live and deleted rows: a work that was deleted is not created again. Works without a rule are not in its
            # index, into which PostgreSQL would write whenever one of them is changed.
            models.UniqueConstraint(
                fields=["recurring_work", "occurs_on"],
                condition=Q(recurring_work__isnull=False),
                name="work_occurrence_uniq",
            ),
            models.CheckConstraint(
                condition=Q(recurring_work=None, recurring_work_in_trash=None)
                | (Q(occurs_on__isnull=False) & (Q(recurring_work=None) | Q(recurring_work_in_trash=None))),
                name="work_occurrence_check",
            ),
            models.CheckConstraint(condition=Q(current_status__in=Status.values), name="work_status_check"),
            models.CheckConstraint(
                condition=Q(current_status__in=CLOSED_VALUES, end_at__isnull=False)
                | (~Q(current_status__in=CLOSED_VALUES) & Q(end_at=None)),
                name="work_end_at_check",
            ),
            models.CheckConstraint(
                condition=Q(deadline_time=None) | Q(deadline_on__isnull=False), name="work_deadline_time_check"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(deadline_on=None) | Q(deadline_on__gte=F("starts_on")),
                name="work_deadline_check",
            ),
        ]
        indexes = [
            *Filed.Meta.indexes,
            # With deleted_at, an index-only scan counts live works.
            models.Index(fields=["user", "category", "position"], include=["deleted_at"], name="work_category_idx"),
            # With these columns, an index-only scan counts all open and overdue works of the server.
            models.Index(
                F("user"),
                FIRST_DAY,
                include=["current_status", "category", "deadline_on", "deadline_time"],
                condition=LIVE & Q(end_at=None),
                name="work_open_idx",
            ),
            # The totals of the tree need no other column. SQLite would read all works of a category by work_category_idx.
            models.Index(
                fields=["user", "category", "deadline_on", "deadline_time"],
                condition=LIVE & Q(end_at=None),
                name="work_open_category_idx",
            ),
            # The weeks of a project, and its closed works by when they were closed.
            models.Index(
                fields=["user", "category", "end_at", "current_status"],
                condition=LIVE & Q(end_at__isnull=False),
                name="work_closed_category_idx",
            ),
            models.Index(
                fields=["user", "end_at"], condition=LIVE & Q(current_status=Status.DONE), name="work_finished_idx"
            ),
            models.Index(
                fields=["user", "end_at"],
                condition=LIVE & Q(current_status=Status.CANCELLED),
                name="work_cancelled_idx",
            ),
            models.Index(
                fields=["user", "deadline_on"],
                condition=LIVE & Q(end_at=None, deadline_on__isnull=False),
                name="work_due_idx",
            ),
            models.Index(
                fields=["deadline_on"],
                condition=LIVE & Q(end_at=None, deadline_on__isnull=False),
                name="work_deadline_idx",
            ),
            # Of live rows: a deleted branch writes each index that has deleted rows once for each of its works.
            models.Index(fields=["user", "updated_at"], condition=LIVE, name="work_updated_idx"),
            models.Index(
                fields=["recurring_work_in_trash"],
                condition=Q(recurring_work_in_trash__isnull=False),
                name="work_recurring_in_trash_idx",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def status(self) -> Status:
        """The stored value as a Status."""
        return Status(self.current_status)

    def is_overdue(self, moment: datetime) -> bool:
        """Report whether the work is overdue at `user.local_time(at)`; WorkQuerySet.overdue_at() is the same in SQL."""
        return self.end_at is None and is_overdue(self.deadline_on, self.deadline_time, moment)
