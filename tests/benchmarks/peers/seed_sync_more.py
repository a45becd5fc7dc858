"""A with the two answers it lacks, in its own style: repositories of ORM entities, services, pydantic response models.

`uvicorn seed_sync_more:app` with the peers' folder and this one on PYTHONPATH.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from common import schemas
from common.models import Category, Work
from seed_sync.main import Db, Me, app
from seed_sync.repositories import CategoryRepository, WorkRepository
from seed_sync.services import CategoryService
from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager


class ListedOut(schemas.WorkOut):
    """One work of a page."""

    category_path: str
    root_id: int


class PageOut(schemas.Orm):
    """A page of works; `count` is of all pages."""

    count: int
    results: list[ListedOut]


class NodeOut(schemas.Orm):
    """A category with the totals of its subtree and its children inside."""

    id: int
    name: str
    path: str
    level: int
    open: int = 0
    overdue: int = 0
    finished: int = 0
    next_start_at: datetime | None = None
    children: list[NodeOut] = []


class MoreWorkRepository(WorkRepository):
    """Reads of works."""

    def page_under(self, top: Category, page: int, page_size: int) -> tuple[int, list[Work]]:
        """How many there are in the branch, and the page, newest first."""
        stmt = (
            select(Work)
            .join(Work.category)
            .where(
                Work.user_id == top.user_id,
                Work.deleted_at.is_(None),
                Category.user_id == top.user_id,
                Category.deleted_at.is_(None),
                or_(Category.path == top.path, Category.path.like(top.path + "/%")),
            )
        )
        count = self.db.scalar(stmt.with_only_columns(func.count()))
        rows = stmt.options(contains_eager(Work.category)).order_by(Work.id.desc())
        return count or 0, list(self.db.scalars(rows.limit(page_size).offset((page - 1) * page_size)))

    def totals(self, user_id: int, now: datetime) -> list[Any]:
        """By category: open, overdue, finished, next start."""
        is_open = Work.end_at.is_(None)
        stmt = (
            select(
                Work.category_id,
                func.count().filter(is_open).label("open"),
                func.count().filter(is_open, Work.start_at < now).label("overdue"),
                func.count(Work.end_at).label("finished"),
                func.min(Work.start_at).filter(is_open, Work.start_at >= now).label("next_start_at"),
            )
            .join(Work.category)
            .where(Work.user_id == user_id, Work.deleted_at.is_(None))
            # The owner is named twice: otherwise PostgreSQL joins the works of one to the categories of all, 130 ms.
            .where(Category.user_id == user_id, Category.deleted_at.is_(None))
            .group_by(Work.category_id)
        )
        return list(self.db.execute(stmt))


class MoreCategoryRepository(CategoryRepository):
    """Reads of categories."""

    def all_of(self, user_id: int) -> list[Category]:
        """The whole tree, parents before children."""
        stmt = select(Category).where(Category.user_id == user_id, Category.deleted_at.is_(None))
        return list(self.db.scalars(stmt.order_by(Category.level, Category.id)))


class MoreService:
    """The two answers."""

    def __init__(self, db: Db):
        self.works = MoreWorkRepository(db)
        self.tree_rows = MoreCategoryRepository(db)
        self.categories = CategoryService(db)

    def page(self, user_id: int, under: int, page: int, page_size: int) -> PageOut:
        """A page of works filed in a category or below it."""
        count, works = self.works.page_under(self.categories.get(user_id, under), page, page_size)
        results = [
            ListedOut(
                **schemas.WorkOut.model_validate(work).model_dump(),
                category_path=work.category.path,
                root_id=int(work.category.path.split("/")[1]),
            )
            for work in works
        ]
        return PageOut(count=count, results=results)

    def tree(self, user_id: int) -> list[NodeOut]:
        """The roots, children inside, each with the totals of its subtree."""
        rows = self.tree_rows.all_of(user_id)
        own = {total.category_id: total for total in self.works.totals(user_id, datetime.now(UTC))}
        nodes = {row.id: NodeOut(id=row.id, name=row.name, path=row.path, level=row.level) for row in rows}
        for row in reversed(rows):
            node, parent = nodes[row.id], nodes.get(row.parent_id)
            if row.id in own:
                self._add(node, own[row.id])
            if parent:
                self._add(parent, node)
        for row in rows:
            if row.parent_id:
                nodes[row.parent_id].children.append(nodes[row.id])
        return [nodes[row.id] for row in rows if row.parent_id is None]

    def _add(self, total: NodeOut, part: Any) -> None:
        total.open += part.open
        total.overdue += part.overdue
        total.finished += part.finished
        starts = [at for at in (total.next_start_at, part.next_start_at) if at]
        total.next_start_at = min(starts, default=None)


@app.get("/works", response_model=PageOut)
def list_works(under: int, db: Db, me: Me, page: int = 1, page_size: int = 50):
    return MoreService(db).page(me.id, under, page, page_size)


@app.get("/categories/tree", response_model=list[NodeOut])
def tree(db: Db, me: Me):
    return MoreService(db).tree(me.id)
