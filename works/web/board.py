"""The board: works by status, within any branch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from categories.models import Category
from wheelbarrow.core.web.views import PersonView
from works.board import Column, board
from works.choices import Status
from works.querysets.work import start_of
from works.web.branch_choice import branch_of, chooser
from works.web.rows import COLUMNS, RowMaker, WorkRow
from works.web.saved import saving

# Cards of a column at first, and of one of which more are shown; days for which closed works stay.
FIRST, MOST, CLOSED_DAYS = 20, 500, 7


@dataclass(slots=True)
class BoardColumn:
    """A column with its first cards. `more` is the query of the page with more of them, empty if these are all."""

    status: str
    name: str
    works: list[WorkRow]
    count: int
    more: str
    is_closed: bool
    is_folded: bool

    @property
    def key(self) -> str:
        """The status as part of an id."""
        return self.status.lower()


class BoardView(PersonView):
    """The board: `?under=` is a branch, `?more=` a status of which more works are shown."""

    def get(self, request: HttpRequest) -> HttpResponse:
        branch = branch_of(request)
        more = [status for status in Status if status in request.GET.getlist("more")]
        since = start_of(self.moment.date() - timedelta(days=CLOSED_DAYS - 1), self.user.zone)
        found = board(self.user, COLUMNS, under=branch, closed_since=since, first=FIRST, more=more, most=MOST)
        maker = RowMaker(self.user, self.moment)
        context = {
            "columns": [_column(maker, column, branch, more) for column in found],
            "chooser": chooser(request, branch),
            "closed_days": CLOSED_DAYS,
            "saved": saving(request),
        }
        return self.page("works/board.html", context)


def _column(maker: RowMaker, column: Column, branch: Category | None, more: list[Status]) -> BoardColumn:
    status, query = column.status, {"under": [branch.pk] if branch else [], "more": [*more, column.status]}
    has_more = column.total > len(column.works) and status not in more
    return BoardColumn(
        status=status.value,
        name=str(status.label),
        works=maker.rows(column.works),
        count=column.total,
        more=urlencode(query, doseq=True) if has_more else "",
        is_closed=status.is_closed,
        is_folded=status is Status.CANCELLED,
    )
