"""One run: every endpoint on every server, in turns, at every number of connections."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from itertools import groupby
from math import ceil
from pathlib import Path
from typing import Any

from tests.benchmarks.http import answers, cost, databases, statements, twins
from tests.benchmarks.http.cost import Cpu
from tests.benchmarks.http.kinds import Kind
from tests.benchmarks.http.load import ROUND, Load, Stock, fire
from tests.benchmarks.http.requests import BY_NAME, Endpoint
from tests.benchmarks.http.servers import Server, running
from tests.benchmarks.http.terminal import report

PROCESSORS = os.cpu_count() or 1
# Connections up to which all servers are up at once. At 64 the sync peer alone wants 80 of PostgreSQL's usual 100.
TOGETHER = 16
# A slow server gets longer points, in seconds at most, so that each connection has had several answers.
LONGEST_POINT, TURNS = 10, 6
# More a second than any server answers, until the warm-up has counted how many: a write is never sent twice.
MOST_PER_SECOND = 6000
# The mix of which the memory is read, and how many requests of it.
MIX, MIX_REQUESTS, MIX_SECONDS = ("today", "list", "finished", "subtree", "tree", "patch"), 100_000, 5
# Requests whose rows are looked at, of each write.
LOOKS = 3


@dataclass
class Plan:
    """What a run is asked to do. `seconds` are those of a point, `memory_seconds` at most of one server's memory."""

    kinds: list[Kind]
    peers: Path | None
    endpoints: list[Endpoint]
    connections: list[int]
    rounds: int
    seconds: int
    memory: bool
    memory_seconds: int

    def points(self) -> list[tuple[int, Endpoint, int, Kind]]:
        """(round, endpoint, connections, server) in turns, backwards in each second round, of the points at which all servers are up."""
        return [
            (turn, endpoint, connections, kind)
            for turn in range(self.rounds)
            for endpoint in self.endpoints
            for connections in self.connections
            if connections in endpoint.connections and connections <= TOGETHER
            for kind in self._order(turn)
            if endpoint.is_on(kind)
        ]

    def crowded_points(self) -> list[tuple[int, Endpoint, int, Kind]]:
        """Those at which a server has the database's connections to itself: server by server."""
        return [
            (turn, endpoint, connections, kind)
            for turn in range(self.rounds)
            for kind in self._order(turn)
            for endpoint in self.endpoints
            for connections in self.connections
            if endpoint.is_on(kind) and connections in endpoint.connections and connections > TOGETHER
        ]

    def _order(self, turn: int) -> list[Kind]:
        return self.kinds if turn % 2 == 0 else self.kinds[::-1]


@dataclass
class Point:
    """One server at one endpoint: requests/s, ms, microseconds of processor a request, share of strangers (0..1).

    `pg_us` and `strangers` are None where connections come and go: what an ended backend took is not recorded.
    """

    round: int
    endpoint: str
    connections: int
    server: str
    rps: float
    p50: float
    p99: float
    requests: int
    bad: int
    app_us: float
    pg_us: float | None
    strangers: float | None


