"""Conditions on categories, and the statement that moves a branch."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple, Self, cast

from django.db.models import BigIntegerField, Case, CharField, Exists, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Concat, Left, Length, StrIndex, Substr

from categories import paths
from wheelbarrow.core.db.limits import Limit, top
from wheelbarrow.core.db.soft_delete import LIVE, SoftDeletableQuerySet
from wheelbarrow.core.exceptions import NoLongerFits
from wheelbarrow.core.history.acts import current
from wheelbarrow.core.text import has_cased_letters_outside_ascii

if TYPE_CHECKING:
    from categories.models import Category
    from wheelbarrow.core.models import Deletion


class Link(NamedTuple):
    """One category of a list of ancestors."""

    id: int
    name: str
    level: int


class CategoryQuerySet(SoftDeletableQuerySet):
    """Conditions on categories."""

    is_in_one_branch = True

    def inside(self, branch: Limit) -> Self:
        """The categories of the branch."""
        return self.filter(user=branch.user, path__gte=branch.path, path__lt=branch.end)

    def written_inside(self, branch: Limit) -> Self:
        """Those below its top, whose name and place are a matter of what is outside."""
        return self.inside(branch).exclude(pk=branch.top)

    def roots(self) -> Self:
        """The yearly projects; for a limited caller the top of the branch."""
        return self.filter(parent_id=None) if top() is None else self.filter(pk=top())

    def not_roots(self) -> Self:
        """All but the yearly projects."""
        return self.exclude(parent_id=None)

    def children_of(self, parent_id: int | None) -> Self:
        """Categories directly below the parent; the roots for None."""
        return self.filter(parent_id=parent_id)

    def subtree_of(self, category: Category) -> Self:
        """The subtree of the category, as one range of the index (user, path)."""
        return self.filter(user=category.user_id, **path_range(category.path))

    def subtrees_of(self, categories: Iterable[Category]) -> Self:
        """The subtrees of these categories."""
        branches = (Q(user=category.user_id, **path_range(category.path)) for category in categories)
        return self.filter(reduce(or_, branches, Q(pk__in=[])))

    def between(self, spans: Mapping[int, tuple[str, str]]) -> Self:
        """Categories of each person with a path in the person's half-open range."""
        ranges = (Q(user=user, path__gte=first, path__lt=end) for user, (first, end) in spans.items())
        return self.filter(reduce(or_, ranges, Q(pk__in=[])))

    def below(self, tops: CategoryQuerySet) -> Self:
        """The subtree of the only category in `tops`; a subquery finds its path."""
        path = Subquery(tops.order_by().values("path")[:1])
        return self.filter(path__gte=path, path__lt=Concat(path, Value("0")))

    def ancestors_of(self, category: Category) -> Self:
        """The ancestors of the category, from the root down, in one query."""
        return self.filter(pk__in=paths.parse(category.path)).order_by("level")

    def at_level(self, level: int) -> Self:
        """Categories of this level; the roots have level 0."""
        return self.filter(level=level)

    def down_to(self, level: int) -> Self:
        """Categories of this level or above."""
        return self.filter(level__lte=level)

    def at_path(self, path: str) -> Self:
        """The category with this normalised path."""
        return self.filter(path=path)

    def overlapping(self, first: date, last: date) -> Self:
        """Categories in force on some day of the period; one without a first or last day is unbounded there."""
        starts_in_time = Q(starts_on=None) | Q(starts_on__lte=last)
        ends_in_time = Q(ends_on=None) | Q(ends_on__gte=first)
        return self.filter(starts_in_time, ends_in_time)

    def ended_before(self, day: date) -> Self:
        """Categories whose last day is before this one."""
        return self.filter(ends_on__lt=day)

    def matching(self, text: str) -> Self:
        """Categories with the text in name or content, in any case."""
        return self.filter(Q(name__icontains=text) | Q(content__icontains=text))

    def pausing(self, user: str, path: str) -> Self:
        """Live categories with a pause that contain the place of an outer row; the arguments are its fields."""
        paused = self.filter(LIVE, user=OuterRef(user), paused_from__isnull=False)
        return paused.alias(end=Concat("path", Value("0"))).filter(path__lte=OuterRef(path), end__gt=OuterRef(path))

    def paused_on(self, day: Any) -> Self:
        """Categories whose own pause contains the day, which may be an expression."""
        return self.filter(Q(paused_until=None) | Q(paused_until__gte=day), paused_from__lte=day)

    def within_named(self, text: str) -> Self:
        """Categories with the text, in any case, in the name of one of their ancestors."""
        above = cast("type[Category]", self.model).all_objects.filter(user=OuterRef("user"), name__icontains=text)
        root = root_of(OuterRef("path"))
        # The equal root lets PostgreSQL hash and SQLite seek. Without it 20,000 categories of one person were each
        # compared with all the others, for 10 s.
        reach = above.annotate(end=Concat("path", Value("0")), root=root_of("path")).filter(
            root=root, path__gte=root, path__lte=OuterRef("path"), end__gt=OuterRef("path")
        )
        return self.filter(Exists(reach))

    def containing(self, word: str, *, categories: list[int]) -> Self:
        """Categories with the word, in any case, in the notes, and these."""
        return self.filter(Q(content__icontains=word) | Q(pk__among=categories))

    def with_name_like(self, text: str) -> Self:
        """Categories with the text, in any case, in the name."""
        return self.filter(name__icontains=text)

    def in_branches(self, of_paths: Iterable[str]) -> Self:
        """Categories in the subtree at one of these paths."""
        return self.filter(reduce(or_, (Q(**path_range(path)) for path in of_paths), Q(pk__in=[])))

    def shortest_named_first(self) -> Self:
        """Order by the length of the name: a name that is the text searched for comes before those that contain it."""
        return self.order_by(Length("name"), "level", "pk")

    def named(self, name: str) -> Self:
        """Categories with exactly this name."""
        return self.filter(name=name)

    def ancestors_by_path(self, of_paths: Iterable[str]) -> dict[str, list[Link]]:
        """Return for each path its ancestors among these categories, from the root down, in one query."""
        of_paths = set(of_paths)
        rows = self.with_ids(paths.ids_on(of_paths)).values_list("id", "name", "level") if of_paths else []
        return paths.along(of_paths, {row[0]: Link(*row) for row in rows})

    def named_in_any_case(self, names: Collection[str]) -> Self:
        """Categories with one of these names in any case; where SQLite knows no case of a letter, some more."""
        found = Q(pk__in=[])
        for name in names:
            found |= Q(name__icontains=name) if has_cased_letters_outside_ascii(name) else Q(name__iexact=name)
        return self.filter(found)

    def choices(self, *, limit: int) -> list[tuple[int, str]]:
        """Return the id and the names of the ancestors of each of the first rows, in tree order, for a select.

        Ancestors that are not among the rows are read by one more query.
        """
        rows = paths.in_tree_order(list(self.in_order().values("id", "name", "level", "path")[:limit]))
        known = {row["path"] for row in rows}
        missing = {above for row in rows if (above := row["path"].rpartition("/")[0]) and above not in known}
        links = cast("type[Category]", self.model).objects.ancestors_by_path(missing)
        labels = {path: " › ".join(link.name for link in links[path]) for path in missing}
        for row in rows:
            above = labels.get(row["path"].rpartition("/")[0])
            labels[row["path"]] = f"{above} › {row['name']}" if above else row["name"]
        return [(row["id"], labels[row["path"]]) for row in rows]

    def in_order(self) -> Self:
        """Order parents before children, and siblings by position."""
        return self.order_by("level", "position", "pk")

    def deepest_level(self) -> int:
        """Return the greatest level, or -1 if there are no rows."""
        deepest = self.aggregate(deepest=Max("level"))["deepest"]
        return -1 if deepest is None else deepest

    def from_the_last(self) -> Self:
        """Order by position, the last first."""
        return self.order_by("-position")

    def next_position(self) -> int:
        """Return the position after the last of these."""
        last = self.aggregate(last=Max("position"))["last"]
        return 0 if last is None else last + 1

    def around(self, position: int) -> tuple[int, list[Any]]:
        """Return `position`, or the one after the last, and these siblings renumbered so that it is free; nothing is stored.

        All are renumbered, because a deletion leaves a gap and a restored row may have the position of another.
        """
        rows: list[Any] = list(self.order_by("position", "pk").only("position", "user", "deletion"))
        free = min(position, len(rows))
        for index, row in enumerate(rows):
            row.position = index + 1 if index >= free else index
        return free, rows

    def rebase(self, *, top: Category, at: datetime, version: int) -> int:
        """Move these, a whole branch, below `top.parent` in one UPDATE.

        `top` has its new parent and name, but still its old path and level.
        """
        new_path = paths.join(top.parent.path if top.parent else "", top.pk)
        is_top = Q(pk=top.pk)
        return self.update(
            parent=Case(
                When(is_top, then=Value(top.parent_id)), default=F("parent_id"), output_field=BigIntegerField()
            ),
            name=Case(When(is_top, then=Value(top.name)), default=F("name"), output_field=CharField()),
            path=Concat(Value(new_path), Substr("path", len(top.path) + 1)),
            level=F("level") + paths.level_of(new_path) - top.level,
            updated_at=at,
            version=version,
        )

    def branches(self, rows: Collection[Any]) -> Self:
        return self.subtrees_of(rows)

    def place(self, row: Any) -> None:
        parent = self.filter(user=row.user_id, pk=row.parent_id).first() if row.parent_id else None
        path = paths.join(parent.path if parent else "", row.pk)
        if row.path and path != row.path:
            if parent and paths.is_inside(parent.path, of=row.path):
                raise NoLongerFits
            act, row.parent = current(), parent
            self.subtree_of(row).rebase(top=row, at=act.at, version=act.batches[row.user_id])
        row.path, row.level = path, paths.level_of(path)

    def conflicting_with(self, deletion: Deletion) -> Self:
        """Live siblings that use a name of the deletion. Only its topmost rows can have live siblings."""
        returning = cast("type[Category]", self.model).all_objects.taken_by(deletion)
        tops = returning.filter(Q(parent=None) | Q(parent__path__isnull=False)).values_list("parent_id", "name")
        taken = (Q(parent_id=parent, name=name) for parent, name in tops)
        return self.filter(reduce(or_, taken, Q(pk__in=[])), user=deletion.user_id)

    def tops(self) -> Self:
        parents = cast("type[Category]", self.model).all_objects.filter(pk=OuterRef("parent_id"))
        return self.exclude(Exists(parents.filter(deletion=OuterRef("deletion"))))

    def leaves_first(self) -> Self:
        return self.order_by("-level", "-pk")


def root_of(path: Any) -> Left:
    """Return the path of the yearly project as an SQL expression."""
    return Left(path, StrIndex(Concat(Substr(path, 2), Value("/")), Value("/")))


def path_range(path: str, prefix: str = "") -> dict[str, str]:
    """Return the lookups of the subtree at `path`; `prefix` is the relation, such as `category__`."""
    return {f"{prefix}path__gte": path, f"{prefix}path__lt": paths.end_of_subtree(path)}
