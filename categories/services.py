"""Create, change, move and delete categories. Each function is one act: what it checks is read after the owner's lock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NotRequired, TypedDict, Unpack

from django.db.models import Exists, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.querysets import UserQuerySet
from categories import paths
from categories.models import Category
from categories.querysets import CategoryQuerySet
from wheelbarrow.core import trash
from wheelbarrow.core.db.compiled import Compiled
from wheelbarrow.core.db.expressions import NextId
from wheelbarrow.core.db.limits import OutsideBranch, stored_path, top
from wheelbarrow.core.exceptions import Conflict, DomainError, Invalid, NotFound
from wheelbarrow.core.history.acts import current, recorded
from wheelbarrow.core.history.recording import insert, update
from wheelbarrow.core.models import Deletion
from wheelbarrow.core.quotas import reserve
from wheelbarrow.core.text import normalize


class CategoryNotFound(NotFound):
    template = _("You have no such project. It may have been deleted: look in the trash.")


class ParentNotFound(Invalid):
    template = _("You have no such project. Use the id of one of your projects, or null for a yearly project.")


class ParentAndPathDisagree(Invalid):
    template = _("`parent` and `path` are different projects. Give one of them.")


class NameTaken(Invalid):
    template = _("The name “{name}” is taken in this place. Choose another name.")


class NameTakenThere(Conflict):
    template = _("The name “{name}” is taken in that place. Rename one of the two first.")


class MoveIntoOwnSubtree(Conflict):
    template = _("A project cannot be moved below itself. Choose a parent outside of it.")


class TooDeep(Conflict):
    template = _("The tree would have more than {limit} levels. Choose a parent higher up.")


class EndsBeforeItStarts(Invalid):
    template = _("The last day, {ends_on}, is before the first day, {starts_on}. Change one of them.")


SAVED = ["name", "content", "parent", "path", "level", "position", "starts_on", "ends_on"]


class CategoryFields(TypedDict, total=False):
    """The fields of a category that a person sets; `parent` is an id."""

    name: str
    content: str
    parent: int | None
    position: int
    starts_on: date | None
    ends_on: date | None


class NewCategory(CategoryFields):
    """The fields of a new category; `path` is the path of the parent, instead of its id."""

    path: NotRequired[str]


@recorded("created")
def create_category(*, user: User, at: datetime, **fields: Unpack[NewCategory]) -> Category:
    """Create a category, the last of its siblings unless `position` is given.

    Raises ParentNotFound, ParentAndPathDisagree, NameTaken, TooDeep, EndsBeforeItStarts.
    """
    reserve(user, rows=1, notes=fields.get("content", ""))
    parent_id = _parent_by_path(user, fields) if "path" in fields else fields.get("parent") or top()
    spot = _spots.first(user.pk, parent_id, normalize(fields["name"]))
    if spot is None or (parent_id and spot.parent_path is None):
        raise ParentNotFound(field="parent")
    path = paths.join(spot.parent_path or "", spot.new_id)
    category = Category(
        pk=spot.new_id,
        user=user,
        # Its other fields are deferred.
        parent=Category.from_db(None, ["id", "user_id", "path"], [parent_id, user.pk, spot.parent_path])
        if parent_id
        else None,
        path=path,
        level=paths.level_of(path),
        created_at=at,
        updated_at=at,
    )
    _refuse_too_deep(category.level)
    _write(category, fields)
    if spot.is_taken:
        raise NameTaken(field="name", name=category.name)
    category.position = 0 if spot.last is None else spot.last + 1
    if "position" in fields:
        _place(category, fields["position"])
    insert(category)
    return category


@recorded("edited")
def edit_category(*, user: User, category_id: int, at: datetime, **changes: Unpack[CategoryFields]) -> Category:
    """Change the given fields; `parent` moves the category. Raises as create_category and move_category do."""
    if changes.get("content"):
        reserve(user, notes=changes["content"])
    category = find_category(user, category_id)
    refuse_top(category)
    if "parent" in changes and changes["parent"] != category.parent_id:
        _move(category, _find_parent(user, changes["parent"]), name_taken=NameTaken, name=changes.get("name"))
    _write(category, changes)
    if "name" in changes:
        _refuse_taken_name(category, NameTaken)
    if "position" in changes:
        _place(category, changes["position"])
    update([category], SAVED)
    return category


@recorded("moved")
def move_category(*, user: User, category_id: int, parent_id: int | None, at: datetime) -> Category:
    """Move a branch below another parent, as the last of its siblings; its deleted descendants move with it.

    Raises CategoryNotFound, ParentNotFound, MoveIntoOwnSubtree, NameTakenThere, TooDeep.
    """
    category = find_category(user, category_id)
    refuse_top(category)
    if parent_id != category.parent_id:
        _move(category, _find_parent(user, parent_id), name_taken=NameTakenThere)
        update([category], SAVED)
    return category


@recorded("moved")
def place_category(
    *, user: User, category_id: int, parent_id: int | None, before_id: int | None, at: datetime
) -> Category:
    """Move a branch below the parent and before one of its children; before none, as the last of them.

    Raises as move_category, and CategoryNotFound if `before_id` is no other child of the parent.
    """
    category = find_category(user, category_id)
    refuse_top(category)
    if parent_id != category.parent_id:
        _move(category, _find_parent(user, parent_id), name_taken=NameTakenThere)
    others = _siblings(category).in_order().ids()
    if before_id is not None and before_id not in others:
        raise CategoryNotFound
    _place(category, len(others) if before_id is None else others.index(before_id))
    update([category], SAVED)
    return category


@recorded("deleted")
def delete_category(*, user: User, category_id: int, at: datetime) -> Deletion:
    """Move a branch with everything in it to the trash as one deletion. Raises CategoryNotFound."""
    category = find_category(user, category_id)
    refuse_top(category)
    branch = Category.all_objects.subtree_of(category)
    return trash.move_to_trash(branch, user=user, tops=[category], label=category.name, at=at)


def find_category(user: User, category_id: int) -> Category:
    """Return the live category. Raises CategoryNotFound."""
    category: Category | None = Category.objects.owned_by(user).filter(pk=category_id).first()
    if category is None:
        raise CategoryNotFound
    return category


def refuse_top(category: Category) -> None:
    """Raise OutsideBranch if the caller is limited to the branch of which the category is the top."""
    if category.pk == top():
        raise OutsideBranch


def _spot(user: int, parent: int | None, name: str) -> UserQuerySet:
    categories = Category.objects.owned_by(user)
    siblings = categories.children_of(parent)
    spot: UserQuerySet = User.objects.with_id(user).annotate(
        new_id=NextId(Category),
        parent_path=Subquery((categories.with_id(parent) if parent else categories.none()).values("path")[:1]),
        last=Subquery(siblings.from_the_last().values("position")[:1]),
        is_taken=Exists(siblings.named(name)),
    )
    return spot


# Everything that create_category needs, in one query, including the new id, so that the path is known before INSERT.
_spots = Compiled[Any](_spot)


def _find_parent(user: User, parent_id: int | None) -> Category | None:
    parent_id = top() if parent_id is None else parent_id
    if parent_id is None:
        return None
    try:
        return find_category(user, parent_id)
    except CategoryNotFound:
        raise ParentNotFound(field="parent") from None


def _parent_by_path(user: User, fields: NewCategory) -> int:
    parent = _find_parent(user, fields.get("parent"))
    by_path: Category | None = Category.objects.owned_by(user).at_path(stored_path(fields["path"])).first()
    if by_path is None:
        raise ParentNotFound(field="path")
    if parent and parent != by_path:
        raise ParentAndPathDisagree(field="path")
    return by_path.pk


def _write(category: Category, fields: Mapping[str, Any]) -> None:
    for name in ("name", "content", "starts_on", "ends_on"):
        if name in fields:
            setattr(category, name, fields[name])
    if category.starts_on and category.ends_on and category.ends_on < category.starts_on:
        raise EndsBeforeItStarts(field="ends_on", ends_on=category.ends_on, starts_on=category.starts_on)


def _siblings(category: Category) -> CategoryQuerySet:
    return Category.objects.owned_by(category.user_id).children_of(category.parent_id).exclude(pk=category.pk)


def _place(category: Category, position: int | None) -> None:
    """Set its position among its siblings; None or a position after the last means last."""
    siblings = _siblings(category)
    if position is None:
        category.position = siblings.next_position()
    else:
        category.position, renumbered = siblings.around(position)
        update(renumbered, ["position"])


def _refuse_taken_name(category: Category, error: type[DomainError]) -> None:
    if _siblings(category).named(category.name).exists():
        raise error(field="name" if error is NameTaken else None, name=category.name)


def _refuse_too_deep(level: int) -> None:
    if level >= paths.MAX_LEVELS:
        raise TooDeep(limit=paths.MAX_LEVELS)


def _move(
    category: Category, parent: Category | None, *, name_taken: type[DomainError], name: str | None = None
) -> None:
    if parent and paths.is_inside(parent.path, of=category.path):
        raise MoveIntoOwnSubtree
    # Deleted descendants move too: when they are restored, their paths must be right.
    branch = Category.all_objects.subtree_of(category)
    new_level = parent.level + 1 if parent else 0
    _refuse_too_deep(branch.deepest_level() + new_level - category.level)
    category.parent, category.name = parent, name or category.name
    _refuse_taken_name(category, name_taken)
    act = current()
    branch.rebase(top=category, at=act.at, version=act.batches[category.user_id])
    category.path, category.level = paths.join(parent.path if parent else "", category.pk), new_level
    _place(category, None)
