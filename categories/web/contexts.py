"""The tree as pages show it: templates/categories/_nodes.jinja reads a Node and computes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from categories.models import Category
from categories.selectors import branch_tree, tree
from wheelbarrow.core.web.days import day_name

# The largest branch that is shown inside of another one; a larger one is a link to its own page.
MOST_OF_A_BRANCH = 200
# The categories of one page, and the levels: each level nests the templates deeper.
MOST_OF_A_PAGE, MOST_LEVELS = 1000, 12
# A tree of fewer categories is unfolded at first.
FEW = 60
COLUMNS = {"id": "pk", **{name: name for name in ("name", "ends_on", "paused_from", "paused_until")}}


@dataclass(slots=True)
class Node:
    """A category of the tree. `rest` is the number of categories below it that are not shown.

    `open_text` and `overdue_text` are its totals in words; `add`, `rename`, `more` and `fold` are the names of its
    controls.
    """

    id: int
    name: str
    href: str
    open: int
    overdue: int
    finished: int
    open_text: str
    overdue_text: str
    due: str
    pause: str
    add: str
    rename: str
    more: str
    fold: str
    is_unfolded: bool
    rest: int = 0
    children: list[Node] = field(default_factory=list)

    @property
    def rest_text(self) -> str:
        """`rest` in words, empty for 0."""
        return (
            ngettext("%(rest)s sub-project", "%(rest)s sub-projects", self.rest) % {"rest": self.rest}
            if self.rest
            else ""
        )


@dataclass(slots=True)
class ProjectsPage:
    """All yearly projects: those in force with their branches, those that have ended by name; `more` are not shown."""

    projects: list[Node]
    ended: list[Node]
    more: int


def projects_page(user: Any, moment: datetime) -> ProjectsPage:
    """Return the page of the tree; `moment` is now in the person's time zone."""
    found, _time = tree(user.pk, moment, COLUMNS, with_summaries=True)
    today = moment.date()
    ended = [node for node in found if _has_ended(node, today)]
    present = [node for node in found if not _has_ended(node, today)]
    maker = NodeMaker(today, is_small=_count(present) < FEW)
    projects = maker.nodes(present)
    # The last year first; its branches are on its page.
    before = maker.nodes(reversed(ended), MOST_LEVELS)
    return ProjectsPage(projects=projects, ended=before, more=maker.more)


def branch_node(category: Category, moment: datetime) -> Node:
    """Return the category with its branch; `rest` counts children that are not shown."""
    found = branch_tree(category, moment, COLUMNS)
    maker = NodeMaker(moment.date(), is_small=_count(found["children"]) < FEW)
    node = maker.node(found, children=())
    node.children, node.rest = maker.nodes(found["children"]), maker.more
    return node


def pause_in_words(paused_from: date | None, paused_until: date | None, today: date) -> str:
    """Return a present or future pause in words; empty without one."""
    if paused_from is None or (paused_until and paused_until < today):
        return ""
    if paused_from > today:
        return _("pauses from {day}").format(day=day_name(paused_from, today))
    return _("paused until {day}").format(day=day_name(paused_until, today)) if paused_until else _("paused")


class NodeMaker:
    """Makes the nodes of one page, no more than MOST_OF_A_PAGE."""

    def __init__(self, today: date, *, is_small: bool) -> None:
        """A small tree is unfolded; of a larger one the first level is shown."""
        self.today, self.is_small = today, is_small
        self.left, self.more = MOST_OF_A_PAGE, 0
        self._base = f"{reverse('home')}projects/"
        self._add, self._rename = _("Add a sub-project to “{name}”"), _("Rename “{name}”")
        self._more, self._fold = _("Actions for “{title}”"), _("Sub-projects of “{name}”")
        self._open, self._overdue = _("{number} open"), _("{number} overdue")

    def nodes(self, found: Iterable[Mapping[str, Any]], level: int = 0) -> list[Node]:
        """Return nodes with their branches, as far as these are not too large, too deep or too many."""
        made = []
        for each in found:
            if self.left < 1:
                self.more += 1
                continue
            below = _count(each["children"])
            is_shown = below <= min(MOST_OF_A_BRANCH, self.left) and level < MOST_LEVELS
            self.left -= 1
            made.append(self.node(each, children=each["children"] if is_shown else (), level=level))
        return made

    def node(self, found: Mapping[str, Any], *, children: Iterable[Mapping[str, Any]], level: int = 0) -> Node:
        """Return one node with these children."""
        total, due_on = found["summary"], found["summary"]["next_deadline_on"]
        shown, name = self.nodes(children, level + 1), found["name"]
        return Node(
            id=found["id"],
            name=name,
            href=f"{self._base}{found['id']}/",
            open=total["open"],
            overdue=total["overdue"],
            finished=total["finished"],
            open_text=self._open.format(number=total["open"]) if total["open"] else "",
            overdue_text=self._overdue.format(number=total["overdue"]) if total["overdue"] else "",
            due=day_name(due_on, self.today) if due_on else "",
            pause=pause_in_words(found["paused_from"], found["paused_until"], self.today),
            add=self._add.format(name=name),
            rename=self._rename.format(name=name),
            more=self._more.format(title=name),
            fold=self._fold.format(name=name),
            is_unfolded=self.is_small,
            rest=0 if shown else _count(found["children"]),
            children=shown,
        )


def _has_ended(node: Mapping[str, Any], today: date) -> bool:
    return node["ends_on"] is not None and node["ends_on"] < today


def _count(nodes: Iterable[Mapping[str, Any]]) -> int:
    """Count the nodes with all below them."""
    number, rest = 0, list(nodes)
    while rest:
        number += 1
        rest.extend(rest.pop()["children"])
    return number
