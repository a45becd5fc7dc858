"""The works that people look at most, as rows that JSON takes: no instances, and one query for all chains of a page.

They say what the serializers beside this would say; tests/works/api/test_rows.py compares the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import orjson
from django import forms
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from categories import paths
from categories.chains import branch, links, paths_of
from wheelbarrow.core.api.fields import BIGGEST_ID
from wheelbarrow.core.db.compiled import Compiled
from works.api.filters import WorkFilter
from works.lateness import reasons
from works.models import RecurringWork, Work

# The names of WorkSerializer and where they come from; `category` and `root` are read off the path.
OF_ITS_OWN = (
    "id",
    "title",
    "content",
    "current_status",
    "priority",
    "my_job",
    "starts_on",
    "deadline_on",
    "deadline_time",
    "started_at",
    "end_at",
    "occurs_on",
    "position",
    "created_at",
    "updated_at",
)
SHOWN = {
    **{name: name for name in OF_ITS_OWN},
    "category_path": "category__path",
    "recurring_work": "recurring_work_id",
}
# What `recurring_work {id, rule, sentence}` is made of, behind those.
COLUMNS = [*SHOWN.values(), "recurring_work__rule", "recurring_work__starts_on"]
OF_RULE = slice(len(SHOWN), len(COLUMNS))
# Filters by a category of the caller's.
PLACES = frozenset({"category", "under", "root"})


def _today(user: int, moment: datetime) -> QuerySet[Any, Any]:
    return Work.objects.owned_by(user).for_today(moment).values_list(*COLUMNS)


def _finished(user: int, start: datetime, end: datetime) -> QuerySet[Any, Any]:
    rows = Work.objects.owned_by(user).finished_within(start, end)
    return rows.annotate(filed=Cast("filed_under", TextField())).values_list(*COLUMNS, "filed")


def _finished_to_count(user: int, start: datetime, end: datetime) -> QuerySet[Any, Any]:
    return Work.objects.owned_by(user).finished_within(start, end).order_by().values_list("pk")


def _listed(user: int, moment: datetime | None, names: tuple[str, ...], *values: Any) -> QuerySet[Any, Any]:
    filters = WorkFilter(queryset=Work.objects.none())
    # Asked for by `overdue` alone.
    filters.__dict__["moment"] = moment
    rows = Work.objects.owned_by(user).by_priority().order_by("-pk")
    for name, value in zip(names, values, strict=True):
        rows = rows.in_categories(value) if name in PLACES else filters.filters[name].filter(rows, value)
    return rows.values_list(*{**SHOWN, "category_path": "category_id"}.values())


def _listed_to_count(*arguments: Any) -> QuerySet[Any, Any]:
    return _listed(*arguments).order_by().values_list("pk")


# Planned for its values each time: how many works are in a branch decides whether to read it or to look for it.
listed_rows = Compiled[Sequence[Any]](_listed, planned_anew=True)
listed_to_count = Compiled[Sequence[Any]](_listed_to_count, planned_anew=True)
todays_rows = Compiled[Sequence[Any]](_today)
finished_rows = Compiled[Sequence[Any]](_finished)
finished_to_count = Compiled[Sequence[Any]](_finished_to_count)


class Listed:
    """The list of works that a query asks for."""

    # Their values reach the SQL as they are. `q` is escaped, and a day of ending is made an instant.
    DIRECT = frozenset(WorkFilter.base_filters) - {"q", "ended_from", "ended_to", "recurring_work"}

    @classmethod
    def of(cls, user: User, query: QueryDict) -> Listed | None:
        """Reads the query; None where a filter is wrong, or must be rewritten for SQL."""
        names = tuple(sorted(set(query) - {"page", "page_size", "format"}))
        if not cls.DIRECT.issuperset(names):
            return None
        if len(query.getlist("category")) > 1:
            return None
        values = [_place(user, name, str(query[name])) if name in PLACES else _value(name, query) for name in names]
        if any(value in (None, "", (), {}) for value in values):
            return None
        return cls(user, names, values)

    def __init__(self, user: User, names: tuple[str, ...], values: list[Any]) -> None:
        self.user = user
        # A branch comes with its paths, which are those of its works: the list joins nothing.
        branches = [value for name, value in zip(names, values, strict=True) if name in PLACES]
        self.paths: dict[int, str] | None = branches[0] if branches else None
        moment = user.local_time(timezone.now()) if "overdue" in names else None
        self.arguments = (user.pk, moment, names, *(sorted(v) if isinstance(v, dict) else v for v in values))

    def rows(self, *, limit: int, offset: int) -> list[dict[str, Any]]:
        """A page of it, in one query, and one for the paths of its categories."""
        rows = listed_rows(*self.arguments, limit=limit, offset=offset)
        works = [dict(zip(SHOWN, row, strict=True)) for row in rows]
        ids = {work["category_path"] for work in works} - {None}
        known = self.paths if self.paths is not None else paths_of(self.user.pk, ids) if ids else {}
        for work in works:
            work["category_path"] = known.get(work["category_path"])
        return [_placed(work) for work in works]

    def count(self) -> int:
        """How many there are on all pages."""
        return listed_to_count.count(*self.arguments)


def _place(user: User, name: str, text: str) -> dict[int, str] | None:
    """The paths by id of the categories that the filter means; None where it is not one of the caller's."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= BIGGEST_ID):
        return None
    pk = int(text)
    found = branch(user.pk, pk)
    if pk not in found or (name == "root" and paths.level_of(found[pk])):
        return None
    return {pk: found[pk]} if name == "category" else found


