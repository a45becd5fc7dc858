"""The index page of the admin: the numbers of the server and its state."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wheelbarrow.core.admin.filters import OwnerFilter
from wheelbarrow.core.charts import Bar
from works.admin.scheduler import scheduler_status
from works.choices import Status
from works.statistics import Statistics, statistics

WORKS, TRASH = "admin:works_work_changelist", "admin:wheelbarrow_deletion_changelist"


def dashboard(at: datetime) -> dict[str, Any]:
    """Return the context of the template. The scheduler's state is read each time; the counts are cached."""
    counted = statistics(at, timezone.localtime(at))
    return {
        "counted": counted,
        "scheduler_status": scheduler_status(at),
        "version": settings.VERSION,
        "trash_days": settings.TRASH_DAYS,
        "total": sum(counted.by_status.values()),
        "statuses": _statuses(counted),
        "weeks": _weeks(counted),
        "projects": _projects(counted),
        "people": _people(counted),
        "trash": _trash(counted, at),
        "in_trash": sum(counted.deletions_by_day.values()),
        "overdue_link": _works(due="overdue"),
    }


def _works(**query: Any) -> str:
    return reverse(WORKS, query=query)


def _between(name: str, first: date, last: date) -> dict[str, str]:
    """Return the lookups for the days in UTC from `first` to before `last`."""
    return {f"{name}__gte": f"{first} 00:00:00+00:00", f"{name}__lt": f"{last} 00:00:00+00:00"}


def _statuses(counted: Statistics) -> list[Bar]:
    return [
        Bar(str(Status(status).label), number, _works(current_status__exact=status))
        for status, number in counted.by_status.items()
    ]


def _weeks(counted: Statistics) -> list[Bar]:
    return [
        Bar(
            _("week of {day}").format(day=date_format(monday, "SHORT_DATE_FORMAT")),
            number,
            _works(current_status__exact=Status.DONE, **_between("end_at", monday, monday + timedelta(weeks=1))),
        )
        for monday, number in counted.finished_by_week.items()
    ]


def _projects(counted: Statistics) -> list[Bar]:
    bars = [
        Bar(
            project.name,
            project.open,
            _works(under=project.path.strip("/"), end_at__isempty=1),
            project.overdue,
            project.owner,
        )
        if project.path
        else Bar(_("without a project"), project.open, _works(under="none", end_at__isempty=1), project.overdue)
        for project in counted.projects
    ]
    return _with_rest(bars, counted)


def _people(counted: Statistics) -> list[Bar]:
    bars = [
        Bar(
            person.email,
            person.open,
            _works(**{OwnerFilter.parameter_name: person.pk}, end_at__isempty=1),
            person.overdue,
            _("{number} finished in four weeks").format(number=person.finished),
        )
        for person in counted.people
    ]
    return _with_rest(bars, counted)


def _with_rest(bars: list[Bar], counted: Statistics) -> list[Bar]:
    """Add one bar for the rest."""
    closed = counted.by_status[Status.DONE] + counted.by_status[Status.CANCELLED]
    rest = sum(counted.by_status.values()) - closed - sum(bar.number for bar in bars)
    overdue = counted.overdue - sum(bar.overdue for bar in bars)
    return [*bars, Bar(_("all others"), rest, overdue=max(overdue, 0))] if rest > 0 else bars


def _trash(counted: Statistics, at: datetime) -> list[Bar]:
    """Return a column for each day on which deletions are due to be purged; the overdue ones come first."""
    left: dict[int, int] = dict.fromkeys(range(settings.TRASH_DAYS + 1), 0)
    today = at.astimezone(UTC).date()
    for day, number in counted.deletions_by_day.items():
        left[max(settings.TRASH_DAYS - (today - day).days, 0)] += number
    return [
        Bar(_("{days} days left").format(days=days), number, _deleted(today, days)) for days, number in left.items()
    ]


def _deleted(today: date, days: int) -> str:
    day = today - timedelta(days=settings.TRASH_DAYS - days)
    query = _between("deleted_at", day, day + timedelta(days=1))
    if not days:
        query.pop("deleted_at__gte")
    return reverse(TRASH, query=query)
