"""SQL statements of a request, counted between server and database by a proxy that reads PostgreSQL's protocol.

What counts is a simple Query or an Execute of the client (protocol 3.0); BEGIN, COMMIT and similar ones are counted apart.
"""

from __future__ import annotations

import asyncio
import struct
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.http.answers import ask
from tests.benchmarks.http.databases import POSTGRES
from tests.benchmarks.http.kinds import FIRST_PORT, Kind
from tests.benchmarks.http.requests import Endpoint
from tests.benchmarks.http.servers import running

PROXY_PORT = FIRST_PORT + 20
# Requests that open every connection and prepare every statement, before ten are counted.
WARM, COUNTED = 20, 10
TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "START", "SAVEPOINT", "RELEASE", "END")
# SSLRequest and GSSENCRequest: the answer is no, for an encrypted stream could not be read.
ENCRYPTION = (80877103, 80877104)


class Statements(NamedTuple):
    """Per request: statements, and those that begin or end a transaction."""

    statements: float
    transaction: float


class Proxy:
    """Hands bytes on in both directions, and keeps count."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        host, port = POSTGRES.split(":")
        to_server = None
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            first = await self._first_message(reader, writer)
            from_server, to_server = await asyncio.open_connection(host, int(port))
            to_server.write(first)
            answers = asyncio.create_task(self._hand_on(from_server, writer))
            await self._read_messages(reader, to_server)
            answers.cancel()
        for end in (writer, to_server):
            if end is not None:
                end.close()

    async def _first_message(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        while True:
            head = await reader.readexactly(8)
            size, code = struct.unpack("!II", head)
            if code not in ENCRYPTION:
                return head + await reader.readexactly(size - 8)
            writer.write(b"N")

    async def _hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
        writer.close()

    async def _read_messages(self, reader: asyncio.StreamReader, to_server: asyncio.StreamWriter) -> None:
        prepared: dict[bytes, str] = {}
        portals: dict[bytes, str] = {}
        while True:
            head = await reader.readexactly(5)
            body = await reader.readexactly(struct.unpack("!I", head[1:])[0] - 4)
            name, _, rest = body.partition(b"\0")
            match head[:1]:
                case b"P":
                    prepared[name] = rest.partition(b"\0")[0].decode(errors="replace")
                case b"B":
                    portals[name] = prepared.get(rest.partition(b"\0")[0], "")
                case b"E":
                    self.texts.append(portals.get(name, ""))
                case b"Q":
                    self.texts.append(name.decode(errors="replace"))
            to_server.write(head + body)


@contextmanager
def _proxy() -> Iterator[Proxy]:
    proxy, ready, loop, over = Proxy(), threading.Event(), asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        async with await asyncio.start_server(proxy.serve, "127.0.0.1", PROXY_PORT):
            ready.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=[serve()], daemon=True)
    thread.start()
    if not ready.wait(5):
        raise RuntimeError(f"The counting proxy found port {PROXY_PORT} taken.")
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(5)


def count(
    kind: Kind, peers: Path | None, tokens: dict[int, str], endpoints: list[Endpoint], numbers: dict[str, range]
) -> dict[str, Statements]:
    """By endpoint, asked of a server of one process; `numbers` are those of the requests it may use.

    Raises AnswersDiffer when one is refused.
    """
    found = {}
    with (
        _proxy() as proxy,
        running(kind, peers, tokens=tokens, port=kind.port + 10, processes=1, host=f"127.0.0.1:{PROXY_PORT}") as server,
    ):
        for endpoint in endpoints:
            warm, counted = numbers[endpoint.name][:WARM], numbers[endpoint.name][WARM : WARM + COUNTED]
            with ThreadPoolExecutor(8) as population:
                list(population.map(partial(ask, server, endpoint), warm))
            # The sync peer ends its transaction behind the answer.
            time.sleep(0.1)
            proxy.texts.clear()
            for n in counted:
                ask(server, endpoint, n)
            time.sleep(0.1)
            both = [text.lstrip().upper().startswith(TRANSACTION) for text in proxy.texts]
            found[endpoint.name] = Statements((len(both) - sum(both)) / COUNTED, sum(both) / COUNTED)
    return found