def _value(name: str, query: QueryDict) -> Any:
    """What the query says, as its filter takes it; None for what it does not."""
    field = WorkFilter.base_filters[name].field
    try:
        value = field.clean(field.widget.value_from_datadict(query, {}, name))
    except forms.ValidationError:
        return None
    return tuple(value) if isinstance(value, list) else value


def today(user: User, moment: datetime) -> list[dict[str, Any]]:
    """Open works of the person's day in its order, each with `categories` and `reasons`; two queries."""
    works = _with_chains(user, todays_rows(user.pk, moment))
    for work in works:
        work["reasons"] = reasons(
            status=work["current_status"],
            starts_on=work["starts_on"],
            deadline_on=work["deadline_on"],
            deadline_time=work["deadline_time"],
            moment=moment,
        )
    return works


def finished(user: User, start: datetime, end: datetime, *, limit: int, offset: int) -> list[dict[str, Any]]:
    """Works done from the one instant to before the other, each with `categories` and `filed_under`; two queries."""
    rows = finished_rows(user.pk, start, end, limit=limit, offset=offset)
    works = _with_chains(user, rows)
    for work, row in zip(works, rows, strict=True):
        chain = work["categories"]
        work["root"] = {"id": chain[0]["id"], "name": chain[0]["name"]} if chain else None
        work["filed_under"] = orjson.Fragment(row[-1])
    return works


def of_instance(work: Work) -> dict[str, Any]:
    """A work that was just written, as WorkSerializer says it."""
    shown = {name: getattr(work, name) for name in OF_ITS_OWN}
    shown["category_path"] = work.category.path if work.category else None
    shown["recurring_work"] = work.recurring_work_id
    return _placed(shown)


def count_finished(user: User, start: datetime, end: datetime) -> int:
    """How many there are on all pages."""
    return finished_to_count.count(user.pk, start, end)


def _placed(work: dict[str, Any]) -> dict[str, Any]:
    # The path is that of a live category; the column alone would not know.
    ids = paths.parse(work["category_path"] or "")
    work["category"], work["root"] = (ids[-1], ids[0]) if ids else (None, None)
    return work


def _with_chains(user: User, rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """Works with `recurring_work {id, rule, sentence}` and `categories`, all chains in one query."""
    works = [_placed(dict(zip(SHOWN, row, strict=False))) for row in rows]
    of_paths = {work["category_path"] for work in works} - {None}
    found = links(user.pk, paths.ids_on(of_paths)) if of_paths else []
    chains = paths.along(of_paths, {pk: {"id": pk, "name": name, "level": level} for pk, name, level in found})
    language = get_language()
    for work, row in zip(works, rows, strict=True):
        rule, starts_on = row[OF_RULE]
        if rule is not None:
            sentence = _sentence(rule, starts_on, language)
            work["recurring_work"] = {"id": work["recurring_work"], "rule": rule, "sentence": sentence}
        work["categories"] = chains.get(work["category_path"], [])
    return works


@lru_cache(maxsize=4096)
def _sentence(rule: str, starts_on: date, _language: str | None) -> str:
    return RecurringWork(rule=rule, starts_on=starts_on).sentence
