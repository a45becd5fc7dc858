"""B with the two answers it lacks, in its own style: static Core statements, no N+1, plain rows, orjson.

`uvicorn tuned_async_more:app` with the peers' folder and this one on PYTHONPATH.
"""

from __future__ import annotations

from datetime import UTC, datetime

from common.models import Category, Work
from pydantic import BaseModel
from sqlalchemy import DateTime, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from tuned_async import queries
from tuned_async.main import Db, Json, Me, app, found

# The operators of varchar_pattern_ops: the range is that index's own, and needs no knowledge of the pattern to be planned.
IN_BRANCH = (
    Category.user_id == bindparam("user_id"),
    Category.deleted_at.is_(None),
    Category.path.op("~>=~", is_comparison=True)(bindparam("first", type_=Category.path.type)),
    Category.path.op("~<~", is_comparison=True)(bindparam("end", type_=Category.path.type)),
)
LIVE_WORKS = (Work.user_id == bindparam("user_id"), Work.deleted_at.is_(None))
FILED = select(func.count()).select_from(Work).join(Category, Category.id == Work.category_id)
COUNT = FILED.where(*LIVE_WORKS, *IN_BRANCH)
PAGE = (
    select(*queries.WORK_COLUMNS, Category.path)
    .join(Category, Category.id == Work.category_id)
    .where(*LIVE_WORKS, *IN_BRANCH)
    .order_by(Work.id.desc())
    .limit(bindparam("page_size"))
    .offset(bindparam("skipped"))
)
NOW = bindparam("now", type_=DateTime(timezone=True))
OPEN = Work.end_at.is_(None)
TREE = (
    select(*queries.CATEGORY_COLUMNS)
    .where(Category.user_id == bindparam("user_id"), Category.deleted_at.is_(None))
    .order_by(Category.level, Category.id)
)
TOTALS = (
    select(
        Work.category_id,
        func.count().filter(OPEN),
        func.count().filter(OPEN, Work.start_at < NOW),
        func.count(Work.end_at),
        func.min(Work.start_at).filter(OPEN, Work.start_at >= NOW),
    )
    .join(Category, Category.id == Work.category_id)
    .where(*LIVE_WORKS, Category.user_id == bindparam("user_id"), Category.deleted_at.is_(None))
    .group_by(Work.category_id)
)


class ListedOut(BaseModel):
    """One work of a page."""

    id: int
    category_id: int
    recurring_work_id: int | None
    title: str
    note: str
    start_at: datetime
    end_at: datetime | None
    created_at: datetime
    updated_at: datetime
    category_path: str
    root_id: int


class PageOut(BaseModel):
    """A page of works; `count` is of all pages."""

    count: int
    results: list[ListedOut]


class NodeOut(BaseModel):
    """A category with the totals of its subtree and its children inside."""

    id: int
    name: str
    path: str
    level: int
    open: int
    overdue: int
    finished: int
    next_start_at: datetime | None
    children: list[NodeOut]


async def page_of_works(db: AsyncConnection, user_id: int, under: int, page: int, page_size: int) -> dict | None:
    """The page of works filed in a category or below it, newest first; None without such a category."""
    top = (await db.execute(queries.OWN_CATEGORY, {"id": under, "user_id": user_id})).one_or_none()
    if top is None:
        return None
    branch = {"user_id": user_id, "first": top.path, "end": top.path + "0"}
    count = (await db.execute(COUNT, branch)).scalar_one()
    rows = await db.execute(PAGE, {**branch, "page_size": page_size, "skipped": (page - 1) * page_size})
    results = [
        {
            "id": r[0],
            "category_id": r[1],
            "recurring_work_id": r[2],
            "title": r[3],
            "note": r[4],
            "start_at": r[5],
            "end_at": r[6],
            "created_at": r[7],
            "updated_at": r[8],
            "category_path": r[9],
            "root_id": int(r[9].split("/", 2)[1]),
        }
        for r in rows
    ]
    return {"count": count, "results": results}


async def tree_of(db: AsyncConnection, user_id: int, now: datetime) -> list[dict]:
    """The roots, children inside. Deepest first, so that each node is whole before it is added to its parent."""
    rows = (await db.execute(TREE, {"user_id": user_id})).all()
    own = {r[0]: r for r in await db.execute(TOTALS, {"user_id": user_id, "now": now})}
    nodes = {}
    for r in rows:
        _, is_open, overdue, finished, next_start = own.get(r[0]) or (None, 0, 0, 0, None)
        nodes[r[0]] = {
            "id": r[0],
            "name": r[2],
            "path": r[3],
            "level": r[4],
            "open": is_open,
            "overdue": overdue,
            "finished": finished,
            "next_start_at": next_start,
            "children": [],
        }
    for r in rows:
        if r[1]:
            nodes[r[1]]["children"].append(nodes[r[0]])
    for r in reversed(rows):
        if r[1]:
            node, parent = nodes[r[0]], nodes[r[1]]
            parent["open"] += node["open"]
            parent["overdue"] += node["overdue"]
            parent["finished"] += node["finished"]
            starts = [at for at in (parent["next_start_at"], node["next_start_at"]) if at]
            parent["next_start_at"] = min(starts, default=None)
    return [nodes[r[0]] for r in rows if r[1] is None]


@app.get("/works", response_model=PageOut)
async def list_works(under: int, db: Db, me: Me, page: int = 1, page_size: int = 50):
    return Json(found(await page_of_works(db, me, under, page, page_size)))


@app.get("/categories/tree", response_model=list[NodeOut])
async def tree(db: Db, me: Me):
    return Json(await tree_of(db, me, datetime.now(UTC)))
