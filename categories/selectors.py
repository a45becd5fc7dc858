"""Read categories for more than one interface, mostly by compiled statements (wheelbarrow/core/db/compiled.py)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, NamedTuple, cast

from django.db.models import QuerySet

from categories import paths
from categories.models import Category
from categories.querysets import Link
from wheelbarrow.core.db.compiled import Compiled
from wheelbarrow.core.db.limits import levels_above, limit, shown_path
from wheelbarrow.core.db.soft_delete import SoftDeletable
from wheelbarrow.core.text import fold as folded
from wheelbarrow.core.text import normalize

# Words of a search that count.
MOST_WORDS = 5
# Steps of a path of names that are compared, and categories with its last name that are read.
MOST_STEPS, MOST_NAMED = 20, 500
# The totals of the open works of a category: a subtree has the sum of the first two, and the minimum of the last two.
TOTALS = ("category__path", "open", "overdue", "next_deadline_on", "next_overdue_at")
# What a row of the tree ends with: the number of finished works in the category itself, its id and its path.
COUNTED = ("finished_works", "id", "path")


def _below(user: int, pk: int) -> Any:
    categories = Category.objects.owned_by(user)
    return categories.below(categories.with_id(pk))


def _works() -> Any:
    return cast(type[SoftDeletable], Category._meta.get_field("works").related_model).objects


def _open_totals(user: int, moment: datetime) -> QuerySet[Any, Any]:
    totals: QuerySet[Any, Any] = _works().filed_by(user).open_totals(moment)
    return totals.values_list(*TOTALS)


links = Compiled[tuple[int, str, int]](
    lambda user, ids: Category.objects.owned_by(user).among(ids).values_list("id", "name", "level")
)
_paths = Compiled[tuple[int, str]](
    lambda user, ids: Category.objects.owned_by(user).among(ids).values_list("pk", "path")
)
_branch = Compiled[tuple[int, str]](lambda user, pk: _below(user, pk).values_list("pk", "path"))
subtree_rows = Compiled[Any](
    lambda user, pk, columns: (
        _below(user, pk).in_order().with_starts("content").values_list(*columns, "path", "parent__level")
    )
)
tree_rows = Compiled[Any](
    lambda user, columns: Category.objects.owned_by(user).in_order().values_list(*columns, "id", "path")
)
counted_rows = Compiled[Any](
    lambda user, columns: Category.objects.owned_by(user).in_order().values_list(*columns, *COUNTED)
)
open_totals = Compiled[Any](_open_totals)


def branch(user_id: int, category_id: int) -> dict[int, str]:
    """Return the paths by id of the subtree of a live category; empty if there is no such category."""
    return dict(_branch(user_id, category_id))


def paths_of(user_id: int, ids: Iterable[int]) -> dict[int, str]:
    """Return the paths by id of the person's live categories among these."""
    return dict(_paths(user_id, sorted(ids)))


def ancestors_by_path(user_id: int, of_paths: Collection[str]) -> dict[str, list[Link]]:
    """Return for each path its live ancestors, from the root down, in one query."""
    found = links(user_id, paths.ids_on(of_paths)) if of_paths else []
    above = levels_above()
    return paths.along(of_paths, {pk: Link(pk, name, level - above) for pk, name, level in found})


def as_shown(row: dict[str, Any]) -> dict[str, Any]:
    """Cut what is above the caller's branch from a category with `path`, `level`, and `parent` and `root` if it has them."""
    if limit.get():
        row["path"] = shown_path(row["path"])
        ids = paths.parse(row["path"])
        row["level"] = len(ids) - 1
        if "root" in row:
            row["root"] = ids[0]
        if len(ids) == 1:
            # Its place is among categories that the caller does not see.
            row |= {name: value for name, value in (("parent", None), ("position", 0)) if name in row}
    return row


