"""Today, and what a person may do to one work."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse

from accounts.choices import DayOrder
from wheelbarrow.core.web.views import PersonView
from works.services.lookup import find_work
from works.web.contexts import today_page
from works.web.detail import choices_of
from works.web.lists import shown_in
from works.web.navigation import destinations


class TodayView(PersonView):
    """The works of today, or of another day: `?date=`, `?group=project`, `?shown=`; `?select=1` to choose several."""

    def get(self, request: HttpRequest) -> HttpResponse:
        by_project = request.GET.get("group", self.user.today_by) == DayOrder.PROJECT
        page = today_page(self.user, self.moment, day=self._day(), by_project=by_project, shown=shown_in(request))
        is_selectable = request.GET.get("select") == "1"
        return self.page("works/today.html", {"today": page, "by_project": by_project, "is_selectable": is_selectable})

    def _day(self) -> date:
        """Return the day of the address; today if it names none."""
        try:
            return date.fromisoformat(self.request.GET.get("date", ""))
        except ValueError:
            return self.moment.date()


class ActionsView(PersonView):
    """Everything that a person may do to one work without opening it; `?q=` narrows where to move it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        work, q = find_work(self.user, pk), request.GET.get("q", "")[:200]
        return self.page("works/actions.html", choices_of(self.user, work, q))


class GoView(PersonView):
    """What the palette offers: pages, categories and works with the words."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page("works/go.html", {"found": destinations(request, request.GET.get("q", "")[:200])})
