"""Start the next yearly project from the last one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, cast

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from categories import paths
from categories.models import Category
from categories.services import NameTaken, refuse_top
from wheelbarrow.core.db.expressions import reserve_ids
from wheelbarrow.core.exceptions import Conflict, Invalid
from wheelbarrow.core.history.acts import recorded
from wheelbarrow.core.history.recording import insert_all, update
from wheelbarrow.core.quotas import reserve
from works.models import RecurringWork, Work
from works.services.branches import find_branch

# A year in a name; "2026/27" and "2026–27" are two.
YEAR = re.compile(r"(?<![0-9])(19[0-9]{2}|2[0-9]{3})(?:([/–-])([0-9]{2}))?(?![0-9])")


class Choice(StrEnum):
    """What happens to a branch of the old year."""

    MOVE = "move"  # copied; its open works and recurring works move into the copy
    COPY = "copy"  # copied; its recurring works move, its open works stay
    LEAVE = "leave"  # not copied; everything stays


class NotAYearlyProject(Conflict):
    template = _("Only a yearly project, which has no parent, can be rolled over. Choose the one above it.")


class UnknownBranch(Invalid):
    template = _("Project {id} is not in this yearly project. Choose projects below it.")


class RolledOver(NamedTuple):
    """The new yearly project, and how much was copied and moved."""

    category: Category
    categories: int
    works: int
    recurring_works: int


@recorded("rolled_over")
def roll_over(
    *, user: User, category_id: int, name: str, at: datetime, branches: Mapping[int, Choice] | None = None
) -> RolledOver:
    """Copy the tree of a yearly project as the next one, move what is open and recurring, and close the old one.

    `branches` has a Choice for categories below; one that is missing follows its parent, the yearly project itself is
    moved. Days of categories move on by a year, and the old year ends on the day before the new one starts, or today.
    Raises CategoryNotFound, NotAYearlyProject, UnknownBranch, NameTaken.
    """
    old = find_branch(user, category_id)
    refuse_top(old)
    if old.parent_id:
        raise NotAYearlyProject
    tree = list(Category.objects.subtree_of(old).in_order())
    choices = _choices(tree, branches or {})
    if Category.objects.owned_by(user).roots().named(name).exists():
        raise NameTaken(field="name", name=name)
    copied = [category for category in tree if choices[category.pk] is not Choice.LEAVE]
    reserve(user, rows=len(copied), notes="".join(category.content for category in copied))
    copies = _copy(user, copied, name, at)
    works = _move_works(old, {pk: to for pk, to in copies.items() if choices[pk] is Choice.MOVE})
    rules = _move_rules(old, copies)
    new = copies[old.pk]
    last_day = new.starts_on - timedelta(days=1) if new.starts_on else user.local_time(at).date()
    if old.ends_on is None or old.ends_on > last_day:
        old.ends_on = max(last_day, old.starts_on or last_day)
    update([old], ["ends_on"])
    return RolledOver(new, len(copied), works, rules)


def _choices(tree: list[Category], given: Mapping[int, Choice]) -> dict[int, Choice]:
    """Return the choice of each category of the tree; below one that is left everything is left."""
    if unknown := sorted(given.keys() - {category.pk for category in tree[1:]}):
        raise UnknownBranch(field=str(given[unknown[0]]), id=unknown[0])
    choices = {tree[0].pk: Choice.MOVE}
    for category in tree[1:]:
        above = choices[cast(int, category.parent_id)]
        choices[category.pk] = above if above is Choice.LEAVE else given.get(category.pk, above)
    return choices


def _copy(user: User, tree: list[Category], name: str, at: datetime) -> dict[int, Category]:
    """Store copies of categories, parents first; return them by the id of the original."""
    copies: dict[int, Category] = {}
    roots = Category.objects.owned_by(user).roots()
    for original, pk in zip(tree, reserve_ids(Category, len(tree)), strict=True):
        new: Category = copy(original)
        parent = copies[original.parent_id] if original.parent_id else None
        new.pk, new.parent_id, new.created_at, new.updated_at = pk, parent.pk if parent else None, at, at
        new.path = paths.join(parent.path if parent else "", pk)
        new.starts_on, new.ends_on = _next_year(original.starts_on), _next_year(original.ends_on)
        new.paused_from = new.paused_until = None
        copies[original.pk] = new
    new_root = copies[tree[0].pk]
    new_root.name, new_root.position = name, roots.next_position()
    insert_all(list(copies.values()))
    return copies


def _move_works(old: Category, places: Mapping[int, Category]) -> int:
    works = list(
        Work.objects.under(old)
        .open()
        .in_categories(list(places))
        .only("category", "current_status", "user", "deletion")
    )
    for work in works:
        work.category_id = places[cast(int, work.category_id)].pk
    update(works, ["category"])
    return len(works)


def _move_rules(old: Category, places: Mapping[int, Category]) -> int:
    rules = RecurringWork.objects.under(old).in_categories(list(places)).only("category", "user", "deletion")
    rows = list(rules.locked())
    for row in rows:
        row.category_id = places[cast(int, row.category_id)].pk
    update(rows, ["category"])
    return len(rows)


def next_name(name: str) -> str:
    """Return the name with each year in it moved on by one, such as "Work 2027" for "Work 2026"; "" without a year."""

    def move_on(found: re.Match[str]) -> str:
        year, separator, second = found.groups()
        following = int(year) + 1
        if separator is None:
            return str(following)
        is_span = int(second) == following % 100
        return f"{following}{separator}{(following + 1) % 100:02d}" if is_span else f"{following}{separator}{second}"

    return YEAR.sub(move_on, name) if YEAR.search(name) else ""


def _next_year(day: date | None) -> date | None:
    """Return the same day of the next year; 28 February for 29 February, the last day of the calendar at its end."""
    if day is None or day.year == date.max.year:
        return day
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
