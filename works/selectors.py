"""Read works for more than one interface, as dicts, with the ancestors of a page in one query.

`columns` are lookups by the name of their key in a row. The docstrings list the keys that a row has besides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from django.db.models import Count, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import get_language

from accounts.choices import Weekday
from accounts.models import User
from categories import paths
from categories.models import Category
from categories.selectors import links
from wheelbarrow.core.db.compiled import Compiled
from wheelbarrow.core.db.keyset import Key, Keyed, key_names, keyed
from wheelbarrow.core.db.limits import levels_above, shown_links, shown_path
from wheelbarrow.core.db.limits import limit as branch_limit
from works.lateness import reasons
from works.models import Label, RecurringWork, SavedView, Work
from works.querysets import WorkQuerySet
from works.querysets.work import start_of

Row = dict[str, Any]
# A condition on the works of a query.
Narrow = Callable[[QuerySet[Any, Any]], QuerySet[Any, Any]]

# The columns from which the ancestors, the rule and the reasons are computed.
WITH_RULE = ("id", "category__path", "recurring_work_id", "recurring_work__rule", "recurring_work__starts_on")
WITH_REASONS = (*WITH_RULE, "current_status", "starts_on", "deadline_on", "deadline_time")


def _today(user: int, moment: datetime, columns: tuple[str, ...]) -> QuerySet[Any, Any]:
    rows: Any = Work.objects.owned_by(user).for_today(moment).with_label_ids()
    values: QuerySet[Any, Any] = rows.with_starts("content").values_list(*columns)
    return values


def _finished(user: int, start: datetime, end: datetime, columns: tuple[str, ...], *after: Any) -> QuerySet[Any, Any]:
    ordered = Work.objects.owned_by(user).finished_within(start, end)
    rows = keyed(ordered, after).annotate(filed=Cast("filed_under", TextField()))
    values: QuerySet[Any, Any] = rows.with_label_ids().with_starts("content").values_list(*columns, *key_names(ordered))
    return values


def _finished_to_count(user: int, start: datetime, end: datetime) -> QuerySet[Any, Any]:
    return Work.objects.owned_by(user).finished_within(start, end).order_by().values_list("pk")


todays_rows = Compiled[Sequence[Any]](_today)
finished_rows = Compiled[Sequence[Any]](_finished)
finished_to_count = Compiled[Sequence[Any]](_finished_to_count)


def works_of_today(
    user_id: int,
    moment: datetime,
    columns: Mapping[str, str],
    *,
    narrow: Narrow | None = None,
    limit: int | None = None,
) -> list[Row]:
    """Return the open works of the person's day in the order of Today, in two queries; with `narrow` only some of them.

    Each also has `id`, `category`, `root`, `categories`, `recurring_work` and `reasons`.
    """
    read = _merged(columns, WITH_REASONS)
    rows: Any
    rows = narrow(_today(user_id, moment, read))[:limit] if narrow else todays_rows(user_id, moment, read, limit=limit)
    found = [dict(zip(read, row, strict=True)) for row in rows]
    return _with_reasons(_with_ancestors(user_id, found, columns), found, moment)


def works_of_day(
    user_id: int,
    moment: datetime,
    span: tuple[datetime, datetime],
    columns: Mapping[str, str],
    *,
    limit: int,
    most_finished: int,
) -> tuple[list[Row], list[Row]]:
    """Return works_of_today() and the works finished in the span, with the ancestors of both in one query: three in all."""
    of_open, of_finished = _merged(columns, WITH_REASONS), _merged(columns, (*WITH_RULE, "filed"))
    found = [dict(zip(of_open, row, strict=True)) for row in todays_rows(user_id, moment, of_open, limit=limit)]
    rows = finished_rows(user_id, *span, of_finished, limit=most_finished)
    finished = [dict(zip(of_finished, row, strict=False)) for row in rows]
    works = _with_ancestors(user_id, [*found, *finished], columns)
    return _with_reasons(works[: len(found)], found, moment), works[len(found) :]


def finished_works(
    user_id: int,
    start: datetime,
    end: datetime,
    columns: Mapping[str, str],
    *,
    limit: int,
    offset: int,
    after: Key = (),
    narrow: Narrow | None = None,
) -> Keyed:
    """Return a page of the works finished from `start` to before `end`, in the order of finishing, in two queries.

    Each also has `id`, `category`, `categories`, `recurring_work`, the present `root` as `{id, name}` and `filed_under`.
    """
    read = _merged(columns, (*WITH_RULE, "filed"))
    rows: Any
    if narrow:
        rows = list(narrow(_finished(user_id, start, end, read, *after))[offset : offset + limit])
    else:
        rows = finished_rows(user_id, start, end, read, *after, limit=limit, offset=offset)
    # A row ends with its key.
    found = [dict(zip(read, row, strict=False)) for row in rows]
    works, limited = _with_ancestors(user_id, found, columns), branch_limit.get() is not None
    for work, row in zip(works, found, strict=True):
        ancestors = work["categories"]
        work["root"] = {"id": ancestors[0]["id"], "name": ancestors[0]["name"]} if ancestors else None
        work["filed_under"] = shown_links(orjson.loads(row["filed"])) if limited else orjson.Fragment(row["filed"])
    return Keyed(works, [tuple(row[len(read) :]) for row in rows])


def count_finished_works(user_id: int, start: datetime, end: datetime, *, narrow: Narrow | None = None) -> int:
    """Return the number of works on all pages."""
    if narrow:
        return narrow(_finished_to_count(user_id, start, end)).count()
    return finished_to_count.count(user_id, start, end)


def listed_works(user_id: int, rows: WorkQuerySet, columns: Mapping[str, str]) -> list[Row]:
    """Return these works of the person, in two queries; the caller has set their order and bounded their number.

    Each also has `id`, `category`, `root`, `categories` and `recurring_work`.
    """
    read = _merged(columns, WITH_RULE)
    values = rows.with_label_ids().with_starts("content").values_list(*read)
    return _with_ancestors(user_id, [dict(zip(read, row, strict=True)) for row in values], columns)


def finished_by_week(user: User, category: Category, today: date, *, weeks: int) -> dict[date, int]:
    """Return by first day the number of works of the branch that were finished in each of the last weeks.

    Days and weeks are those of the person.
    """
    begins = Weekday.values.index(user.week_starts_on)
    this_week = today - timedelta(days=(today.weekday() - begins) % 7)
    counts = {this_week - timedelta(weeks=number): 0 for number in reversed(range(weeks))}
    since = start_of(min(counts), user.zone)
    for row in Work.objects.under(category).finished_since(since).finished_by_local_day(user.zone):
        week = row["day"] - timedelta(days=(row["day"].weekday() - begins) % 7)
        if week in counts:
            counts[week] += row["count"]
    return counts


def next_due(user_id: int, day: date) -> tuple[str, date] | None:
    """Return the title and the deadline of the first open work that is due after the day; None without one."""
    later = Work.objects.owned_by(user_id).open().due_from(day + timedelta(days=1)).order_by("deadline_on", "pk")
    found: tuple[str, date] | None = later.values_list("title", "deadline_on").first()
    return found


class Beside(NamedTuple):
    """What every page shows beside its content: `views` are `(id, name, address)`, `labels` `(id, name, colour)`."""

    inbox: int
    views: list[tuple[int, str, str]]
    labels: list[tuple[int, str, str]]


def beside(user_id: int) -> Beside:
    """Return the number of open works without a category, the saved views and the labels, in one query."""
    inbox: Any = Work.objects.owned_by(user_id).open().in_category(None).order_by().values("user")
    counted = inbox.annotate(number=Count("pk")).values_list(Value(0), Value(0), "number", Value(""), Value(""))
    views = SavedView.objects.owned_by(user_id).order_by()
    labels = Label.objects.owned_by(user_id).order_by()
    rows = sorted(
        views.values_list(Value(1), "position", "pk", "name", "address").union(
            labels.values_list(Value(2), "position", "pk", "name", "colour"), counted, all=True
        )
    )
    parts: dict[int, list[tuple[int, str, str]]] = {0: [], 1: [], 2: []}
    for kind, _position, pk, name, text in rows:
        parts[kind].append((pk, name, text))
    return Beside(inbox=parts[0][0][0] if parts[0] else 0, views=parts[1], labels=parts[2])


def placed(work: Row, path: str | None) -> Row:
    """Add `category` and `root` from the shown path of the live category; the stored id may be of one in the trash."""
    ids = paths.parse(path or "")
    work["category"], work["root"] = (ids[-1], ids[0]) if ids else (None, None)
    return work


def _merged(columns: Mapping[str, str], needed: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*columns.values(), *needed]))


def _with_reasons(works: list[Row], found: list[Row], moment: datetime) -> list[Row]:
    """Add `reasons` to works from the columns WITH_REASONS."""
    for work, row in zip(works, found, strict=True):
        work["reasons"] = reasons(
            status=row["current_status"],
            starts_on=row["starts_on"],
            deadline_on=row["deadline_on"],
            deadline_time=row["deadline_time"],
            moment=moment,
        )
    return works


def _with_ancestors(user_id: int, rows: list[Row], columns: Mapping[str, str]) -> list[Row]:
    """Return works with `id`, `category`, `root`, `recurring_work {id, rule, sentence}` and their ancestors, `categories`."""
    of_paths = {row["category__path"] for row in rows} - {None}
    found = links(user_id, paths.ids_on(of_paths)) if of_paths else []
    above = levels_above()
    ancestors = paths.along(
        of_paths, {pk: {"id": pk, "name": name, "level": level - above} for pk, name, level in found}
    )
    shown: dict[str | None, str | None] = {None: None, **{path: shown_path(path) for path in of_paths}}
    language, works = get_language(), []
    for row in rows:
        work = {name: row[column] for name, column in columns.items()}
        work["id"], path, rule = row["id"], row["category__path"], row["recurring_work__rule"]
        # The key is empty if the recurring work is in the trash.
        work["recurring_work"] = rule and {
            "id": row["recurring_work_id"],
            "rule": rule,
            "sentence": _sentence(rule, row["recurring_work__starts_on"], language),
        }
        work["categories"] = ancestors.get(path, [])
        if "category_path" in work:
            work["category_path"] = shown[path]
        works.append(placed(work, shown[path]))
    return works


@lru_cache(maxsize=4096)
def _sentence(rule: str, starts_on: date, _language: str | None) -> str:
    return RecurringWork(rule=rule, starts_on=starts_on).sentence
