"""The tables of the core: deletions, the change log, jobs, rate limits and quotas."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wheelbarrow.core.choices import JobState
from wheelbarrow.core.db.ownership import Owned
from wheelbarrow.core.querysets import ChangeQuerySet, DeletionQuerySet, JobQuerySet, StoredAnswerQuerySet


class RateCount(models.Model):
    """The number of requests of one person or network address in the current period of a rate."""

    key = models.CharField(_("key"), max_length=64, primary_key=True, help_text=_("The rate, and whom it counts."))
    began_at = models.DateTimeField(_("began at"))
    requests = models.PositiveBigIntegerField(_("requests"))

    class Meta:
        verbose_name = _("rate count")
        verbose_name_plural = _("rate counts")

    def __str__(self) -> str:
        return f"{self.key}: {self.requests}"


class Usage(models.Model):
    """An estimate of what an account stores, never too low; see wheelbarrow/core/quotas.py."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+", verbose_name=_("user")
    )
    rows = models.PositiveBigIntegerField(_("rows"))
    bytes = models.PositiveBigIntegerField(_("bytes"), help_text=_("Of notes, as UTF-8."))
    measured_at = models.DateTimeField(_("measured at"))

    class Meta:
        verbose_name = _("usage")
        verbose_name_plural = _("usage")

    def __str__(self) -> str:
        return f"{self.rows} rows, {self.bytes} bytes"


class StoredAnswer(models.Model):
    """The answer to a POST with an Idempotency-Key; see wheelbarrow.core.idempotency.py."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="+", verbose_name=_("user")
    )
    key = models.CharField(_("key"), max_length=255)
    digest = models.CharField(_("digest"), max_length=64, help_text=_("Of the method, the address and the body."))
    at = models.DateTimeField(_("at"))
    status = models.PositiveSmallIntegerField(_("status"))
    body = models.TextField(_("body"))
    headers = models.JSONField(_("headers"), default=dict)

    objects = StoredAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("stored answer")
        verbose_name_plural = _("stored answers")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="storedanswer_key_uniq")]
        indexes = [models.Index(fields=["at"], name="storedanswer_at_idx")]

    def __str__(self) -> str:
        return self.key


class Deletion(Owned):
    """One act of deleting, with all rows that it took. Restoring it removes this row."""

    deleted_at = models.DateTimeField(_("deleted at"))
    kind = models.CharField(
        _("kind"), max_length=30, help_text=_("What was deleted: category, work or recurring_work.")
    )
    label = models.CharField(_("label"), max_length=300)
    counts = models.JSONField(
        _("counts"), default=dict, help_text=_("Deleted rows, by the plural name of their model.")
    )
    purge_started_at = models.DateTimeField(_("purge started at"), null=True, blank=True)

    objects = DeletionQuerySet.as_manager()

    class Meta(Owned.Meta):
        verbose_name = _("deletion")
        verbose_name_plural = _("trash")
        indexes = [
            models.Index(fields=["user", "-deleted_at"], name="deletion_user_deleted_at_idx"),
            models.Index(fields=["deleted_at"], name="deletion_deleted_at_idx"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def purge_at(self) -> datetime:
        """The instant from which the daily purge removes it."""
        return self.deleted_at + timedelta(days=settings.TRASH_DAYS)


class Change(Owned):
    """What one act has changed in one row. Rows are added by `wheelbarrow/core/history/acts.py` only, and never edited."""

    class Actor(models.TextChoices):
        """Who made a change; a page is operated by the person."""

        PAGE = "page", _("you")
        API = "api", _("API")
        ADMIN = "admin", _("operator")
        IMPORT = "import", _("import")
        SCHEDULER = "scheduler", _("scheduler")
        COMMAND = "command", _("command")

    at = models.DateTimeField(_("at"))
    actor = models.CharField(_("by"), max_length=9, choices=Actor)
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        db_index=False,
        related_name="+",
        verbose_name=_("operator"),
    )
    request_id = models.CharField(_("request id"), max_length=64, blank=True)
    # The name, not a key: a token that was removed stays named.
    token = models.CharField(
        _("token"), max_length=60, blank=True, default="", help_text=_("The name of the API token that was used.")
    )
    action = models.CharField(_("action"), max_length=20)
    batch = models.PositiveBigIntegerField(
        _("batch"), help_text=_("The same for all changes of one act; the version of the person's rows after it.")
    )
    undoes = models.PositiveBigIntegerField(_("undoes"), null=True, help_text=_("The batch that this one undoes."))
    kind = models.CharField(_("kind"), max_length=30, help_text=_("The model of the row, such as recurring_work."))
    row = models.PositiveBigIntegerField(_("row"))
    before = models.JSONField(_("before"), default=dict, help_text=_("The changed fields; empty for a new row."))
    after = models.JSONField(_("after"), default=dict, help_text=_("The changed fields; empty for a removed row."))

    objects = ChangeQuerySet.as_manager()

    class Meta(Owned.Meta):
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [
            models.Index(fields=["user", "kind", "row", "id"], name="change_row_idx"),
            models.Index(fields=["user", "batch"], name="change_batch_idx"),
            models.Index(fields=["user", "at"], name="change_at_idx"),
            # Few changes undo others.
            models.Index(fields=["user", "undoes"], condition=models.Q(undoes__isnull=False), name="change_undoes_idx"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Job(Owned):
    """Work for a person that runs in the background; see wheelbarrow/core/jobs.py."""

    State = JobState

    kind = models.CharField(_("kind"), max_length=20)
    subject = models.PositiveBigIntegerField(_("subject"), help_text=_("The id of the row that it works on."))
    parameters = models.JSONField(_("parameters"), default=dict, help_text=_("What else it needs; never a secret."))
    state = models.CharField(pgettext_lazy("job", "state"), max_length=7, choices=JobState, default=JobState.WAITING)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("total"), default=0, help_text=_("0 before it is known."))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    failure = models.TextField(_("failure"), blank=True, help_text=_("Why it failed, in the person's language."))
    due_at = models.DateTimeField(_("due at"), help_text=_("No attempt begins before."))
    locked_until = models.DateTimeField(_("locked until"), null=True, blank=True, help_text=_("The end of the lease."))
    created_at = models.DateTimeField(_("created at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta(Owned.Meta):
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="job_state_check"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(state=JobState.WAITING), name="job_waiting_idx"),
            models.Index(fields=["user", "kind", "subject"], name="job_subject_idx"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def is_running(self, at: datetime) -> bool:
        """Return whether a worker has the job."""
        return self.state == JobState.WAITING and self.locked_until is not None and self.locked_until > at
