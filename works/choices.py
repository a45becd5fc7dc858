"""The choices of works. The stored value is also the value in the API."""

from __future__ import annotations

from django.db.models import Case, IntegerField, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """How far a work is. DONE and CANCELLED are closed, all others open."""

    TODO = "TODO", _("To do")
    IN_PROGRESS = "IN_PROGRESS", _("In progress")
    UNDER_REVIEW = "UNDER_REVIEW", _("Under review")
    REJECTED = "REJECTED", _("Rejected")
    DONE = "DONE", _("Done")
    CANCELLED = "CANCELLED", _("Cancelled")

    @property
    def is_closed(self) -> bool:
        """Whether a work with this status is closed, so that it has an `end_at`."""
        return self in CLOSED


CLOSED = frozenset({Status.DONE, Status.CANCELLED})


class Priority(TextChoices):
    """How urgent a work is, the least urgent first."""

    NONE = "NONE", _("None")
    LOW = "LOW", _("Low")
    MEDIUM = "MEDIUM", _("Medium")
    HIGH = "HIGH", _("High")
    URGENT = "URGENT", _("Urgent")


def rank_of_priority() -> Case:
    """Return an expression to sort by: 0 for NONE to 4 for URGENT. The stored words would sort alphabetically."""
    ranks = [When(priority=priority, then=Value(rank)) for rank, priority in enumerate(Priority)]
    return Case(*ranks, output_field=IntegerField())


class CatchUp(TextChoices):
    """What happens to past days without a work: the server was down, or the previous work is still open."""

    CREATE_ALL = "create_all", _("make them all")
    LATEST_ONLY = "latest_only", _("make the latest, count the others as missed")
    SKIP = "skip", _("make none, count them as missed")
    WAIT_FOR_DONE = "wait_for_done", _("one at a time: the next when the last is done")


class Scope(TextChoices):
    """Which works a change of a recurring work affects."""

    THIS = "this", _("this one day")
    THIS_AND_FUTURE = "this_and_future", _("this day and all to come")
    ALL_OPEN = "all_open", _("all that are open, and all to come")


class PeriodName(TextChoices):
    """A period of a report, by the day on which the report is read."""

    THIS_WEEK = "this_week", _("this week")
    LAST_WEEK = "last_week", _("last week")
    THIS_MONTH = "this_month", _("this month")
    LAST_MONTH = "last_month", _("last month")
    THIS_YEAR = "this_year", _("this year")
    LAST_30_DAYS = "last_30_days", _("the last 30 days")


class Grouping(TextChoices):
    """By what a page shows a report."""

    PROJECT = "project", _("by project")
    LABEL = "label", _("by label")


class AsFiled(TextChoices):
    """The category under which a report shows a closed work."""

    NOW = "now", _("its project now")
    THEN = "then", _("its project when it was closed")


class Colour(TextChoices):
    """The colour of a label. theme.css has the values for light and dark pages, readable on each background (WCAG AA)."""

    RED = "red", _("Red")
    ORANGE = "orange", _("Orange")
    AMBER = "amber", _("Amber")
    OLIVE = "olive", _("Olive")
    GREEN = "green", _("Green")
    TEAL = "teal", _("Teal")
    CYAN = "cyan", _("Cyan")
    BLUE = "blue", _("Blue")
    INDIGO = "indigo", _("Indigo")
    PURPLE = "purple", _("Purple")
    PINK = "pink", _("Pink")
    GREY = "grey", _("Grey")


class LabelMatch(TextChoices):
    """How many of some labels a work must have."""

    ANY = "any", _("any of them")
    ALL = "all", _("all of them")
    NONE = "none", _("without them")


class Reason(TextChoices):
    """Why a work is on Today."""

    OVERDUE = "overdue", _("overdue")
    DUE_TODAY = "due_today", _("due today")
    IN_PROGRESS = "in_progress", _("in progress")
    UNDER_REVIEW = "under_review", _("under review")
    STARTED = "started", _("started")
    ANYTIME = "anytime", _("anytime")


class FeedComponent(TextChoices):
    """What works are in a calendar feed. Google Calendar and Outlook show events only."""

    EVENT = "event", _("events")
    TODO = "todo", _("tasks (VTODO)")
