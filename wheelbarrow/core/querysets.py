"""Conditions on the tables of the core, and the steps of a job."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models.functions import Cast

from wheelbarrow.core.choices import JobState
from wheelbarrow.core.db.limits import Limit
from wheelbarrow.core.db.ownership import OwnedQuerySet
from wheelbarrow.core.db.soft_delete import soft_deletable_models
from wheelbarrow.core.exceptions import snake_case


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


class DeletionQuerySet(OwnedQuerySet):
    """Conditions on deletions."""

    def inside(self, branch: Limit) -> Self:
        """Deletions that took only rows of the branch."""
        some, others = models.Q(pk__in=[]), models.Q(pk__in=[])
        for model in soft_deletable_models():
            taken = model.all_objects.filter(deletion=models.OuterRef("pk"))
            rows = model.all_objects.inside(branch) if model.all_objects.all().is_in_one_branch else taken.none()
            some |= models.Q(models.Exists(taken.filter(pk__in=rows.order_by().values("pk"))))
            others |= models.Q(models.Exists(taken.without(rows)))
        return self.filter(some).exclude(others)

    def restorable(self) -> Self:
        """Deletions that can be restored: their purge has not begun. The trash shows only these."""
        return self.filter(purge_started_at=None)

    def up_to(self, pk: int) -> Self:
        """Deletions with ids up to this one, the oldest first."""
        return self.filter(pk__lte=pk).order_by("pk")

    def due_for_purge(self, before: datetime) -> Self:
        """Deletions before the instant, or partly purged; the oldest first, so that parts of a branch precede the branch."""
        due = models.Q(deleted_at__lt=before) | models.Q(purge_started_at__isnull=False)
        return self.filter(due).order_by("deleted_at", "pk")

    def by_day(self) -> models.QuerySet[Any, dict[str, Any]]:
        """Return `{day, count}` for each day in UTC that has deletions, the oldest first."""
        days = self.values(day=Cast("deleted_at", models.DateField()))
        counts: models.QuerySet[Any, dict[str, Any]] = days.annotate(count=models.Count("*")).order_by("day")
        return counts

    def of_kind(self, kind: str) -> Self:
        """Deletions of a row of this kind, with the rows deleted together with it."""
        return self.filter(kind=kind)

    def newest_first(self) -> Self:
        """Order as in the trash: the newest first."""
        return self.order_by("-deleted_at", "-pk")


class ChangeQuerySet(OwnedQuerySet):
    """Conditions on changes."""

    def inside(self, branch: Limit) -> Self:
        """Changes of rows that are in the branch now, and the mark of those that were pruned."""
        found = models.Q(action="pruned")
        for model in soft_deletable_models():
            rows = model.all_objects.all()
            if rows.is_in_one_branch:
                kind = snake_case(model.__name__)
                found |= models.Q(kind=kind, row__in=rows.inside(branch).order_by().values("pk"))
        return self.filter(found)

    def starting_at(self, pk: int) -> Self:
        """The change with this id and those after it, the oldest first."""
        return self.filter(pk__gte=pk).order_by("pk")

    def older_than(self, pk: int) -> Self:
        """Changes before the one with this id."""
        return self.filter(pk__lt=pk)

    def contents(self) -> Self:
        """Changes of rows, without the mark of those that were pruned."""
        return self.exclude(action="pruned")

    def not_of(self, kind: str, rows: models.QuerySet[Any]) -> Self:
        """Changes of all but these rows of one kind."""
        return self.exclude(kind=kind, row__in=rows.order_by().values("pk"))

    def newest_first(self) -> Self:
        """Order as history shows them."""
        return self.order_by("-pk")

    def latest_first(self) -> Self:
        """Order by the instant: an index has it for each person."""
        return self.order_by("-at", "-pk")

    def of_row(self, kind: str, row: int) -> Self:
        """Changes of one row."""
        return self.filter(kind=kind, row=row)

    def of_rows(self, kind: str, rows: list[int]) -> Self:
        """Changes of these rows of one kind."""
        return self.filter(kind=kind, row__among=rows)

    def of_kind(self, kind: str) -> Self:
        """Changes of rows of one kind."""
        return self.filter(kind=kind)

    def made_by(self, actor: str) -> Self:
        """Changes that this kind of actor made."""
        return self.filter(actor=actor)

    def of_batch(self, batch: int) -> Self:
        """The changes of one act."""
        return self.filter(batch=batch).order_by("pk")

    def since(self, batch: int) -> Self:
        """Changes of later acts, the oldest first."""
        return self.filter(batch__gt=batch).order_by("pk")

    def until(self, batch: int) -> Self:
        """Changes of this act and of those before it."""
        return self.filter(batch__lte=batch)

    def undoing_since(self, batch: int) -> Self:
        """Changes that undo an act from this batch on."""
        return self.filter(undoes__gte=batch)

    def between(self, first: datetime, last: datetime) -> Self:
        """Changes from `first` to before `last`."""
        return self.filter(at__gte=first, at__lt=last)

    def before(self, at: datetime) -> Self:
        """Changes before the instant."""
        return self.filter(at__lt=at)

    def blank(self) -> int:
        """Remove the contents of these, whose rows are purged, but not which deletion was purged."""
        return self.exclude(action="purged").update(before={}, after={})

    def mark_as_pruned(self) -> int:
        """Make these stand for the changes before them, which are no longer kept."""
        blank: dict[str, Any] = {"action": "pruned", "kind": "", "row": 0, "before": {}, "after": {}, "undoes": None}
        return self.update(**blank)
