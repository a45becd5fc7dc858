"""What the pages of works show, one object for each part of a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from wheelbarrow.core.web.days import day_name, long_day
from works.choices import Reason
from works.models import Work
from works.querysets.work import span_of
from works.selectors import (
    count_finished_works,
    finished_works,
    listed_works,
    next_due,
    works_of_day,
)
from works.web.lists import FIRST, MOST
from works.web.rows import COLUMNS, RowMaker, WorkRow

# Finished works of a day that Today shows.
MOST_FINISHED = 200


class Section(NamedTuple):
    """Works under one heading. `key` is stable: it is the id of the heading."""

    key: str
    title: str
    works: list[WorkRow]


@dataclass(slots=True)
class TodayPage:
    """The works of one day: open ones in sections, those finished on the day, and how far the day is."""

    day: date
    heading: str
    title: str
    before: date
    after: date
    is_today: bool
    sections: list[Section]
    finished: list[WorkRow]
    done: int
    planned: int
    more: int
    next_due: str

    @property
    def is_empty(self) -> bool:
        """Whether the day has no open work."""
        return not self.sections


def today_page(user: Any, moment: datetime, *, day: date, by_project: bool, shown: int) -> TodayPage:
    """Return the page of a day; `moment` is now in the person's time zone."""
    today, maker = moment.date(), RowMaker(user, moment)
    open_works, finished, is_cut = _works(user, moment, day, shown)
    done = _number_of(user, finished, day)
    sections = _by_project(maker, open_works) if by_project else _by_reason(maker, open_works, is_today=day == today)
    following = next_due(user.pk, day) if not open_works else None
    return TodayPage(
        day=day,
        heading=long_day(day),
        title=_("Today") if day == today else day_name(day, today).capitalize(),
        before=day - timedelta(days=1),
        after=day + timedelta(days=1),
        is_today=day == today,
        sections=sections,
        finished=maker.rows(finished),
        done=done,
        planned=done + sum(1 for work in open_works if _is_planned(work)),
        more=min(shown + FIRST, MOST) if is_cut and shown < MOST else 0,
        next_due=f"{following[0]} – {day_name(following[1], today)}" if following else "",
    )


Works = list[dict[str, Any]]


def _works(user: Any, moment: datetime, day: date, shown: int) -> tuple[Works, Works, bool]:
    """Return open works of the day, those finished on it, the last first, and whether there are more open ones."""
    span, today = span_of(day, day, user.zone), moment.date()
    if day > today:
        rows = Work.objects.owned_by(user.pk).planned_on(day)
        return listed_works(user.pk, rows[:MOST], COLUMNS), [], False
    if day < today:
        return [], finished_works(user.pk, *span, COLUMNS, limit=MOST_FINISHED, offset=0).rows[::-1], False
    found, finished = works_of_day(user.pk, moment, span, COLUMNS, limit=shown + 1, most_finished=MOST_FINISHED)
    return found[:shown], finished[::-1], len(found) > shown


def _number_of(user: Any, finished: Works, day: date) -> int:
    """Return how many works were finished on the day; not all of them may have been read."""
    return (
        len(finished) if len(finished) < MOST_FINISHED else count_finished_works(user.pk, *span_of(day, day, user.zone))
    )


def _is_planned(work: dict[str, Any]) -> bool:
    return "reasons" not in work or not {Reason.ANYTIME, Reason.STARTED}.issuperset(work["reasons"])


def _by_reason(maker: RowMaker, works: list[dict[str, Any]], *, is_today: bool) -> list[Section]:
    """Group works as Today orders them: overdue, by time, due, in progress, the others."""
    if not is_today:
        return [Section("planned", _("Planned"), maker.rows(works))] if works else []
    titles = {
        "overdue": _("Overdue"),
        "timed": _("At a time"),
        "due": _("Due today"),
        "doing": _("In progress"),
        "anytime": _("Anytime"),
    }
    groups: dict[str, list[dict[str, Any]]] = {key: [] for key in titles}
    for work in works:
        groups[_group_of(work)].append(work)
    return [Section(key, titles[key], maker.rows(group)) for key, group in groups.items() if group]


def _group_of(work: dict[str, Any]) -> str:
    found = work["reasons"]
    if Reason.OVERDUE in found:
        return "overdue"
    if Reason.DUE_TODAY in found:
        return "timed" if work["deadline_time"] else "due"
    return "doing" if Reason.IN_PROGRESS in found or Reason.UNDER_REVIEW in found else "anytime"


def _by_project(maker: RowMaker, works: list[dict[str, Any]]) -> list[Section]:
    """Group works by yearly project, in the order of their first work; those without one come last."""
    groups: dict[int, tuple[str, list[dict[str, Any]]]] = {}
    for work in sorted(works, key=lambda work: not work["categories"]):
        root: dict[str, Any] = work["categories"][0] if work["categories"] else {"id": 0, "name": _("Inbox")}
        groups.setdefault(root["id"], (root["name"], []))[1].append(work)
    return [Section(f"project-{pk}", name, maker.rows(group)) for pk, (name, group) in groups.items()]
