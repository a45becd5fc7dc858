"""History by day, and undo."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from wheelbarrow.core.db.soft_delete import soft_deletable_models
from wheelbarrow.core.history.selectors import first_change_of, history, row_named
from wheelbarrow.core.history.sentences import model_of
from wheelbarrow.core.history.undo import undo, undo_last
from wheelbarrow.core.web.acts import Entry, entries_of
from wheelbarrow.core.web.days import day_name, long_day
from wheelbarrow.core.web.views import PersonView

# Changes that one page reads.
MOST = 200


class Day(NamedTuple):
    """The acts of one day, the newest first."""

    day: date
    name: str
    heading: str
    entries: list[Entry]


class HistoryView(PersonView):
    """What was done, day by day: `?date=` one day, `?row=work:7` one row, `?before=` the page before a change."""

    def get(self, request: HttpRequest) -> HttpResponse:
        day, row, today = self._day(), self._row(), self.moment.date()
        page = history(self.user, row=row, first=day, last=day, before=_number(request.GET.get("before")), limit=MOST)
        entries = entries_of(self.user, page.changes, complete=not page.more)
        context = {
            "days": _by_day(entries, today),
            "day": day and {"name": day_name(day, today), "date": day.isoformat()},
            "heading": long_day(day) if day else "",
            "earlier": (day or today) - timedelta(days=1),
            "later": day + timedelta(days=1) if day and day < today else None,
            "today": today,
            "row": request.GET.get("row", "") if row else "",
            "row_name": row_named(self.user, *row) if row else "",
            "before": self._before(entries) if page.more else None,
        }
        return self.page("core/history.html", context)

    def _before(self, entries: list[Entry]) -> int | None:
        """Return the id before which the next page begins: that of the first change of the last act."""
        last = entries[-1]
        return first_change_of(self.user, last.batch)

    def _day(self) -> date | None:
        try:
            return date.fromisoformat(self.request.GET.get("date", ""))
        except ValueError:
            return None

    def _row(self) -> tuple[str, int] | None:
        kind, _colon, text = self.request.GET.get("row", "").partition(":")
        pk = _number(text)
        return (kind, pk) if pk and model_of(kind) else None


class UndoView(PersonView):
    """Undo the act of one change."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        undo(user=self.user, change_id=pk, at=self.now)
        return self.done(_("Undone."), to=_without_row(self.user, self.origin()))


class UndoLastView(PersonView):
    """Undo the person's last act that is not undone."""

    def post(self, request: HttpRequest) -> HttpResponse:
        undo_last(user=self.user, at=self.now)
        return self.done(_("Undone."), to=_without_row(self.user, self.origin()))


def _without_row(user: Any, address: str) -> str:
    """Return the address of a page, or that of the list if it is a page of a row that the undo has removed."""
    home, path = reverse("home"), urlsplit(address).path
    for model in soft_deletable_models():
        row = re.match(rf"{re.escape(home + model.pages)}(\d{{1,18}})/", path) if model.pages else None
        if row and not model.objects.owned_by(user).with_id(int(row[1])).exists():
            return f"{home}{model.pages}" if _is_page(f"/{model.pages}") else home
    return address


def _is_page(path: str) -> bool:
    try:
        return bool(resolve(path))
    except Resolver404:
        return False


def _by_day(entries: list[Entry], today: date) -> list[Day]:
    days: dict[date, list[Entry]] = {}
    for entry in entries:
        days.setdefault(entry.day, []).append(entry)
    return [Day(day, day_name(day, today), long_day(day), found) for day, found in days.items()]


def _number(text: Any) -> int | None:
    """Return an id of the address; None if it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
