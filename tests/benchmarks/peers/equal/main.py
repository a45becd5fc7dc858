"""The endpoints: each reads the account first, and answers with plain bytes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import orjson
from fastapi import FastAPI, Request, Response
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from equal import bodies, people, problems, reads, tags, writes
from equal.config import CONNECTIONS, DATABASE_SETTINGS, DATABASE_URL
from equal.envelope import Envelope


async def _keep(_connection: asyncpg.Connection) -> None:
    """Return a connection to the pool as it is: asyncpg would send a statement that resets it."""


@asynccontextmanager
async def _connected(_api: FastAPI) -> AsyncIterator[None]:
    global pool
    pool = await asyncpg.create_pool(
        DATABASE_URL,
        min_size=CONNECTIONS // 2,
        max_size=CONNECTIONS,
        reset=_keep,
        max_cached_statement_lifetime=0,
        server_settings=DATABASE_SETTINGS,
    )
    async with pool:
        yield


pool: asyncpg.Pool
api = FastAPI(
    lifespan=_connected,
    openapi_url=None,
    redirect_slashes=False,
    telemetry={"tracing": False, "metrics": False, "logs": False},
)
for kind in (problems.Problem, ValidationError, HTTPException):
    api.exception_handler(kind)(problems.respond)
app = Envelope(api)


async def _read(request: Request, model: type[bodies.Query], rows: Callable[..., Awaitable[Any]]) -> Response:
    """Answer with the rows and their weak tag, or with 304."""
    scope = request.scope
    address = scope["raw_path"].decode()
    if scope["query_string"]:
        address = f"{address}?{scope['query_string'].decode()}"
    async with pool.acquire() as db:
        person = await people.authenticate(db, request)
        query = bodies.query_of(request, model)
        state = tags.state_of(person, address)
        if tag := tags.holding(scope["by_name"].get(b"if-none-match", b""), state):
            return Response(None, 304, {"etag": tag})
        host = scope["by_name"].get(b"host", b"").decode()
        content, until = await rows(db, person, query, f"{scope['scheme']}://{host}{address}")
    return _json(content, etag=tags.weak(state, until))


async def _write(
    request: Request,
    model: type[bodies.Strict],
    write: Callable[[asyncpg.Connection, Any], Awaitable[writes.Written]],
    status: int = 200,
) -> Response:
    """Answer with the row that was written, its strong tag and its address."""
    async with pool.acquire() as db:
        try:
            body = await bodies.body_of(request, model)
        except ValidationError:
            # A stranger learns nothing from a wrong body.
            await people.authenticate(db, request)
            raise
        written = await writes.guarded(db, request, lambda: write(db, body))
    row, path = written.row, request.scope["path"]
    address = f"{path}{row['id']}/" if status == 201 else f"{path[: path.index('works/')]}works/{row['id']}/"
    content = orjson.dumps(row, option=orjson.OPT_UTC_Z)
    state = tags.state_of(written.person, address, written.version)
    headers = {"content-location": address, "etag": tags.strong(state, written.row_version, content)}
    if status == 201:
        host = request.scope["by_name"].get(b"host", b"").decode()
        headers["location"] = f"{request.scope['scheme']}://{host}{address}"
    return Response(content, status, headers, "application/json")


def _json(content: Any, **headers: str) -> Response:
    return Response(orjson.dumps(content, option=orjson.OPT_UTC_Z), 200, headers, "application/json")


@api.get("/api/v1/works/today/")
async def today(request: Request) -> Response:
    return await _read(request, bodies.NoQuery, reads.today)


@api.get("/api/v1/works/finished/")
async def finished(request: Request) -> Response:
    return await _read(request, bodies.Period, reads.finished)


@api.get("/api/v1/works/")
async def list_works(request: Request) -> Response:
    return await _read(request, bodies.Branch, reads.listed)


@api.get("/api/v1/categories/{pk:int}/subtree/")
async def subtree(request: Request) -> Response:
    return await _read(request, bodies.NoQuery, reads.subtree)


@api.get("/api/v1/categories/tree/")
async def tree(request: Request) -> Response:
    return await _read(request, bodies.Tree, reads.tree)


@api.post("/api/v1/works/")
async def create_work(request: Request) -> Response:
    return await _write(request, bodies.NewWork, lambda db, body: writes.create_work(db, request, body), 201)


@api.patch("/api/v1/works/{pk:int}/")
async def edit_work(request: Request) -> Response:
    return await _write(request, bodies.EditWork, lambda db, body: writes.edit_work(db, request, body))


@api.post("/api/v1/works/{pk:int}/finish/")
async def finish_work(request: Request) -> Response:
    return await _write(request, bodies.Nothing, lambda db, _body: writes.set_status(db, request, "DONE"))


@api.post("/api/v1/works/{pk:int}/reopen/")
async def reopen_work(request: Request) -> Response:
    return await _write(request, bodies.Nothing, lambda db, _body: writes.set_status(db, request, None))


@api.post("/api/v1/works/{pk:int}/status/")
async def set_status(request: Request) -> Response:
    return await _write(request, bodies.Status, lambda db, body: writes.set_status(db, request, body.status))


@api.post("/api/v1/categories/")
async def create_category(request: Request) -> Response:
    return await _write(request, bodies.NewCategory, lambda db, body: writes.create_category(db, request, body), 201)
