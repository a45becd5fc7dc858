"""Load: wrk with one thread replays prepared requests."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable
from typing import NamedTuple

from tests.benchmarks.http.databases import HERE
from tests.benchmarks.http.requests import BY_NAME, Endpoint, Request
from tests.benchmarks.http.servers import Server

# Requests that may be sent again: enough to go round every person and variant.
ROUND = 400


class Load(NamedTuple):
    """What wrk reports: requests in `seconds`, latencies in ms, `bad` those refused (status over 399) or broken off."""

    requests: int
    seconds: float
    p50: float
    p99: float
    bad: int

    @property
    def rps(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


class Stock:
    """The running number of each endpoint's next request, for each database: servers that share one share its works."""

    def __init__(self) -> None:
        self._next: dict[tuple[str, str], int] = {}

    def take(self, endpoint: Endpoint, database: str, count: int) -> range:
        """The numbers of the next requests; an empty range if there are not as many left."""
        if endpoint.repeats:
            return range(ROUND)
        first = self._next.get((endpoint.name, database), 0)
        if endpoint.stock is not None and first + count > endpoint.stock:
            return range(0)
        return range(first, first + count)

    def used(self, endpoint: Endpoint, database: str, count: int) -> None:
        """So many of them have been sent."""
        key = (endpoint.name, database)
        self._next[key] = self._next.get(key, 0) + count

    def renew(self, database: str) -> None:
        """All works are there again."""
        self._next = {key: 0 if BY_NAME[key[0]].stock and key[1] == database else n for key, n in self._next.items()}


def fire(server: Server, requests: Iterable[Request], *, connections: int, seconds: int) -> Load:
    """Send the requests in turn over so many connections for so many seconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as file:
        for method, path, person, body in requests:
            file.write(f"{method}\t{path}\t{server.tokens[person] if person else ''}\t{body}\n")
        file.flush()
        host = f"127.0.0.1:{server.port}"
        how = ["-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "20s"]
        command = ["wrk", *how, "-s", str(HERE / "load.lua"), f"http://{host}", "--", file.name, host]
        text = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    result = json.loads(text.partition("RESULT ")[2])
    bad = result["refused"] + result["broken"]
    return Load(result["requests"], result["us"] / 1e6, result["p50"] / 1e3, result["p99"] / 1e3, bad)
