"""The calendar: a month or a week as a table, with planned and finished works and occurrences to come."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.choices import Weekday
from wheelbarrow.core.web.days import long_day
from wheelbarrow.core.web.views import PersonView
from works.agenda import finished_on_days, occurrences_between, planned_works
from works.selectors import listed_works
from works.web.cells import CellMaker, Line, cut, hours
from works.web.days import DayOfWorks, days_between, place, place_finished, place_ghosts
from works.web.saved import saving

DAY, WEEK = timedelta(days=1), timedelta(days=7)
# Works, and occurrences, that a page reads.
MOST_WORKS = 1000
YEARS = range(1970, 2999)
MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
ISO_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
COLUMNS = {
    "title": "title",
    "priority": "priority",
    "starts_on": "starts_on",
    "deadline_on": "deadline_on",
    "deadline_time": "deadline_time",
    "end_at": "end_at",
}


class CalendarView(PersonView):
    """A month, `2026-11`, or a week, `2026-W48`; the present month without a period."""

    def get(self, request: HttpRequest, period: str = "") -> HttpResponse:
        self.today = self.moment.date()
        month = MONTH.fullmatch(period or f"{self.today:%Y-%m}")
        week = ISO_WEEK.fullmatch(period)
        found = month or week
        if found is None or int(found[1]) not in YEARS:
            raise Http404
        try:
            context = (
                self._month(date(int(found[1]), int(found[2]), 1)) if month else self._week(*map(int, found.groups()))
            )
        except ValueError:
            raise Http404 from None
        return self.page("works/calendar.html", {**context, "saved": saving(request)})

    def _month(self, first: date) -> dict[str, Any]:
        last = first.replace(day=monthrange(first.year, first.month)[1])
        begin = self._week_of(first)
        days, is_cut = self._days(begin, self._week_of(last) + WEEK - DAY)
        maker, lines = CellMaker(self.today), []
        cells = [cut(maker.day(day, month=first.month)) for day in days.values()]
        for number in range(0, len(cells), 7):
            name = _name_of_week(cells[number].day)
            lines.append(Line(name.partition("W")[2].lstrip("0"), self._href(name), cells[number : number + 7]))
        return {
            "heading": date_format(first, pgettext("month as a heading, as a date format", "F Y")),
            "before": self._href(f"{first - DAY:%Y-%m}"),
            "now": self._href(""),
            "after": self._href(f"{last + DAY:%Y-%m}"),
            "month": "",
            "week": self._href(_name_of_week(self._week_of(self.today if first <= self.today <= last else first))),
            "heads": [(date_format(cell.day, "D"), None) for cell in cells[:7]],
            "lines": lines,
            "is_cut": is_cut,
        }

    def _week(self, year: int, number: int) -> dict[str, Any]:
        begin = self._week_of(date.fromisocalendar(year, number, 4))
        days, is_cut = self._days(begin, begin + WEEK - DAY)
        maker = CellMaker(self.today)
        cells = [maker.day(day) for day in days.values()]
        return {
            "heading": _("Week {week}, {year}").format(week=number, year=year),
            "span": f"{long_day(begin)} – {long_day(begin + WEEK - DAY)}",
            "before": self._href(_name_of_week(begin - WEEK)),
            "now": self._href(_name_of_week(self._week_of(self.today))),
            "after": self._href(_name_of_week(begin + WEEK)),
            "month": self._href(f"{begin + 3 * DAY:%Y-%m}"),
            "week": "",
            "heads": [(cell.name, cell) for cell in cells],
            "lines": hours(cells),
            "is_cut": is_cut,
        }

    def _days(self, first: date, last: date) -> tuple[dict[date, DayOfWorks], bool]:
        """Return the days with what they hold, and whether that is not all."""
        days = days_between(first, last)
        planned = self._read(planned_works(self.user, first, last))
        finished = self._read(finished_on_days(self.user, first, last)) if first <= self.today else []
        place(days, planned[:MOST_WORKS])
        place_finished(days, finished[:MOST_WORKS], zone=self.user.zone)
        place_ghosts(days, occurrences_between(self.user, first, last, today=self.today, limit=MOST_WORKS))
        return days, max(len(planned), len(finished)) > MOST_WORKS

    def _read(self, rows: Any) -> list[dict[str, Any]]:
        return listed_works(self.user.pk, rows[: MOST_WORKS + 1], COLUMNS)

    def _week_of(self, day: date) -> date:
        """Return the first day of the week of the day, which begins as the person has chosen."""
        return day - timedelta(days=(day.weekday() - Weekday.values.index(self.user.week_starts_on)) % 7)

    def _href(self, period: str) -> str:
        return f"{reverse('calendar')}{period}/" if period else reverse("calendar")


def _name_of_week(begin: date) -> str:
    """Return the ISO week that shares most days with the week that begins on this day, as in 2026-W48.

    That is the one of its Thursday, as in ISO 8601.
    """
    thursday = begin + timedelta(days=(3 - begin.weekday()) % 7)
    year, week, _weekday = thursday.isocalendar()
    return f"{year}-W{week:02}"
