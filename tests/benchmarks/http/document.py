"""The tables in docs/performance.md, between two comments."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.benchmarks.http import databases
from tests.benchmarks.http.kinds import KINDS, OTHERS
from tests.benchmarks.http.requests import BY_NAME
from tests.benchmarks.http.run import Results
from tests.benchmarks.http.table import Summary, growth, milestones, peak

# What the ratio of the login shows, and what it does not.
LOGIN = "The hash determines the cost of log-in: bcrypt (12) in the peers, Argon2id (19 MiB, 2 passes) in Wheelbarrow."
BEGIN, END = "<!-- bench:http -->", "<!-- /bench:http -->"


def write(folder: Path, machine: dict[str, str], how: dict[str, Any], results: Results) -> None:
    """Put the tables into performance.md of the folder."""
    page = folder / "performance.md"
    text = page.read_text() if page.exists() else ""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        sys.exit(f"{page} has no {BEGIN} and {END} to write between.")
    page.write_text(f"{before}{BEGIN}\n{render(machine, how, results)}\n{END}{after}")


def render(machine: dict[str, str], how: dict[str, Any], results: Results) -> str:
    """Where it was measured, a table of speed, one of cost, one of memory."""
    summary = Summary(results)
    parts = [_machine(machine, how), _key(summary), _speed(summary), _cost(summary)]
    if results.memory:
        parts.append(_memory(results))
    return "\n\n".join(parts)


def _machine(machine: dict[str, str], how: dict[str, Any]) -> str:
    described = ", ".join(f"{name} {value}" for name, value in machine.items() if name != "Day")
    return (
        f"Measured on {machine['Day']}. {described}. {how['processes']} processes a server, {how['rounds']} rounds in turns, "
        f"{how['seconds']} s a point and up to ten where a server is slow; wrk, server and PostgreSQL share the cores. "
        f"PostgreSQL is as it comes, but for {databases.PLANNER}."
    )


def _key(summary: Summary) -> str:
    return "\n".join(f"- **{server}**: {KINDS[server].title}" for server in summary.servers)


def _speed(summary: Summary) -> str:
    """Requests/s and latency; a ratio above 1 is faster."""
    servers, pairs = summary.servers, _pairs(summary)
    head = [
        "",
        *(f"{s} req/s" for s in servers),
        *(f"{s} : {other}" for s, other in pairs),
        *(f"{s} p99 ms" for s in servers),
    ]
    rows = [
        [
            BY_NAME[endpoint].title,
            *(_cell(summary.median(endpoint, s, 16, "rps")) for s in servers),
            *(_cell(summary.ratio(endpoint, s, other, 16), 2) for s, other in pairs),
            *(_cell(summary.median(endpoint, s, 16, "p99"), 1) for s in servers),
        ]
        for endpoint in summary.endpoints
    ]
    crowded = [
        [BY_NAME[endpoint].title, *(_cell(summary.ratio(endpoint, s, other, 64), 2) for s, other in pairs)]
        for endpoint in summary.endpoints
        if 64 in BY_NAME[endpoint].connections
    ]
    parts = [f"At 16 connections:\n\n{_table(head, rows)}"]
    if any(summary.points(endpoint, servers[0], 64) for endpoint in summary.endpoints):
        parts.append(
            f"Requests a second at 64 connections:\n\n{_table(['', *(f'{s} : {o}' for s, o in pairs)], crowded)}"
        )
    return "\n\n".join([*parts, LOGIN] if "token" in summary.endpoints else parts)


def _cost(summary: Summary) -> str:
    """Processor time a request; a ratio above 1 is cheaper."""
    servers, pairs = summary.servers, _pairs(summary)
    if {"equal", "B"} <= set(servers):
        # What the guarantees cost.
        pairs = [*pairs, ("equal", "B")]
    head = [
        "µs of processor time per request, server + PostgreSQL",
        *servers,
        *(f"{other} : {s}" for s, other in pairs),
    ]
    counted = ["", *(f"{s} statements" for s in servers), *(f"{s} bytes" for s in servers)]
    rows, sizes = [], []
    for endpoint in summary.endpoints:
        title, counts = BY_NAME[endpoint].title, summary.results.statements.get(endpoint, {})
        rows.append(
            [
                title,
                *(_both(summary, endpoint, s) for s in servers),
                *(_cell(summary.cpu_ratio(endpoint, s, other), 2) for s, other in pairs),
            ]
        )
        lengths = summary.results.bytes.get(endpoint, {})
        sizes.append([title, *(_statements(counts.get(s)) for s in servers), *(_cell(lengths.get(s)) for s in servers)])
    note = "The number after a + is that of the statements that begin or end a transaction:"
    return f"{_table(head, rows)}\n\n{note}\n\n{_table(counted, sizes)}"


def _pairs(summary: Summary) -> list[tuple[str, str]]:
    """What is compared: Wheelbarrow with each of the others."""
    ours = [server for server in summary.servers if KINDS[server].is_wheelbarrow]
    return [(server, other) for server in ours for other in OTHERS if other in summary.servers]


def _both(summary: Summary, endpoint: str, server: str) -> str:
    app, pg = (_cell(summary.median(endpoint, server, 16, name)) for name in ("app_us", "pg_us"))
    return "–" if app == "–" else f"{app} + {pg}"


def _memory(results: Results) -> str:
    rows = [
        [
            server,
            ", ".join(f"{mib:.0f} after {requests:,}" for requests, mib in milestones(samples)),
            f"{peak(samples):.0f}",
            growth(samples),
        ]
        for server, samples in results.memory.items()
    ]
    return _table(["", "MiB (PSS of all processes) after requests", "peak", "at the end"], rows)


def _statements(counts: dict[str, float] | None) -> str:
    if counts is None:
        return "–"
    return f"{counts['statements']:g}" + (f" + {counts['transaction']:g}" if counts["transaction"] else "")


def _cell(value: float | None, digits: int = 0) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, rule, *rows])
