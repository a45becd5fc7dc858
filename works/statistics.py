"""Counts of all rows of the server, for the operator."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from categories import paths
from categories.models import Category
from wheelbarrow.core.db.state import pending_migrations, size_in_bytes
from wheelbarrow.core.models import Deletion
from works.choices import Status
from works.models import Work

WEEKS = 53
# The number of projects and of people that are listed.
LARGEST = 10
# The period for which a person's finished works are counted.
RECENT = timedelta(days=28)

CACHE_KEY = "works.statistics"
CACHED_FOR = timedelta(minutes=1)
# A slow count is cached longer, so that counting takes at most a hundredth of the time.
DURATION_FACTOR = 100


class Project(NamedTuple):
    """The open works of one yearly project, or of all works without a category if `path` is None."""

    path: str | None
    name: str
    owner: str
    open: int
    overdue: int


class Person(NamedTuple):
    """A person with many open works; `finished` counts the last four weeks."""

    pk: int
    email: str
    open: int
    overdue: int
    finished: int


class Statistics(NamedTuple):
    """The counts at the instant `at`. Days and weeks are those of UTC; a week begins on Monday."""

    at: datetime
    took: timedelta
    by_status: dict[str, int]
    overdue: int
    finished_by_week: dict[date, int]
    projects: list[Project]
    people: list[Person]
    accounts: int
    deletions_by_day: dict[date, int]
    size: int
    pending_migrations: list[str]


def statistics(at: datetime, moment: datetime) -> Statistics:
    """Return the counts, cached for `CACHED_FOR` or 100 times the duration of counting. `moment` decides what is overdue."""
    cached: Statistics | None = cache.get(CACHE_KEY)
    if cached is None:
        cached = count(at, moment)
        cache.set(CACHE_KEY, cached, max(CACHED_FOR, DURATION_FACTOR * cached.took).total_seconds())
    return cached


def count(at: datetime, moment: datetime) -> Statistics:
    """Count now, in a fixed number of queries, each of which reads only an index."""
    began = timezone.now()
    by_status = list(Work.objects.open_by("current_status", moment))
    finished: Counter[date] = Counter()
    done = 0
    first = _monday(at.date()) - timedelta(weeks=WEEKS - 1)
    for row in Work.objects.finished_by_day():
        done += row["count"]
        if row["day"] >= first:
            finished[_monday(row["day"])] += row["count"]
    open_now = {row["current_status"]: row["open"] for row in by_status}
    closed = {Status.DONE: done, Status.CANCELLED: Work.objects.cancelled().count()}
    weeks = [first + timedelta(weeks=week) for week in range(WEEKS)]
    found = {
        "by_status": {status: {**open_now, **closed}.get(status, 0) for status in Status.values},
        "overdue": sum(row["overdue"] for row in by_status),
        "finished_by_week": {week: finished[week] for week in weeks},
        "projects": _projects(moment),
        "people": _people(at, moment),
        "accounts": User.objects.active().count(),
        "deletions_by_day": {row["day"]: row["count"] for row in Deletion.objects.restorable().by_day()},
        "size": size_in_bytes(),
        "pending_migrations": pending_migrations(),
    }
    return Statistics(at, timezone.now() - began, **found)


def _projects(moment: datetime) -> list[Project]:
    rows: list[Any] = list(Work.objects.with_root().open_by("root", moment)[:LARGEST])
    roots = Category.objects.select_related("user").in_bulk(
        [paths.root_id_of(row["root"]) for row in rows if row["root"]]
    )
    found = []
    for row in rows:
        root = roots.get(paths.root_id_of(row["root"])) if row["root"] else None
        name, owner = (root.name, root.user.email) if root else ("", "")
        found.append(Project(row["root"], name, owner, row["open"], row["overdue"]))
    return found


def _people(at: datetime, moment: datetime) -> list[Person]:
    rows: list[Any] = list(Work.objects.open_by("user", moment)[:LARGEST])
    ids = [row["user"] for row in rows]
    emails = dict(User.objects.with_ids(ids).values_list("pk", "email"))
    recent = Work.objects.owned_by_any(ids).finished_since(at - RECENT).finished_by_person()
    finished = {row["user"]: row["count"] for row in recent}
    return [
        Person(pk, emails[pk], row["open"], row["overdue"], finished.get(pk, 0))
        for pk, row in zip(ids, rows, strict=True)
        if pk in emails
    ]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
