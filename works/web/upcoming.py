"""Upcoming: what is overdue, and what begins or is due on each of the next days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst

from wheelbarrow.core.web.days import clock, day_name, long_day
from wheelbarrow.core.web.views import PersonView
from works.agenda import Ghost, occurrences_between, overdue_works, planned_works
from works.selectors import listed_works
from works.web.days import DayOfWorks, days_between, place, place_ghosts
from works.web.rows import COLUMNS, RowMaker, WorkRow
from works.web.saved import saving

DAYS, MOST_DAYS = 7, 31
# Works and occurrences on one page, and overdue works above them.
MOST_WORKS, MOST_OVERDUE = 300, 100
LAST_DAY = date(2998, 12, 31)


@dataclass(slots=True)
class GhostRow:
    """An occurrence to come, which leads to its rule. `key` is its id on the page."""

    key: str
    title: str
    href: str
    clock: str


@dataclass(slots=True)
class UpcomingDay:
    """One day: its name as a person would name it today, and in full. `due` are deadlines of works that begin on another day."""

    day: date
    title: str
    full: str
    works: list[WorkRow]
    due: list[WorkRow]
    ghosts: list[GhostRow]


class UpcomingView(PersonView):
    """The next days: `?from=` is the first of them, today or later; `?days=` their number."""

    def get(self, request: HttpRequest) -> HttpResponse:
        today, number, maker = self.moment.date(), self._number(), RowMaker(self.user, self.moment)
        first = max(self._first(), today)
        days = days_between(first, first + timedelta(days=number - 1))
        rows: Any = planned_works(self.user, first, max(days))[: MOST_WORKS + 1]
        planned = listed_works(self.user.pk, rows, COLUMNS)
        overdue = self._overdue(maker) if first == today else []
        # What is overdue since this morning is shown once, above.
        late = {row.id for row in overdue}
        place(days, [work for work in planned[:MOST_WORKS] if work["id"] not in late])
        place_ghosts(days, occurrences_between(self.user, first, max(days), today=today, limit=MOST_WORKS))
        context = {
            "days": [self._day(maker, day) for day in days.values()],
            "is_empty": not (overdue or any(day.planned or day.due or day.ghosts for day in days.values())),
            "is_now": first == today,
            "before": max(first - timedelta(days=number), today),
            "after": max(days) + timedelta(days=1),
            "number": "" if number == DAYS else number,
            "is_cut": len(planned) > MOST_WORKS,
            "overdue": overdue[:MOST_OVERDUE],
            "is_overdue_cut": len(overdue) > MOST_OVERDUE,
            "saved": saving(request),
        }
        return self.page("works/upcoming.html", context)

    def _day(self, maker: RowMaker, of: DayOfWorks) -> UpcomingDay:
        return UpcomingDay(
            day=of.day,
            title=capfirst(day_name(of.day, self.moment.date())),
            full=long_day(of.day),
            works=maker.rows(of.planned),
            due=maker.rows(of.due),
            ghosts=[_ghost(ghost) for ghost in of.ghosts],
        )

    def _overdue(self, maker: RowMaker) -> list[WorkRow]:
        """Return the overdue works, and one more than is shown if there are more."""
        rows: Any = overdue_works(self.user, self.moment)[: MOST_OVERDUE + 1]
        return maker.rows(listed_works(self.user.pk, rows, COLUMNS))

    def _first(self) -> date:
        try:
            return min(date.fromisoformat(self.request.GET.get("from", "")), LAST_DAY)
        except ValueError:
            return self.moment.date()

    def _number(self) -> int:
        text = self.request.GET.get("days", "")
        return max(1, min(MOST_DAYS, int(text))) if text.isascii() and text.isdigit() and len(text) < 4 else DAYS


def _ghost(ghost: Ghost) -> GhostRow:
    href = f"{reverse('home')}recurring/{ghost.rule}/"
    return GhostRow(f"ghost-{ghost.rule}-{ghost.day.isoformat()}", ghost.title, href, clock(ghost.time))
