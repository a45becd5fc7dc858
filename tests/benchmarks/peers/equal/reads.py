"""The reads: one statement for the rows, where needed one for the ancestors, and plain dicts for orjson.

Each takes the connection, the account and the query, and returns what to answer and the instant until which it is valid.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

import orjson
from asyncpg import Connection, Record

from equal import statements
from equal.bodies import Branch, Page, Period, Tree
from equal.cursors import cursor
from equal.problems import CORRECT, LeftOut, Problem
from equal.tags import end_of

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# (version of the rows, address) → the number of rows on all pages.
_counted: dict[Any, int] = {}


async def today(db: Connection, person: Record, _query: Any, _address: str) -> tuple[Any, datetime]:
    """The open works of the person's day."""
    moment = datetime.now(_zone(person["time_zone"]))
    day, now = moment.date(), moment.time()
    rows = await db.fetch(statements.TODAY, person["person"], day, now)
    ancestors = await _ancestors(db, person["person"], rows)
    works, later = [], []
    for row in rows:
        work = _work(row, ancestors)
        deadline_on, deadline_time = work["deadline_on"], work["deadline_time"]
        reasons = []
        if deadline_on is not None and deadline_on <= day:
            is_timed = deadline_on == day and deadline_time
            if deadline_on < day or (is_timed and deadline_time < now):
                reasons.append("overdue")
            elif is_timed:
                later.append(deadline_time)
            if deadline_on == day:
                reasons.append("due_today")
        if work["current_status"] in ("IN_PROGRESS", "UNDER_REVIEW"):
            reasons.append(work["current_status"].lower())
        if work["starts_on"] is not None and work["starts_on"] <= day:
            reasons.append("started")
        work["reasons"] = reasons or ["anytime"]
        works.append(_cut(work))
    return {"date": day, "results": works}, end_of(moment, min(later, default=None))


async def finished(db: Connection, person: Record, query: Period, address: str) -> tuple[Any, None]:
    """A page of the works finished from the first day to the last one."""
    zone = _zone(person["time_zone"])
    start = datetime.combine(query.start, time.min, tzinfo=zone)
    end = datetime.combine(query.end + timedelta(days=1), time.min, tzinfo=zone)
    rows = await db.fetch(statements.FINISHED, person["person"], start, end, query.page_size + 1, _offset(query))
    count = await _count(db, person, query, address, len(rows), statements.COUNT_FINISHED, start, end)
    after = _after(query, address, rows, "end_at", "id")
    rows = rows[: query.page_size]
    ancestors = await _ancestors(db, person["person"], rows)
    works = []
    for row in rows:
        work = _work(row, ancestors)
        root = work["categories"][0] if work["categories"] else None
        work["root"] = root and {"id": root["id"], "name": root["name"]}
        work["filed_under"] = orjson.Fragment(row[-1])
        works.append(_cut(work))
    return _page(query, count, works, address, after), None


async def listed(db: Connection, person: Record, query: Branch, address: str) -> tuple[Any, None]:
    """A page of the works of a branch, the newest first."""
    rows = await db.fetch(statements.LISTED, person["person"], query.under, query.page_size + 1, _offset(query))
    if not rows and await db.fetchrow(statements.IS_CATEGORY, person["person"], query.under) is None:
        problem = Problem(400, "invalid", "You have no such row. Use the id of one of your own rows.", field="under")
        problem.detail = CORRECT
        raise problem
    count = await _count(db, person, query, address, len(rows), statements.COUNT_LISTED, query.under)
    works = []
    # fmt: off
    for (
        pk, title, content, status, priority, my_job, starts_on, deadline_on, deadline_time, started_at, end_at, occurs_on,
        position, labels, version, created_at, updated_at, rule, path,
    ) in rows[: query.page_size]:
        ids = _ids(path)
        works.append(_cut({
            "id": pk, "title": title, "content": content, "current_status": status, "priority": priority, "my_job": my_job,
            "starts_on": starts_on, "deadline_on": deadline_on, "deadline_time": deadline_time, "started_at": started_at,
            "end_at": end_at, "recurring_work": rule, "occurs_on": occurs_on, "position": position, "labels": labels,
            "version": version, "created_at": created_at, "updated_at": updated_at, "category_path": path,
            "category": ids[-1], "root": ids[0],
        }))
    # fmt: on
    return _page(query, count, works, address, _after(query, address, rows, "id")), None


