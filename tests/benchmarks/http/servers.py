"""The servers: A and B under uvicorn, W under gunicorn, each with the same number of processes."""

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
from typing import IO

from tests.benchmarks.http import databases
from tests.benchmarks.http.databases import HERE, OURS, POSTGRES, ROOT, THEIRS
from tests.benchmarks.http.requests import Request

PORTS = {"A": 9101, "B": 9102, "W": 9103}
TITLES = {"A": "FastAPI, sync, ORM", "B": "FastAPI, async, tuned", "W": "Wheelbarrow"}
MODULES = {"A": "seed_sync_more", "B": "tuned_async_more"}
PATIENCE = 30.0


@dataclass
class Server:
    """One server that runs; `pid` is the root of its process tree."""

    letter: str
    port: int
    database: str
    pid: int = 0
    tokens: dict[int, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What it is, in a few words."""
        return TITLES[self.letter]

    def ask(self, request: Request) -> tuple[int, bytes]:
        """The status and the body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Content-Type": "application/json"} if request.body else {}
        if request.person is not None:
            headers["Authorization"] = f"Bearer {self.tokens[request.person]}"
        try:
            connection.request(request.method, request.path, request.body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@contextmanager
def running(
    letter: str, peers: Path | None, *, tokens: dict[int, str], port: int = 0, processes: int = 2, host: str = POSTGRES
) -> Iterator[Server]:
    """The server, from its first answer to its last process; `host` is the database's, or the counting proxy's."""
    server = Server(letter, port or PORTS[letter], OURS if letter == "W" else THEIRS, tokens=tokens)
    if _is_open(server.port):
        sys.exit(f"Port {server.port} is taken: something else is running there.")
    databases.SCRATCH.mkdir(exist_ok=True)
    with (databases.SCRATCH / f"server-{letter}.log").open("w") as log:
        process = _start(server, peers, processes, host, log)
        try:
            server.pid = process.pid
            _await(process, server, log.name)
            yield server
        finally:
            _stop(process)


def _start(server: Server, peers: Path | None, processes: int, host: str, log: IO[str]) -> subprocess.Popen[bytes]:
    if server.letter == "W":
        command, folder, environment = _gunicorn(server.port, processes), ROOT, databases.our_environment(host=host)
        environment["WEB_CONCURRENCY"] = str(processes)
    else:
        assert peers is not None
        command, folder = _uvicorn(server.letter, peers, server.port, processes), peers
        environment = {
            **os.environ,
            "PYTHONPATH": f"{peers}:{HERE / 'peers'}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "WB_DB_HOST": host,
        }
    # A session of its own: Ctrl+C reaches the benchmark alone, which then ends all in order.
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
    )


def _gunicorn(port: int, processes: int) -> list[str]:
    command = [str(Path(sys.executable).parent / "gunicorn"), "--bind", f"127.0.0.1:{port}"]
    if (ROOT / "gunicorn.conf.py").exists():
        return command
    how = f"--workers {processes} --threads 4 --reuse-port --worker-tmp-dir /dev/shm --no-control-socket"
    return [*command, *how.split(), "wheelbarrow.wsgi"]


def _uvicorn(letter: str, peers: Path, port: int, processes: int) -> list[str]:
    how = f"--port {port} --loop uvloop --http httptools --no-access-log --log-level warning"
    workers = ["--workers", str(processes)] if processes > 1 else []
    return [str(peers / ".venv/bin/uvicorn"), f"{MODULES[letter]}:app", *how.split(), *workers]


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _await(process: subprocess.Popen[bytes], server: Server, log: str) -> None:
    """Until it answers anything below 500."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if server.ask(Request("GET", "/healthz" if server.letter == "W" else "/openapi.json", None))[0] < 500:
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.1)
    sys.exit(f"{server.letter} does not answer; see {log}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """SIGTERM, and SIGKILL to whatever of its session is still there after ten seconds."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
