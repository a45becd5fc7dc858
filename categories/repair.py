"""Find and repair inconsistencies of a tree. `parent` is authoritative; path and level are derived from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple, cast

from django.utils.translation import gettext as _

from accounts.models import User
from categories import paths
from categories.models import Category
from wheelbarrow.core import trash
from wheelbarrow.core.db.searching import repair_texts, wrong_texts
from wheelbarrow.core.db.soft_delete import SoftDeletable, cascading_keys, soft_deletable_models
from wheelbarrow.core.db.tallies import Tally, wrong
from wheelbarrow.core.history.acts import current, recorded
from wheelbarrow.core.history.recording import update
from wheelbarrow.core.models import Deletion


class Problem(NamedTuple):
    """One inconsistent row.

    `kind` is path, level, cycle, owner, parent, stranded (live below a row in the trash), tally (a wrong number) or text (of
    the search).
    """

    kind: str
    row: str
    detail: str


class Shape(NamedTuple):
    """The columns of a category that give it a place in the tree."""

    parent_id: int | None
    path: str
    level: int


def find_problems(*, user: User) -> list[Problem]:
    """Return the problems of one person's categories, and in any table live rows below deleted ones and wrong copies of texts.

    Writes nothing.
    """
    categories = _all_of(user)
    of_tree = [*_problems_of_parents(user, categories), *_problems_of_shape(categories)]
    return [*of_tree, *_stranded(user), *_wrong_tallies(user), *_texts(user)]


@recorded("repaired")
def repair_tree(*, user: User, at: datetime) -> list[Problem]:
    """Repair and return what find_problems finds.

    The oldest category of a cycle becomes a root, as does one whose parent is missing or another person's, or that is
    too deep; its id is appended to a name that is taken. A live row below a deleted one is added to that deletion.
    """
    problems = find_problems(user=user)
    categories = _all_of(user)
    shapes = _shapes(categories)
    wrong = [category for category in categories.values() if _shape_of(category) != shapes[category.pk]]
    root_names = {category.name for category in categories.values() if _is_live_root(category)}
    # (user, path) is unique within each statement too: give all a temporary path first.
    for category in wrong:
        becomes_root = shapes[category.pk].parent_id is None and category.parent_id is not None
        if becomes_root and category.name in root_names:
            category.name = f"{category.name[:180]} ({category.pk})"
        category.parent_id, category.path, category.level = shapes[category.pk]
        category.path = f"{'/0' * category.level}/0{category.pk}"
        if _is_live_root(category):
            root_names.add(category.name)
    update(wrong, ["parent", "path", "level", "name"])
    for category in wrong:
        category.path = shapes[category.pk].path
    update(wrong, ["path"])
    _delete_stranded(user, at)
    _count_again(user)
    for model in soft_deletable_models():
        if model.texts:
            repair_texts(model, user.pk, list(wrong_texts(model, user.pk)))
    return problems


def _all_of(user: User) -> dict[int, Category]:
    return {category.pk: category for category in Category.all_objects.owned_by(user).order_by("pk")}


def _shape_of(category: Category) -> Shape:
    return Shape(category.parent_id, category.path, category.level)


def _is_live_root(category: Category) -> bool:
    return category.parent_id is None and category.deleted_at is None


def _ancestors(category: Category, categories: dict[int, Category]) -> list[int] | None:
    """Return the ids from the root down by `parent`; None if there is a cycle or a parent is missing."""
    ids, seen = [category.pk], {category.pk}
    while category.parent_id is not None:
        parent = categories.get(category.parent_id)
        if parent is None or parent.pk in seen:
            return None
        ids.append(parent.pk)
        seen.add(parent.pk)
        category = parent
    return ids[::-1]


def _cycles(categories: dict[int, Category]) -> list[list[int]]:
    """Return the ids of each cycle of parents."""
    done: set[int] = set()
    cycles = []
    for pk in categories:
        line: list[int] = []
        step: int | None = pk
        while step in categories and step not in done:
            done.add(step)
            line.append(step)
            step = categories[step].parent_id
        if step in line:
            cycles.append(line[line.index(step) :])
    return cycles


def _shapes(categories: dict[int, Category]) -> dict[int, Shape]:
    """Return the correct shape of each category, after removing parents that are missing or close a cycle."""
    lost = {
        pk
        for pk, category in categories.items()
        if category.parent_id is not None and category.parent_id not in categories
    }
    cut = lost | {min(cycle) for cycle in _cycles(categories)}
    shapes: dict[int, Shape] = {}
    parents = {pk: None if pk in cut else category.parent_id for pk, category in categories.items()}
    for pk in categories:
        line = [pk]
        while (parent := parents[line[-1]]) is not None and parent not in shapes:
            line.append(parent)
        for step in reversed(line):
            above = parents[step]
            if above is not None and shapes[above].level + 1 >= paths.MAX_LEVELS:
                above = None
            path = paths.join(shapes[above].path if above is not None else "", step)
            shapes[step] = Shape(above, path, paths.level_of(path))
    return shapes


def _problems_of_parents(user: User, categories: dict[int, Category]) -> Iterator[Problem]:
    in_cycle = {pk for cycle in _cycles(categories) for pk in cycle}
    for category in categories.values():
        parent = category.parent_id
        if parent is not None and parent not in categories:
            if Category.all_objects.filter(pk=parent).exists():
                yield _problem("owner", category, _("parent {parent} is another person's"), parent=parent)
            else:
                yield _problem("parent", category, _("parent {parent} does not exist"), parent=parent)
        elif category.pk in in_cycle:
            yield _problem("cycle", category, _("is below itself through parent {parent}"), parent=parent)


def _problems_of_shape(categories: dict[int, Category]) -> Iterator[Problem]:
    for category in categories.values():
        ids = _ancestors(category, categories)
        if ids is None:
            continue
        if len(ids) > paths.MAX_LEVELS:
            yield _problem("level", category, _("is deeper than {levels} levels"), levels=paths.MAX_LEVELS)
            continue
        path = "".join(f"/{pk}" for pk in ids)
        if category.path != path:
            yield _problem("path", category, _("path is {found}, should be {due}"), found=category.path, due=path)
        if category.level != len(ids) - 1:
            yield _problem(
                "level", category, _("level is {found}, should be {due}"), found=category.level, due=len(ids) - 1
            )


def _stranded(user: User) -> Iterator[Problem]:
    for model in soft_deletable_models():
        for row in model.all_objects.owned_by(user).stranded().order_by("pk"):
            yield _problem("stranded", row, _("is live under a row in the trash"))


def _tallies() -> Iterator[tuple[type[SoftDeletable], Tally]]:
    return ((model, model.tally) for model in soft_deletable_models() if model.tally)


def _wrong_tallies(user: User) -> Iterator[Problem]:
    for model, tally in _tallies():
        for row in wrong(model, user):
            found = getattr(row, tally.column)
            yield _problem("tally", row, _("counts {found} finished works, should be {due}"), found=found, due=row.due)


def _count_again(user: User) -> None:
    for model, tally in _tallies():
        current().count(model, {row.pk: row.due - getattr(row, tally.column) for row in wrong(model, user)})


def _texts(user: User) -> Iterator[Problem]:
    for model in soft_deletable_models():
        for row in model.all_objects.among(list(wrong_texts(model, user.pk)) if model.texts else []):
            yield _problem("text", row, _("is searched by another text than it has"))


def _problem(kind: str, row: SoftDeletable, detail: str, **facts: object) -> Problem:
    return Problem(kind, f"{row._meta.verbose_name} {row.pk} “{row}”", detail.format(**facts))


def _delete_stranded(user: User, at: datetime) -> None:
    act = current()
    for model in soft_deletable_models():
        # Each iteration handles one level of the tree.
        while stranded := list(model.all_objects.owned_by(user).stranded().order_by("pk")):
            for row in stranded:
                parent = _deleted_parent(row)
                deletion = cast(Deletion, parent.deletion)
                row.deleted_at, row.deletion_id = parent.deleted_at, parent.deletion_id
                row.updated_at, row.version = at, act.batches[user.pk]
                plural = cast(str, model._meta.default_related_name)
                deletion.counts[plural] = deletion.counts.get(plural, 0) + 1
                deletion.save(update_fields=["counts"])
                act.note(row, trash.NOT_DELETED, {"deletion": deletion.pk}, action="deleted")
            names = ["deleted_at", "deletion_id", "updated_at", "version"]
            model.all_objects.bulk_update(stranded, names, batch_size=500)


def _deleted_parent(row: Category) -> Category:
    for key in cascading_keys(type(row)):
        parent: Category | None = key.target.all_objects.deleted().filter(pk=getattr(row, key.attname)).first()
        if parent:
            return parent
    raise LookupError(row)