async def subtree(db: Connection, person: Record, _query: Any, address: str) -> tuple[Any, None]:
    """The category of the address and all below it, each followed by its children."""
    rows = await db.fetch(statements.SUBTREE, person["person"], int(address.split("/")[-3]))
    if not rows:
        raise Problem(404, "not_found", "You have no such row. It may have been deleted: look in the trash.")
    children: dict[int, list[Any]] = {}
    # fmt: off
    for (
        pk, name, content, path, level, starts_on, ends_on, paused_from, paused_until, position, version, created_at,
        updated_at, parent,
    ) in rows:
        ids = _ids(path)
        children[pk] = []
        children.setdefault(ids[-2] if len(ids) > 1 else 0, []).append(_cut({
            "id": pk, "name": name, "content": content, "path": path, "level": level, "starts_on": starts_on,
            "ends_on": ends_on, "paused_from": paused_from, "paused_until": paused_until, "position": position,
            "version": version, "created_at": created_at, "updated_at": updated_at, "root": ids[0], "parent": parent,
        }))
    # fmt: on
    top_ids = _ids(rows[0]["path"])
    stack = children[top_ids[-2] if len(top_ids) > 1 else 0][::-1]
    found = []
    while stack:
        found.append(stack.pop())
        stack.extend(reversed(children[found[-1]["id"]]))
    return found, None


async def tree(db: Connection, person: Record, query: Tree, _address: str) -> tuple[Any, datetime | None]:
    """All categories, nested; with the totals of each subtree if the query asks for them."""
    moment = datetime.now(_zone(person["time_zone"]))
    with_totals = query.summary in ("1", "true")
    rows = await db.fetch(statements.TREE, person["person"])
    own, later = {}, []
    if with_totals:
        for row in await db.fetch(statements.TOTALS, person["person"], moment.date(), moment.time()):
            own[row[0]] = row
            if row[4] is not None:
                later.append(row[4])
    nodes, tops = {}, []
    for pk, name, path, level, position, starts_on, ends_on, parent, done in rows:
        node = {"id": pk, "name": name, "path": path, "level": level, "position": position}
        node["starts_on"], node["ends_on"] = starts_on, ends_on
        if with_totals:
            _pk, opened, overdue, next_on, _at = own.get(pk, (pk, 0, 0, None, None))
            node["summary"] = {"open": opened, "overdue": overdue, "finished": done, "next_deadline_on": next_on}
        node["children"] = []
        nodes[pk] = node
        (nodes[parent]["children"] if parent in nodes else tops).append(node)
    if with_totals:
        for row in reversed(rows):
            if row["parent_id"] in nodes:
                _add(nodes[row["parent_id"]]["summary"], nodes[row["id"]]["summary"])
    return tops, end_of(moment, min(later, default=None)) if with_totals else None


def _add(total: dict[str, Any], part: dict[str, Any]) -> None:
    total["open"] += part["open"]
    total["overdue"] += part["overdue"]
    total["finished"] += part["finished"]
    days = [day for day in (total["next_deadline_on"], part["next_deadline_on"]) if day]
    total["next_deadline_on"] = min(days, default=None)


