"""Lists of works that grow by `?shown=`, and the choice of some of their works."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from works.querysets import WorkQuerySet
from works.selectors import listed_works
from works.web.rows import COLUMNS, RowMaker, WorkRow

# Works that a page shows first, and how many more each time; the address says how many are shown.
FIRST, MOST = 100, 2000


def shown_in(request: HttpRequest) -> int:
    """Return how many works the address asks for."""
    text = request.GET.get("shown", "")
    return max(FIRST, min(MOST, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else FIRST


@dataclass(slots=True)
class WorkList:
    """Works of a list. `more` is the value of `?shown=` that shows more of them; 0 if these are all."""

    works: list[WorkRow]
    more: int

    @property
    def count(self) -> str:
        """The number of works, with a plus if there are more."""
        return f"{len(self.works)}{'+' if self.more else ''}"


def work_list(maker: RowMaker, rows: WorkQuerySet, *, shown: int) -> WorkList:
    """Return the first of these ordered works."""
    found = listed_works(maker.user.pk, rows[: shown + 1], COLUMNS)
    more = min(shown + FIRST, MOST) if len(found) > shown and shown < MOST else 0
    return WorkList(maker.rows(found[:shown]), more)