@dataclass
class Results:
    """All that a run found; `memory` holds (requests, MiB) by server, `failed` what went wrong, in words."""

    points: list[Point] = field(default_factory=list)
    bytes: dict[str, dict[str, int]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    statements: dict[str, dict[str, Any]] = field(default_factory=dict)
    memory: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For json.dump."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Results:
        """The way back."""
        points = [Point(**point) for point in data["points"]]
        return cls(points, data["bytes"], data["rows"], data["statements"], data["memory"], data.get("failed", []))


class Run:
    """Servers that are up, the stock of requests, and what was found."""

    def __init__(self, plan: Plan, tokens: dict[str, dict[int, str]]) -> None:
        """`tokens` are those of each person by database."""
        self.plan, self.tokens = plan, tokens
        self.stock, self.results = Stock(), Results()
        self.servers: dict[str, Server] = {}
        # Requests/s in the warm-up.
        self._pace: dict[tuple[str, str], float] = {}

    def measure(self) -> Results:
        """Everything, in order. Raises AnswersDiffer."""
        for kind in self.plan.kinds:
            report(f"statements of {kind.name}")
            self._count_statements(kind)
        together, crowded = self.plan.points(), self.plan.crowded_points()
        self._progress = Progress(len(together) + len(crowded))
        with ExitStack() as stack:
            for kind in self.plan.kinds:
                stack.enter_context(self._up(kind))
            self._compare_answers()
            for endpoint in self.plan.endpoints:
                for server in self._servers_with(endpoint):
                    self._warm_up(endpoint, server, TOGETHER)
            for point in together:
                self._measure(*point)
        for (_, kind), points in groupby(crowded, key=lambda point: (point[0], point[3])):
            with self._up(kind) as server:
                for point in points:
                    self._warm_up(point[1], server, point[2])
                    self._measure(*point)
        if self.plan.memory:
            for kind in self.plan.kinds:
                with self._up(kind) as server:
                    self._read_memory(server)
        return self.results

    @contextmanager
    def _up(self, kind: Kind) -> Iterator[Server]:
        with running(kind, self.plan.peers, tokens=self.tokens[databases.name_of(kind)]) as server:
            self.servers[kind.name] = server
            yield server

    def _servers_with(self, endpoint: Endpoint) -> list[Server]:
        return [server for server in self.servers.values() if endpoint.is_on(server.kind)]

    def _numbers(self, endpoint: Endpoint, database: str, count: int) -> range:
        numbers = self.stock.take(endpoint, database, count)
        if not numbers:
            databases.set_again(database)
            self.stock.renew(database)
            numbers = self.stock.take(endpoint, database, count)
        if not numbers:
            sys.exit(f"A point of {endpoint.name} may need {count} requests, and there are {endpoint.stock}.")
        return numbers

    def _count_statements(self, kind: Kind) -> None:
        needed, database = statements.WARM + statements.COUNTED, databases.name_of(kind)
        endpoints = [endpoint for endpoint in self.plan.endpoints if endpoint.is_on(kind)]
        numbers = {endpoint.name: self._numbers(endpoint, database, needed) for endpoint in endpoints}
        found = statements.count(kind, self.plan.peers, self.tokens[database], endpoints, numbers)
        for endpoint in endpoints:
            self.stock.used(endpoint, database, needed)
            self.results.statements.setdefault(endpoint.name, {})[kind.name] = found[endpoint.name]._asdict()

    def _compare_answers(self) -> None:
        for endpoint in self.plan.endpoints:
            servers, numbers = self._servers_with(endpoint), {}
            for name, database in [*((server.name, server.database) for server in servers), ("twins", databases.OURS)]:
                numbers[name] = self._numbers(endpoint, database, LOOKS)
                self.stock.used(endpoint, database, LOOKS)
            sizes, rows = answers.compare(servers, endpoint, numbers)
            self.results.bytes[endpoint.name], self.results.rows[endpoint.name] = sizes, rows
            report(f"same rows in {endpoint.name}: {rows} rows, bytes {sizes}")
        if ours := [server for server in self.servers.values() if server.kind.is_ours]:
            twins.compare_refusals(ours)

    def _warm_up(self, endpoint: Endpoint, server: Server, connections: int) -> None:
        """Run for a second, which also measures how fast the server is here."""
        load, _, _ = self._fire(endpoint, server, connections, 1, MOST_PER_SECOND)
        self._pace[endpoint.name, server.name] = load.rps
        if load.bad:
            self._complain(endpoint, server, load)

    def _complain(self, endpoint: Endpoint, server: Server, load: Load) -> None:
        """Show an answer of those that failed; the run goes on, and ends with 1."""
        answer = server.ask(endpoint.request(server.kind, self._numbers(endpoint, server.database, 1)[0]))
        self.stock.used(endpoint, server.database, 1)
        asked = f"{load.bad} of {load.requests} requests of {endpoint.name} to {server.name}"
        self._fail(f"{asked}; one more gives {answer.status} {answer.body[:300]!r}")

    def _fail(self, text: str) -> None:
        self.results.failed.append(text)
        report(f"FAILED: {text}")

    def _measure(self, turn: int, endpoint: Endpoint, connections: int, kind: Kind) -> None:
        server, pace = self.servers[kind.name], self._pace[endpoint.name, kind.name]
        seconds = max(self.plan.seconds, min(LONGEST_POINT, ceil(TURNS * connections / max(pace, 1))))
        load, used, took = self._fire(endpoint, server, connections, seconds, min(500 + 4 * pace, MOST_PER_SECOND))
        if load.bad:
            self._complain(endpoint, server, load)
        # Those under way at wrk's end have been answered too, and paid for.
        paid = load.requests + connections
        point = Point(
            turn,
            endpoint.name,
            connections,
            kind.name,
            rps=round(load.rps, 1),
            p50=load.p50,
            p99=load.p99,
            requests=load.requests,
            bad=load.bad,
            app_us=round(used.app / paid * 1e6),
            pg_us=round(used.postgres / paid * 1e6) if connections <= TOGETHER else None,
            strangers=round(used.strangers / took / PROCESSORS, 3) if connections <= TOGETHER else None,
        )
        self.results.points.append(point)
        self._progress.report(point)

    def _read_memory(self, server: Server) -> None:
        """PSS after every few seconds of the mix, from the first answer on, to 100,000 requests or the end of the time."""
        sent = 0
        samples = self.results.memory.setdefault(server.name, [])
        ends = time.monotonic() + self.plan.memory_seconds
        while True:
            samples.append((sent, round(cost.pss(server.pid), 1)))
            report(f"memory of {server.name}: {samples[-1][1]} MiB after {sent} requests")
            if sent >= MIX_REQUESTS or time.monotonic() > ends:
                return
            numbers = {name: self._numbers(BY_NAME[name], server.database, ROUND) for name in MIX}
            requests = [
                BY_NAME[name].request(server.kind, numbers[name][turn]) for turn in range(ROUND) for name in MIX
            ]
            load = fire(server, requests, connections=16, seconds=MIX_SECONDS)
            self.stock.used(BY_NAME["patch"], server.database, ROUND)
            if load.bad or not load.requests:
                self._fail(f"{load.bad} of {load.requests} requests of the mix to {server.name}")
                return
            sent += load.requests

    def _fire(
        self, endpoint: Endpoint, server: Server, connections: int, seconds: int, most_per_second: float
    ) -> tuple[Load, Cpu, float]:
        """What wrk reports, the processor time until the server is at rest again, and how long that was."""
        numbers = self._numbers(endpoint, server.database, int(most_per_second * seconds))
        requests = [endpoint.request(server.kind, n) for n in numbers]
        before, began = cost.read_cpu(server.pid, server.database), time.monotonic()
        load = fire(server, requests, connections=connections, seconds=seconds)
        cost.settle(server.pid)
        used, took = cost.read_cpu(server.pid, server.database).since(before), time.monotonic() - began
        # Those under way at the end have been sent too.
        self.stock.used(endpoint, server.database, load.requests + connections + 8)
        return load, used, took


class Progress:
    """A line for each point, with the time left."""

    def __init__(self, total: int) -> None:
        self.done, self.total, self.began = 0, total, time.monotonic()

    def report(self, point: Point) -> None:
        """This one is measured."""
        self.done += 1
        left = (time.monotonic() - self.began) / self.done * (self.total - self.done)
        strangers = "" if point.strangers is None else f"  strangers {point.strangers:.0%}"
        report(
            f"{self.done}/{self.total} round {point.round + 1} {point.endpoint:13} {point.connections:2} {point.server:7} "
            f"{point.rps:7.0f}/s  p50 {point.p50:.1f}  p99 {point.p99:.1f} ms  cpu {point.app_us}+{point.pg_us} us"
            f"{strangers}{f'  {point.bad} FAILED' if point.bad else ''}  {left / 60:.1f} min left"
        )