def _work(row: Record, ancestors: dict[str | None, list[Any]]) -> dict[str, Any]:
    # fmt: off
    (
        pk, title, content, status, priority, my_job, starts_on, deadline_on, deadline_time, started_at, end_at, occurs_on,
        position, labels, version, created_at, updated_at, rule_id, path, rule, rule_starts_on, *_filed_under,
    ) = row
    categories = ancestors[path]
    return {
        "id": pk, "title": title, "content": content, "category_path": path, "current_status": status, "priority": priority,
        "my_job": my_job, "starts_on": starts_on, "deadline_on": deadline_on, "deadline_time": deadline_time,
        "started_at": started_at, "end_at": end_at, "occurs_on": occurs_on, "position": position, "labels": labels,
        "version": version, "created_at": created_at, "updated_at": updated_at,
        "recurring_work": rule and {"id": rule_id, "rule": rule, "sentence": _sentence(rule, rule_starts_on)},
        "categories": categories, "category": _ids(path)[-1], "root": _ids(path)[0],
    }
    # fmt: on


def _cut(row: dict[str, Any]) -> dict[str, Any]:
    """Cut the note of a row of a list."""
    row["content_is_cut"] = len(row["content"]) > statements.LISTED_CHARACTERS
    row["content"] = row["content"][: statements.LISTED_CHARACTERS]
    return row


async def _ancestors(db: Connection, person: int, rows: Iterable[Record]) -> dict[str | None, list[Any]]:
    """The ancestors of each path, from the root down."""
    paths = {row["path"] for row in rows}
    ids = {pk for path in paths if path for pk in _ids(path)}
    found = await db.fetch(statements.LINKS, person, list(ids)) if ids else []
    links = {pk: {"id": pk, "name": name, "level": level} for pk, name, level in found}
    return {path: [links[pk] for pk in _ids(path) if pk in links] for path in paths}


async def _count(
    db: Connection, person: Record, query: Page, address: str, read: int, statement: str, *arguments: Any
) -> int:
    """How many rows all pages have; counted where there is another page, and once for each version of the rows."""
    if read <= query.page_size and (read or query.page == 1):
        return _offset(query) + read
    key = (person["person"], person["owner_version"], person["background"], address)
    if key not in _counted:
        if len(_counted) > 300:
            _counted.clear()
        _counted[key] = await db.fetchval(statement, person["person"], *arguments)
    if not read:
        raise Problem(404, "not_found", "There is no such page. Follow next and previous, or ask for page 1.")
    return _counted[key]


def _page(query: Page, count: int, results: list[Any], address: str, after: str | None) -> dict[str, Any]:
    before = {"page": query.page - 1} if query.page > 2 else {}
    return {
        "count": count,
        "next": after and _address_of(address, query, after=after),
        "previous": _address_of(address, query, **before) if query.page > 1 else None,
        "results": results,
    }


def _after(query: Page, address: str, rows: list[Record], *columns: str) -> str | None:
    """The cursor of the next page; None if the row that was read beyond this one is not there."""
    if len(rows) <= query.page_size:
        return None
    last, path = rows[query.page_size - 1], urlsplit(address).path
    return cursor(path, query.page + 1, tuple(last[column] for column in columns))


def _address_of(address: str, query: Page, **more: Any) -> str:
    given = {name: value for name, value in query.model_dump(exclude_unset=True, mode="json").items() if name != "page"}
    return f"{address.partition('?')[0]}?{urlencode(sorted({**given, **more}.items()))}"


def _offset(query: Page) -> int:
    return (query.page - 1) * query.page_size


@lru_cache(maxsize=10_000)
def _ids(path: str | None) -> tuple[int | None, ...]:
    return tuple(map(int, path.split("/")[1:])) if path else (None,)


@lru_cache(maxsize=100)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=4096)
def _sentence(rule: str, starts_on: date) -> str:
    """The rule in English. The content of the benchmark has weekly rules only."""
    parts = dict(part.split("=") for part in rule.split(";"))
    if parts.keys() != {"FREQ", "INTERVAL"} or parts["FREQ"] != "WEEKLY":
        raise LeftOut(f"the sentence of {rule}")
    weekday, weeks = WEEKDAYS[starts_on.weekday()], parts["INTERVAL"]
    return f"every {weekday}" if weeks == "1" else f"every {weeks} weeks on {weekday}"
