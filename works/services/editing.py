"""Create, edit and delete works, one at a time or in bulk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, time
from typing import TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from wheelbarrow.core import trash
from wheelbarrow.core.exceptions import DomainError, Invalid
from wheelbarrow.core.history.acts import acting, recorded
from wheelbarrow.core.history.recording import insert
from wheelbarrow.core.models import Deletion
from wheelbarrow.core.quotas import reserve
from works.choices import Priority, Status
from works.models import Work
from works.services.labelling import change_labels, label_new, set_labels
from works.services.lifecycle import LIFECYCLE_FIELDS, action_of, apply_reopening, apply_status, save_works
from works.services.lookup import WorkNotFound, find_place, find_work

TEMPLATE_FIELDS = ["title", "content", "priority", "my_job", "starts_on", "deadline_on", "deadline_time", "position"]
# Postponements that a work remembers, for the report; a client could add one with each request.
MOST_MOVES = 100
SAVED = [*TEMPLATE_FIELDS, *LIFECYCLE_FIELDS, "category", "deadline_moves"]


class DeadlineBeforeStart(Invalid):
    template = _("The deadline, {deadline_on}, is before the start, {starts_on}. Change one of them.")


class TimeWithoutDeadline(Invalid):
    template = _("A time needs a day. Give deadline_on too, or set deadline_time to null.")


class BulkRefused(Invalid):
    template = _("Nothing was changed, since some of the works cannot be. Remove those listed in errors and try again.")


class WorkFields(TypedDict, total=False):
    """The fields of a work that a person sets; `category` is an id, `labels` are ids."""

    title: str
    content: str
    category: int | None
    current_status: Status
    priority: Priority
    my_job: bool
    starts_on: date | None
    deadline_on: date | None
    deadline_time: time | None
    position: int
    labels: list[int]


@recorded("created")
def create_work(*, user: User, at: datetime, **fields: Unpack[WorkFields]) -> Work:
    """Create a work, last in its category unless `position` is given. Raises the errors of edit_work."""
    work = Work(user=user, created_at=at, updated_at=at)
    reserve(user, rows=1, notes=fields.get("content", ""))
    work.category, last = find_place(user, fields.get("category"))
    write(work, {"position": last, **fields}, at)
    work.position = min(work.position, last)
    apply_status(user, [work], status=fields.get("current_status", Status.TODO), at=at)
    insert(work)
    label_new(user, work, fields.get("labels", []))
    return work


@recorded("edited")
def edit_work(*, user: User, work_id: int, at: datetime, **changes: Unpack[WorkFields]) -> Work:
    """Change the given fields and leave the others.

    Raises WorkNotFound, UnknownCategory, UnknownLabel, DeadlineBeforeStart, TimeWithoutDeadline.
    """
    if changes.get("content"):
        reserve(user, notes=changes["content"])
    work = find_work(user, work_id)
    _file(user, [work], changes)
    write(work, changes, at)
    if "position" in changes:
        others = Work.objects.owned_by(user).exclude(pk=work.pk)
        work.position = min(work.position, others.next_position(work.category_id))
    if "current_status" in changes:
        apply_status(user, [work], status=changes["current_status"], at=at)
    save_works(user, [work], SAVED, at=at)
    if "labels" in changes:
        set_labels(user, [work], changes["labels"])
    return work


@recorded("deleted")
def delete_work(*, user: User, work_id: int, at: datetime) -> Deletion:
    """Move one work to the trash. Raises WorkNotFound."""
    work = find_work(user, work_id)
    return trash.move_to_trash(Work.objects.with_ids([work.pk]), user=user, tops=[work], label=work.title, at=at)


def finish_works(*, user: User, ids: list[int], at: datetime) -> list[Work]:
    """Set DONE on all works or none. Raises BulkRefused with the errors by id."""
    return set_status_of_works(user=user, ids=ids, status=Status.DONE, at=at)


def set_status_of_works(*, user: User, ids: list[int], status: Status, at: datetime) -> list[Work]:
    """Set the status of all works or none. Raises BulkRefused with the errors by id."""
    action = action_of(status)
    return _change_all(action, user, ids, at, lambda works: apply_status(user, works, status=status, at=at))


def reopen_works(*, user: User, ids: list[int], at: datetime) -> list[Work]:
    """Reopen all works or none; open ones stay as they are. Raises BulkRefused with the errors by id."""
    return _change_all("reopened", user, ids, at, lambda works: apply_reopening(user, works, at=at))


def edit_works(*, user: User, ids: list[int], at: datetime, **changes: Unpack[WorkFields]) -> list[Work]:
    """Set the given fields of all works or none. Raises BulkRefused, UnknownCategory."""

    def change(works: list[Work]) -> None:
        if changes.get("content"):
            reserve(user, notes=changes["content"], times=len(works))
        _file(user, works, changes)
        _each(works, lambda work: write(work, changes, at))
        if "current_status" in changes:
            apply_status(user, works, status=changes["current_status"], at=at)

    return _change_all("edited", user, ids, at, change)


def label_works(
    *, user: User, ids: list[int], add: Collection[int] = (), remove: Collection[int] = (), at: datetime
) -> list[Work]:
    """Add labels to all works or none, and remove others. Raises BulkRefused with the errors by id, UnknownLabel."""
    return _change_all("edited", user, ids, at, lambda works: change_labels(user, works, add=add, remove=remove))


@recorded("deleted")
def delete_works(*, user: User, ids: list[int], at: datetime) -> Deletion:
    """Move all works or none to the trash, as one deletion. Raises BulkRefused with the errors by id."""
    works = _find_all(user, ids)
    label = works[0].title if len(works) == 1 else f"{works[0].title} (+{len(works) - 1})"
    return trash.move_to_trash(Work.objects.with_ids(ids), user=user, tops=works, label=label[:300], at=at)


def _change_all(
    action: str, user: User, ids: list[int], at: datetime, change: Callable[[list[Work]], object]
) -> list[Work]:
    with acting(action, user=user, at=at):
        works = _find_all(user, ids)
        change(works)
        save_works(user, works, SAVED, at=at)
    return works


def _find_all(user: User, ids: list[int]) -> list[Work]:
    """Return the works in the order of `ids`. Raises BulkRefused naming each id that is not found."""
    found = {work.pk: work for work in Work.objects.owned_by(user).with_category().with_label_ids().with_ids(ids)}
    if missing := [pk for pk in ids if pk not in found]:
        raise BulkRefused(errors={str(pk): [WorkNotFound.message()] for pk in missing})
    return [found[pk] for pk in dict.fromkeys(ids)]


def _each(works: Iterable[Work], change: Callable[[Work], None]) -> None:
    errors: dict[str, list[str]] = {}
    for work in works:
        try:
            change(work)
        except DomainError as error:
            errors[str(work.pk)] = [error.detail]
    if errors:
        raise BulkRefused(errors=errors)


def _file(user: User, works: list[Work], changes: WorkFields) -> None:
    """Move works into the category that `changes` names, behind the works in it."""
    if "category" not in changes:
        return
    arriving = [work for work in works if work.category_id != changes["category"]]
    if arriving:
        category, free = find_place(user, changes["category"])
        for position, work in enumerate(arriving, start=free):
            work.category, work.position = category, position


def write(work: Work, fields: WorkFields, at: datetime) -> None:
    """Set the given fields of a template in memory. Raises TimeWithoutDeadline, DeadlineBeforeStart."""
    promised = work.deadline_on
    for name in TEMPLATE_FIELDS:
        if name in fields:
            setattr(work, name, fields[name])  # type: ignore[literal-required]
    if work.deadline_time and work.deadline_on is None:
        raise TimeWithoutDeadline(field="deadline_time")
    if work.starts_on and work.deadline_on and work.deadline_on < work.starts_on:
        raise DeadlineBeforeStart(field="deadline_on", deadline_on=work.deadline_on, starts_on=work.starts_on)
    if promised and work.deadline_on and work.deadline_on > promised:
        put_off = {"from": promised.isoformat(), "to": work.deadline_on.isoformat(), "at": at.isoformat()}
        work.deadline_moves = [*work.deadline_moves[-MOST_MOVES + 1 :], put_off]
