"""An open loop: each request is sent at its instant, whether or not the earlier ones have been answered.

A client that waits for its answers sends nothing while the server stalls, and so hides the stall. Here the time of a
request counts from the instant at which it was due.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from random import Random
from typing import NamedTuple

from tests.benchmarks.many.mix import Mix, Question

# Below the 5 s after which the server closes a connection that is at rest.
KEEP_ALIVE_SECONDS = 4.0
# Seconds until a request counts as not answered.
PATIENCE = 30.0


class Sample(NamedTuple):
    """One request: when it was due in seconds from the start, the seconds until its answer, and the status; 0 for none."""

    name: str
    due: float
    took: float
    status: int

    @property
    def is_bad(self) -> bool:
        """Whether it was refused or not answered."""
        return not 200 <= self.status < 400


class Answer(NamedTuple):
    """What the server sent."""

    status: int
    tag: str
    body: bytes


class Connections:
    """Those to the server that are kept open, used in turn, as a proxy keeps them. One more is opened when all are busy."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: deque[tuple[float, asyncio.StreamReader, asyncio.StreamWriter]] = deque()

    async def ask(self, head: bytes) -> Answer:
        """Send the request and read its answer."""
        reader, writer = self._kept() or await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(head)
            answer, stays_open = await _read(reader)
        except BaseException:
            writer.close()
            raise
        if stays_open:
            self._idle.append((_now(), reader, writer))
        else:
            writer.close()
        return answer

    def close(self) -> None:
        """Close those that are at rest."""
        for _since, _reader, writer in self._idle:
            writer.close()

    def _kept(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        while self._idle:
            since, reader, writer = self._idle.popleft()
            if _now() - since < KEEP_ALIVE_SECONDS and not reader.at_eof():
                return reader, writer
            writer.close()
        return None


async def fire(
    port: int, tokens: dict[int, str], mix: Mix, *, rate: float, goes_on: Callable[[float], bool]
) -> list[Sample]:
    """Send so many requests a second while `goes_on(seconds)`, at random instants; return all when the last has ended.

    People do not wait for one another, so the gaps are exponential.
    """
    connections, gaps, questions = Connections(port), Random(rate), mix.questions()
    samples: list[Sample] = []
    begin, due = _now(), 0.0

    async def send(question: Question, due: float) -> None:
        try:
            async with asyncio.timeout_at(begin + due + PATIENCE):
                answer = await connections.ask(_written(question, tokens))
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            answer = Answer(0, "", b"")
        samples.append(Sample(question.name, due, _now() - begin - due, answer.status))
        if answer.status == HTTPStatus.OK:
            mix.keep(question, answer.tag, answer.body)

    async with asyncio.TaskGroup() as group:
        while goes_on(due):
            await asyncio.sleep(begin + due - _now())
            group.create_task(send(next(questions), due))
            due += gaps.expovariate(rate)
    connections.close()
    return samples


def _now() -> float:
    return asyncio.get_running_loop().time()


def _written(question: Question, tokens: dict[int, str]) -> bytes:
    method, path, person, body = question.request
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {tokens[person or 0]}"]
    if question.tag:
        lines.append(f"If-None-Match: {question.tag}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", body]).encode()


async def _read(reader: asyncio.StreamReader) -> tuple[Answer, bool]:
    """The answer, and whether the connection stays open."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
    status = int(first.split()[1])
    if status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
        body = b""
    elif headers.get("transfer-encoding") == "chunked":
        body = await _read_chunks(reader)
    else:
        body = await reader.readexactly(int(headers["content-length"]))
    return Answer(status, headers.get("etag", ""), body), headers.get("connection", "").lower() != "close"


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    """A body in chunks; each has its size before it, and a line end behind it."""
    parts = []
    while size := int(await reader.readline(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)
