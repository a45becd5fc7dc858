"""The writes: one statement reads the account and the rows, one writes all, guarded by the version that was read.

Every write to a person's rows counts up the version on the row of the person. So if it is the same in the second
statement, which locks that row, nothing that the first has read has changed. Otherwise both are done again with the row
locked from the beginning.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from asyncpg import Connection, Record
from starlette.requests import Request

from equal import people, statements
from equal.bodies import EditWork, NewCategory, NewWork
from equal.config import QUOTA_BYTES, QUOTA_ROWS
from equal.problems import LeftOut, Problem
from equal.statements import JSON, WORK

CLOSED = ("DONE", "CANCELLED")
MOST_MOVES, MOST_LEVELS = 100, 100
GOOD_FOR = timedelta(days=1)


class Moved(Exception):
    """Another write of the person came between the two statements."""


class Written:
    """The account as it was read, its new version, and the row as the answer shows it."""

    def __init__(self, person: Record, row: dict[str, Any], row_version: int) -> None:
        self.person, self.row, self.version, self.row_version = person, row, person["owner_version"] + 1, row_version


async def guarded(db: Connection, request: Request, write: Callable[[], Awaitable[Written]]) -> Written:
    """Do the write; if another one came between its statements, do it again with the row of the person locked."""
    try:
        return await write()
    except Moved:
        async with db.transaction():
            await db.execute(statements.LOCK, request.scope["person"])
            return await write()


async def edit_work(db: Connection, request: Request, body: EditWork) -> Written:
    """Change the fields that the body names."""
    fields = body.model_dump(exclude_unset=True)
    at = datetime.now(UTC)
    found = await people.authenticate(
        db, request, statements.READ_WORK, fields.get("category"), request.path_params["pk"]
    )
    old, path = _stored(found), found["path"]
    new = {**old, **fields}
    if new["category"] != old["category"]:
        if new["category"] and found["new_path"] is None:
            raise _unknown_category()
        path = found["new_path"]
        new["position"] = 0 if found["last"] is None else found["last"] + 1
    _check_deadline(old, new, at)
    usage = await _reserve(db, found, 0, fields["content"]) if fields.get("content") else _NO_USAGE
    return await _save(db, request, found, "edited", old, new, path, at, usage)


async def set_status(db: Connection, request: Request, status: str | None) -> Written:
    """Set the status; None is that from before the work was closed."""
    at = datetime.now(UTC)
    found = await people.authenticate(db, request, statements.READ_WORK, None, request.path_params["pk"])
    old = _stored(found)
    action = {"DONE": "finished", "CANCELLED": "cancelled", None: "reopened"}.get(status, "edited")
    if status is None:
        status = ("IN_PROGRESS" if old["started_at"] else "TODO") if old["end_at"] else old["current_status"]
    new = dict(old)
    if status != old["current_status"]:
        new["current_status"] = status
        if status not in CLOSED:
            new |= {"end_at": None, "filed_under": "[]", "filed_path": ""}
        elif old["end_at"] is None:
            new |= {"end_at": at, "filed_under": found["facts"] or "[]", "filed_path": found["path"] or ""}
        if status == "IN_PROGRESS" and old["started_at"] is None:
            new["started_at"] = at
    if new["end_at"] and found["catch_up"] == "wait_for_done":
        raise LeftOut("the next work of the rule")
    return await _save(db, request, found, action, old, new, found["path"], at, _NO_USAGE)


async def create_work(db: Connection, request: Request, body: NewWork) -> Written:
    """Create a work, the last in its category."""
    at = datetime.now(UTC)
    if body.category is None:
        raise LeftOut("a work outside of categories")
    found = await people.authenticate(db, request, statements.READ_PLACE, body.category)
    if found["path"] is None:
        raise _unknown_category()
    new = {**_NEW_WORK, **body.model_dump(), "position": 0 if found["last"] is None else found["last"] + 1}
    new = {name: new[name] for name in WORK}
    _check_deadline(_NEW_WORK, new, at)
    usage = await _reserve(db, found, 1, body.content)
    whole = {"created_at": at, **new, "recurring_work": None, "recurring_work_in_trash": None, "occurs_on": None}
    facts = _facts(request, found, usage, at, "created", None, {}, whole)
    pk = await _execute(db, statements.INSERT_WORK, *facts, *new.values(), [], [], _folded(new))
    version = found["owner_version"] + 1
    shown = {**new, "id": pk, "recurring_work_id": None, "occurs_on": None, "labels": [], "created_at": at}
    return Written(found, _shown({**shown, "version": version, "updated_at": at}, found["path"]), version)


async def create_category(db: Connection, request: Request, body: NewCategory) -> Written:
    """Create a category, the last of its siblings."""
    at = datetime.now(UTC)
    found = await people.authenticate(db, request, statements.READ_PARENT, body.parent, body.name)
    if body.parent and found["path"] is None:
        detail = "You have no such project. Use the id of one of your projects, or null for a yearly project."
        raise Problem(400, "parent_not_found", detail, field="parent")
    path = f"{found['path'] or ''}/{found['new_id']}"
    level, pk = path.count("/") - 1, found["new_id"]
    if level >= MOST_LEVELS:
        raise Problem(409, "too_deep", "The tree would have more than 100 levels. Choose a parent higher up.")
    if body.starts_on and body.ends_on and body.ends_on < body.starts_on:
        detail = f"The last day, {body.ends_on}, is before the first day, {body.starts_on}. Change one of them."
        raise Problem(400, "ends_before_it_starts", detail, field="ends_on")
    if found["is_taken"]:
        detail = f"The name “{body.name}” is taken in this place. Choose another name."
        raise Problem(400, "name_taken", detail, field="name")
    position = 0 if found["last"] is None else found["last"] + 1
    days = {"starts_on": body.starts_on, "ends_on": body.ends_on}
    new = {"name": body.name, "content": body.content, "parent": body.parent, "path": path, "level": level}
    new |= {"position": position, **days}
    usage = await _reserve(db, found, 1, body.content)
    whole = {"created_at": at, **new, "paused_from": None, "paused_until": None}
    await _execute(
        db, statements.INSERT_CATEGORY, *_facts(request, found, usage, at, "created", pk, {}, whole), *new.values()
    )
    version = found["owner_version"] + 1
    shown = {"id": pk, "name": body.name, "content": body.content, "content_is_cut": False, "parent": body.parent}
    shown |= {"path": path, "level": level, "root": int(path.split("/")[1]), **days, "paused_from": None}
    shown |= {"paused_until": None, "position": position, "version": version, "created_at": at, "updated_at": at}
    return Written(found, shown, version)


_NO_USAGE = (None, None, None)
_NEW_WORK: dict[str, Any] = {
    **dict.fromkeys(WORK),
    "current_status": "TODO",
    "filed_under": "[]",
    "filed_path": "",
    "deadline_moves": "[]",
}


def _stored(found: Record) -> dict[str, Any]:
    if found["id"] is None:
        raise Problem(404, "work_not_found", "You have no such work. It may have been deleted: look in the trash.")
    return {name: found[column] for name, column in WORK.items()}


def _check_deadline(old: dict[str, Any], new: dict[str, Any], at: datetime) -> None:
    if new["deadline_time"] and new["deadline_on"] is None:
        detail = "A time needs a day. Give deadline_on too, or set deadline_time to null."
        raise Problem(400, "time_without_deadline", detail, field="deadline_time")
    if new["starts_on"] and new["deadline_on"] and new["deadline_on"] < new["starts_on"]:
        days = f"The deadline, {new['deadline_on']}, is before the start, {new['starts_on']}."
        raise Problem(400, "deadline_before_start", f"{days} Change one of them.", field="deadline_on")
    if old["deadline_on"] and new["deadline_on"] and new["deadline_on"] > old["deadline_on"]:
        put_off = {"from": str(old["deadline_on"]), "to": str(new["deadline_on"]), "at": at.isoformat()}
        moves = [*orjson.loads(old["deadline_moves"])[-MOST_MOVES + 1 :], put_off]
        new["deadline_moves"] = orjson.dumps(moves).decode()


def _unknown_category() -> Problem:
    detail = "You have no such project. Use the id of one of your projects, or null for none."
    return Problem(400, "unknown_category", detail, field="category")


async def _reserve(db: Connection, found: Record, rows: int, note: str) -> tuple[int, int, datetime]:
    """The estimate of what the account stores after the write. Raises Problem where it is too much."""
    now, used = datetime.now(UTC), (found["used_rows"], found["used_bytes"], found["measured_at"])
    if used[2] is None or used[2] <= now - GOOD_FOR:
        measured = await db.fetchrow(statements.MEASURE, found["person"])
        used = (measured["rows"], measured["bytes"], now)
    total = (used[0] + rows, used[1] + len(note.encode()), used[2])
    if total[0] > QUOTA_ROWS or total[1] > QUOTA_BYTES:
        raise Problem(409, "quota_exceeded", "This account has reached its limit of stored data.")
    return total


async def _save(
    db: Connection,
    request: Request,
    found: Record,
    action: str,
    old: dict[str, Any],
    new: dict[str, Any],
    path: str | None,
    at: datetime,
    usage: tuple[Any, Any, Any],
) -> Written:
    """Store what has changed of a work, with its change; a work that has not changed keeps its version."""
    changed = [name for name in WORK if old[name] != new[name]]
    row = {**dict(found), **new}
    if changed:
        before, after = {name: old[name] for name in changed}, {name: new[name] for name in changed}
        facts = _facts(request, found, usage, at, action, found["id"], before, after)
        folded = _folded(new) if {"title", "content"} & after.keys() else None
        await _execute(db, statements.SAVE_WORK, *facts, *new.values(), *_finished(old, new), folded)
        row |= {"version": found["owner_version"] + 1, "updated_at": at}
    else:
        await _execute(db, statements.NOTHING, found["person"], found["owner_version"])
    return Written(found, _shown(row, path), row["version"])


def _finished(old: dict[str, Any], new: dict[str, Any]) -> tuple[list[int], list[int]]:
    """The categories whose number of finished works changes, and by how much."""
    numbers: dict[int, int] = {}
    for work, number in ((old, -1), (new, 1)):
        if work["current_status"] == "DONE" and work["category"]:
            numbers[work["category"]] = numbers.get(work["category"], 0) + number
    changed = {category: number for category, number in numbers.items() if number}
    return list(changed), list(changed.values())


def _folded(work: dict[str, Any]) -> str:
    """The text that the search compares."""
    return "\x1f".join(unicodedata.normalize("NFC", work[name].casefold()) for name in ("title", "content"))


async def _execute(db: Connection, statement: str, *arguments: Any) -> int:
    done: int | None = await db.fetchval(statement, *arguments)
    if done is None:
        raise Moved
    return done


def _facts(
    request: Request,
    found: Record,
    usage: tuple[Any, Any, Any],
    at: datetime,
    action: str,
    pk: int | None,
    before: dict[str, Any],
    after: dict[str, Any],
) -> list[Any]:
    owner = [found["person"], found["owner_version"], *usage]
    return [*owner, at, request.scope["request_id"], action, pk, _log(before), _log(after)]


def _log(values: dict[str, Any]) -> str:
    """The JSON of the change log; what is JSON already is put in as it is."""
    plain = {name: orjson.Fragment(value) if name in JSON else value for name, value in values.items()}
    return orjson.dumps(plain).decode()


def _shown(row: dict[str, Any], path: str | None) -> dict[str, Any]:
    ids = path.split("/") if path else []
    # fmt: off
    return {
        "id": row["id"], "title": row["title"], "content": row["content"], "content_is_cut": False,
        "category": int(ids[-1]) if ids else None, "category_path": path, "root": int(ids[1]) if ids else None,
        "current_status": row["current_status"], "priority": row["priority"], "my_job": row["my_job"],
        "starts_on": row["starts_on"], "deadline_on": row["deadline_on"], "deadline_time": row["deadline_time"],
        "started_at": row["started_at"], "end_at": row["end_at"], "recurring_work": row["recurring_work_id"],
        "occurs_on": row["occurs_on"], "position": row["position"], "labels": row["labels"], "version": row["version"],
        "created_at": row["created_at"], "updated_at": row["updated_at"],
    }
    # fmt: on
