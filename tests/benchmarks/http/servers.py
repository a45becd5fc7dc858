"""The servers: A, B and equal under uvicorn, Wheelbarrow under gunicorn and granian, each with the same number of processes."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple

from tests.benchmarks.http import databases
from tests.benchmarks.http.databases import HERE, POSTGRES, ROOT
from tests.benchmarks.http.kinds import Kind
from tests.benchmarks.http.requests import Request

MODULES = {"A": "seed_sync_more", "B": "tuned_async_more", "equal": "equal.main"}
PATIENCE = 30.0


class Answer(NamedTuple):
    """What a server answered; the names of `headers` are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """One server that runs; `pid` is the root of its process tree."""

    kind: Kind
    port: int
    pid: int = 0
    tokens: dict[int, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name in the tables."""
        return self.kind.name

    @property
    def database(self) -> str:
        """The name of its database."""
        return databases.name_of(self.kind)

    def ask(self, request: Request, **headers: str) -> Answer:
        """Send the request, with the person's token and more headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        if request.body:
            headers["Content-Type"] = "application/json"
        if request.person is not None:
            headers["Authorization"] = f"Bearer {self.tokens[request.person]}"
        try:
            connection.request(request.method, request.path, request.body or None, headers)
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()


@contextmanager
def running(
    kind: Kind, peers: Path | None, *, tokens: dict[int, str], port: int = 0, processes: int = 2, host: str = POSTGRES
) -> Iterator[Server]:
    """The server, from its first answer to its last process; `host` is the database's, or the counting proxy's."""
    server = Server(kind, port or kind.port, tokens=tokens)
    if _is_open(server.port):
        sys.exit(f"Port {server.port} is taken: something else is running there.")
    databases.SCRATCH.mkdir(exist_ok=True)
    with (databases.SCRATCH / f"server-{kind.name}.log").open("w") as log:
        process = _start(server, peers, processes, host, log)
        try:
            server.pid = process.pid
            _await(process, server, log.name)
            yield server
        finally:
            _stop(process)


def command_of(kind: Kind, peers: Path | None, port: int, processes: int) -> list[str]:
    """The command line of a server."""
    if kind.name == "W":
        return [str(databases.BIN / "gunicorn"), "--bind", f"127.0.0.1:{port}"]
    if kind.name == "granian":
        how = f"--interface wsgi --host 127.0.0.1 --port {port} --workers {processes} --blocking-threads 2"
        return [str(databases.BIN / "granian"), *how.split(), "wheelbarrow.wsgi:application"]
    home = databases.EQUAL if kind.name == "equal" else peers
    assert home is not None
    how = f"--port {port} --workers {processes} --loop uvloop --http httptools --no-access-log --log-level warning"
    return [str(home / ".venv/bin/uvicorn"), f"{MODULES[kind.name]}:app", *how.split()]


def _start(server: Server, peers: Path | None, processes: int, host: str, log: IO[str]) -> subprocess.Popen[bytes]:
    folder = ROOT
    if server.kind.is_ours:
        environment = {**databases.our_environment(host=host), "WEB_CONCURRENCY": str(processes)}
        if server.name == "equal":
            environment["PYTHONPATH"] = str(HERE.parent / "peers")
    else:
        assert peers is not None
        folder = peers
        environment = {**os.environ, "PYTHONPATH": f"{peers}:{HERE.parent / 'peers'}", "WB_DB_HOST": host}
    # A session of its own: Ctrl+C reaches the benchmark alone, which then ends all in order.
    return subprocess.Popen(
        command_of(server.kind, peers, server.port, processes),
        cwd=folder,
        env={**environment, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _await(process: subprocess.Popen[bytes], server: Server, log: str) -> None:
    """Until it answers anything below 500."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if server.ask(Request("GET", "/healthz" if server.kind.is_ours else "/openapi.json", None)).status < 500:
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.1)
    sys.exit(f"{server.name} does not answer; see {log}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """SIGTERM, and SIGKILL to whatever of its session is still there after ten seconds."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