def search(user_id: int, texts: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    """Return for each text the `(id, path)` of the categories with it in their name or in that of an ancestor, in order.

    Names are compared here: one query reads them all, in 15 ms for 10,000, and every case of every letter is known. The
    database would compare each category with all others of its yearly project.
    """
    rows = [(pk, path, paths.parent_id_of(path), folded(name)) for name, pk, path in tree_rows(user_id, ("name",))]
    found: dict[str, list[tuple[int, str]]] = {}
    for text in texts:
        sought, inside = folded(text), set()
        found[text] = []
        for pk, path, parent, name in rows:
            if sought in name or parent in inside:
                inside.add(pk)
                found[text].append((pk, path))
    return found


def matching_paths(user_id: int, text: str, *, limit: int) -> list[tuple[int, list[Link]]]:
    """Return categories whose ancestors' names contain each word of the text, by path, each with its ancestors."""
    if words := text.split()[:MOST_WORDS]:
        first, *others = search(user_id, words).values()
        kept = [set(rows) for rows in others]
        found = [row for row in first if all(row in rows for rows in kept)][:limit]
    else:
        found = list(Category.objects.owned_by(user_id).in_order().values_list("pk", "path")[:limit])
    ancestors = ancestors_by_path(user_id, {path for _pk, path in found})
    return [(pk, ancestors[path]) for pk, path in found]


def siblings_of(category: Category) -> list[int]:
    """Return the ids of the live children of the category's parent, itself included, in order."""
    siblings = Category.objects.owned_by(category.user_id).children_of(category.parent_id)
    ids: list[int] = siblings.in_order().ids()
    return ids


class Place(NamedTuple):
    """A category, with its path of ids, and its path of names as a person writes it: `2026/Home`."""

    id: int
    path: str
    names: str


def categories_at(user_id: int, names: str) -> list[Place]:
    """Return the categories whose path of names ends with `names`, such as `Home` and `2026/home`.

    Those whose whole path it is come first, and among them, as among the others, those that have the same case.
    """
    steps = names.split("/")[-MOST_STEPS:]
    # A name may hold a slash.
    last = ["/".join(steps[index:]) for index in range(len(steps))]
    found = Category.objects.owned_by(user_id).named_in_any_case(last).in_order().values_list("pk", "path")[:MOST_NAMED]
    ancestors = ancestors_by_path(user_id, {path for _pk, path in found})
    places = [Place(pk, path, "/".join(link.name for link in ancestors[path])) for pk, path in found]
    sought = f"/{fold(names)}"
    places = [place for place in places if f"/{fold(place.names)}".endswith(sought)]
    return sorted(places, key=lambda place: (fold(place.names) != sought[1:], not place.names.endswith(names)))


def in_force(user_id: int, places: Collection[Place], day: date) -> list[Place]:
    """Return those in which no category of the path has ended before the day."""
    on_paths = paths.ids_on(place.path for place in places)
    ended = set(Category.objects.owned_by(user_id).with_ids(on_paths).ended_before(day).ids())
    return [place for place in places if not ended.intersection(paths.parse(place.path))]


def fold(name: str) -> str:
    """Return what two names have in common that differ only in case and in spaces."""
    return normalize(" ".join(normalize(name).casefold().split()))


def subtree(user_id: int, pk: int, columns: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the subtree of a category in tree order, in one query; empty if there is no such category.

    Each row has the `columns` (lookups by name), and `id`, `path`, `parent` and `root`.
    """
    found = []
    for *values, path, parent_level in subtree_rows(user_id, pk, tuple(columns.values())):
        ids = paths.parse(path)
        # A parent in the trash has no level.
        read_off = {"id": ids[-1], "path": path, "root": ids[0], "parent": None if parent_level is None else ids[-2]}
        found.append({**dict(zip(columns, values, strict=True)), **read_off})
    return list(map(as_shown, paths.in_tree_order(found)))


def tree(
    user_id: int, moment: datetime, columns: Mapping[str, str], *, with_summaries: bool
) -> tuple[list[dict[str, Any]], time | None]:
    """Return all categories, nested in `children` and in order, and the next time today at which the totals change.

    Totals are `{open, overdue, finished, next_deadline_on}` of the subtree; `moment` is the local time by which works
    are overdue.
    """
    rows = counted_rows(user_id, tuple(columns.values()))
    summaries, next_overdue_at = None, None
    if with_summaries:
        summaries, next_overdue_at = _sum_up([row[-2] for row in rows], rows, open_totals(user_id, moment))
    return _nested(rows, columns, summaries), next_overdue_at


def branch_tree(category: Category, moment: datetime, columns: Mapping[str, str]) -> dict[str, Any]:
    """Return the category as a node of the tree, with totals, in two queries that read its branch only."""
    branches = Category.objects.subtree_of(category).in_order()
    rows = list(branches.values_list(*columns.values(), *COUNTED))
    span = {category.user_id: (category.path, paths.end_of_subtree(category.path))}
    found = _works().filed_between(span).open_totals(moment).values_list(*TOTALS)
    summaries, _time = _sum_up([row[-2] for row in rows], rows, found)
    return _nested(rows, columns, summaries)[0]


def _nested(
    rows: Iterable[Any], columns: Mapping[str, str], summaries: Mapping[int, dict[str, Any]] | None
) -> list[dict[str, Any]]:
    """Return rows that end with COUNTED, parents first, nested in `children`; one without its parent is a top."""
    tops: list[dict[str, Any]] = []
    children_of: dict[int | None, list[dict[str, Any]]] = {None: tops}
    for *values, _finished, pk, path in rows:
        node = dict(zip(columns, values, strict=True))
        if summaries is not None:
            node["summary"] = summaries[pk]
        node["children"] = children_of[pk] = []
        children_of.get(paths.parent_id_of(path), tops).append(as_shown(node) if "path" in node else node)
    return tops


def roll_up_rows(rows: Collection[Category], moment: datetime) -> dict[int, dict[str, Any]]:
    """Return the totals of a page of rows by id, with all that is below each; of each person this reads only the paths
    from the first row to the last, in two queries.
    """
    spans: dict[int, tuple[str, str]] = {}
    for row in rows:
        first, end = spans.get(row.user_id, (row.path, ""))
        spans[row.user_id] = min(first, row.path), max(end, paths.end_of_subtree(row.path))
    counted = Category.objects.between(spans).values_list(*COUNTED)
    found = _works().filed_between(spans).open_totals(moment).values_list(*TOTALS)
    return _sum_up([row.pk for row in rows], counted, found)[0]


def _sum_up(
    ids: Iterable[int], counted: Iterable[Any], found: Iterable[Any]
) -> tuple[dict[int, dict[str, Any]], time | None]:
    """Add up rows that end with COUNTED, and rows of TOTALS, to the totals of these categories by id."""
    summaries = {pk: {"open": 0, "overdue": 0, "finished": 0, "next_deadline_on": None} for pk in ids}
    times: list[time] = []
    for *_values, finished, _pk, path in counted:
        for pk in paths.parse(path) if finished else ():
            if pk in summaries:
                summaries[pk]["finished"] += finished
    for path, opened, overdue, next_deadline_on, next_overdue_at in found:
        if next_overdue_at:
            times.append(next_overdue_at)
        for pk in paths.parse(path):
            if pk in summaries:
                total = summaries[pk]
                total["open"] += opened
                total["overdue"] += overdue
                if next_deadline_on and (total["next_deadline_on"] or next_deadline_on) >= next_deadline_on:
                    total["next_deadline_on"] = next_deadline_on
    return summaries, min(times, default=None)
