"""Conditions on stored answers and on jobs, and the steps of a job."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from wheelbarrow.core.choices import JobState
from wheelbarrow.core.db.ownership import OwnedQuerySet


class StoredAnswerQuerySet(models.QuerySet[Any]):
    """Conditions on stored answers."""

    def beyond(self, user: AbstractBaseUser, most: int) -> Self:
        """Those of the person but the newest `most`."""
        of_person = self.filter(user_id=user.pk)
        return of_person.filter(at__lte=models.Subquery(of_person.order_by("-at").values("at")[most : most + 1]))


class JobQuerySet(OwnedQuerySet):
    """Conditions on jobs. The steps return whether there was such a job."""

    def due(self, at: datetime) -> Self:
        """Waiting jobs whose time has come and that no worker has, the oldest first."""
        free = models.Q(locked_until=None) | models.Q(locked_until__lte=at)
        return self.waiting().filter(free, due_at__lte=at).order_by("pk")

    def waiting(self) -> Self:
        """Jobs that have not ended, those that a worker has included."""
        return self.filter(state=JobState.WAITING)

    def failed(self) -> Self:
        """Jobs that have failed."""
        return self.filter(state=JobState.FAILED)

    def due_before(self, at: datetime) -> Self:
        """Jobs whose time came at or before the instant."""
        return self.filter(due_at__lte=at)

    def held(self, pk: int, attempt: int) -> Self:
        """The job, if it has not ended and this attempt is still the last one."""
        return self.waiting().filter(pk=pk, attempts=attempt)

    def ended_before(self, at: datetime) -> Self:
        """Jobs that ended before the instant."""
        return self.filter(ended_at__lt=at)

    def of_kind(self, kind: str) -> Self:
        """Jobs of one kind."""
        return self.filter(kind=kind)

    def on(self, kind: str, subject: int) -> Self:
        """Jobs of one kind on one row, the newest first."""
        return self.filter(kind=kind, subject=subject).order_by("-pk")

    def backlog(self) -> tuple[int, datetime | None]:
        """Return the number of jobs and when the first was due."""
        counted = self.order_by().aggregate(number=models.Count("*"), first=models.Min("due_at"))
        return counted["number"], counted["first"]

    def take(self, until: datetime) -> bool:
        """Begin the next attempt, with a lease until the instant."""
        return bool(self.order_by().update(attempts=models.F("attempts") + 1, locked_until=until))

    def extend(self, until: datetime) -> bool:
        """Extend the lease."""
        return bool(self.update(locked_until=until))

    def progress(self, done: int, total: int, until: datetime) -> bool:
        """Store the progress and extend the lease."""
        return bool(self.update(done=done, total=total, locked_until=until))

    def release(self, due_at: datetime) -> bool:
        """End the lease; the next attempt begins at the instant or later."""
        return bool(self.update(due_at=due_at, locked_until=None))

    def finish(self, at: datetime) -> bool:
        """Mark the job as done, and forget what it needed."""
        return bool(self.update(state=JobState.DONE, parameters={}, locked_until=None, ended_at=at))

    def fail(self, at: datetime, reason: str) -> bool:
        """Mark the job as failed."""
        return bool(self.update(state=JobState.FAILED, failure=reason, locked_until=None, ended_at=at))
