"""The page of one category: its works, its branch, what recurs in it, its weeks and its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from categories.models import Category
from categories.selectors import ancestors_by_path
from categories.web.contexts import Node, branch_node
from categories.web.views import CategoryView
from wheelbarrow.core.charts import Bar, Drawn, draw
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.history.selectors import history_of_row
from wheelbarrow.core.history.sentences import describe
from wheelbarrow.core.web.days import clock, day_name, short_day
from wheelbarrow.core.web.forms import add_refusal
from works.models import RecurringWork, Work
from works.selectors import finished_by_week
from works.services import editing
from works.web.forms import NewWorkForm
from works.web.lists import WorkList, shown_in, work_list
from works.web.rows import Anchor, RowMaker

# Weeks of the chart, changes of the history, and recurring works that the page shows.
WEEKS, CHANGES, MOST_RULES = 12, 8, 100
# Categories above the page that it names.
MOST_CRUMBS = 5


class Rule(NamedTuple):
    """A recurring work of the branch."""

    title: str
    sentence: str
    next_day: str
    href: str


class Event(NamedTuple):
    """A change of the category."""

    when: str
    sentence: str


@dataclass(slots=True)
class BranchPage:
    """What templates/works/project.html shows. `is_deep` is whether works of sub-projects are among its works."""

    category: Category
    href: str
    crumbs: list[Anchor]
    days: str
    node: Node
    works: WorkList
    closed: WorkList | None
    is_deep: bool
    rules: list[Rule]
    weeks: list[Drawn]
    weeks_in_words: str
    finished: int
    history: list[Event]

    @property
    def done(self) -> int:
        """How much of the branch is done, in percent."""
        total = self.node.open + self.node.finished
        return round(100 * self.node.finished / total) if total else 0


def branch_page(
    user: Any, category: Category, moment: datetime, *, is_deep: bool, with_closed: bool, shown: int
) -> BranchPage:
    """Return the page of a category; `moment` is now in the person's time zone."""
    today, maker, base = moment.date(), RowMaker(user, moment), reverse("projects")
    above = ancestors_by_path(user.pk, [category.path])[category.path][:-1]
    filed = Work.objects.under(category) if is_deep else Work.objects.owned_by(user).in_category(category.pk)
    counts = finished_by_week(user, category, today, weeks=WEEKS)
    page = BranchPage(
        category=category,
        href=f"{base}{category.pk}/",
        crumbs=_crumbs([Anchor(link.name, f"{base}{link.id}/") for link in above]),
        days=_days(category, today),
        node=branch_node(category, moment),
        works=work_list(maker, filed.open().in_plan_order(), shown=shown),
        closed=work_list(maker, filed.closed().last_closed_first(), shown=shown) if with_closed else None,
        is_deep=is_deep,
        rules=_rules(category, today, is_deep=is_deep),
        weeks=draw([Bar(short_day(week, today), number) for week, number in counts.items()]),
        weeks_in_words=", ".join(str(number) for number in counts.values()),
        finished=sum(counts.values()),
        history=_history(category, user, today),
    )
    for found in (page.works, page.closed):
        for work in found.works if found else ():
            # The page itself says where it is.
            work.path = work.path[category.level + 1 :]
    return page


def _crumbs(above: list[Anchor]) -> list[Anchor]:
    """Return the first and the last of the ancestors; of those left out, the lowest stands for all."""
    if len(above) <= MOST_CRUMBS:
        return above
    lowest = above[-MOST_CRUMBS + 1]
    return [above[0], lowest._replace(text="…"), *above[-MOST_CRUMBS + 2 :]]


def _days(category: Category, today: date) -> str:
    starts, ends = (day and short_day(day, today) for day in (category.starts_on, category.ends_on))
    if starts and ends:
        return f"{starts} – {ends}"
    if starts:
        return _("from {day}").format(day=starts)
    return _("until {day}").format(day=ends) if ends else ""


def _rules(category: Category, today: date, *, is_deep: bool) -> list[Rule]:
    rules: Any = RecurringWork.objects
    rows = rules.under(category) if is_deep else rules.owned_by(category.user_id).in_category(category.pk)
    base = reverse("home")
    return [
        Rule(
            title=row.title,
            sentence=row.sentence,
            next_day=day_name(row.next_occurrence_on, today) if row.next_occurrence_on else "",
            href=f"{base}recurring/{row.pk}/",
        )
        for row in rows.active().by_title()[:MOST_RULES]
    ]


def _history(category: Category, user: Any, today: date) -> list[Event]:
    changes = history_of_row(category, limit=CHANGES).changes
    moments = [user.local_time(change.at) for change in changes]
    return [
        Event(f"{day_name(at.date(), today)} {clock(at.time())}", described.sentence)
        for at, described in zip(moments, describe(changes), strict=True)
    ]


class BranchView(CategoryView):
    """The page of a category: `?deep=1` with the works of sub-projects, `?closed=1` with closed ones, `?shown=`."""

    def show(self, form: NewWorkForm, *, status: int = 200) -> HttpResponse:
        """Return the page with the form to add a work."""
        query = self.request.GET
        page = branch_page(
            self.user,
            self.category(),
            self.moment,
            is_deep=query.get("deep") == "1",
            with_closed=query.get("closed") == "1",
            shown=shown_in(self.request),
        )
        return self.page("works/project.html", {"page": page, "form": form}, status=status)


class ProjectView(BranchView):
    """Show the page."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(NewWorkForm())


class AddWorkView(BranchView):
    """Add a work to the category, or show the page with the reason why not."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form, category = NewWorkForm(request.POST), self.category()
        if form.is_valid():
            title = form.cleaned_data["title"]
            try:
                work = editing.create_work(user=self.user, title=title, category=category.pk, at=self.now)
                return self.done(_("Added “{name}”.").format(name=work.title))
            except DomainError as error:
                add_refusal(form, error)
        return self.show(form, status=422)
