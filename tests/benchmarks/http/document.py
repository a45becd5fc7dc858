"""The table in docs/performance.md, between two comments, and the plot beside it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.benchmarks.http import databases, plot
from tests.benchmarks.http.requests import BY_NAME
from tests.benchmarks.http.run import Results
from tests.benchmarks.http.servers import TITLES
from tests.benchmarks.http.table import Summary, growth, milestones, peak

# What the ratio of the login shows, and what it does not.
LOGIN = "The hash determines the cost of log-in: bcrypt (12) in the peers, Argon2id (19 MiB, 2 passes) in Wheelbarrow."
BEGIN, END = "<!-- bench:http -->", "<!-- /bench:http -->"


def write(folder: Path, machine: dict[str, str], how: dict[str, Any], results: Results) -> None:
    """Put the table into performance.md of the folder and the plot into performance.svg."""
    page = folder / "performance.md"
    text = page.read_text() if page.exists() else ""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        sys.exit(f"{page} has no {BEGIN} and {END} to write between.")
    page.write_text(f"{before}{BEGIN}\n{render(machine, how, results)}\n{END}{after}")
    if "B" in Summary(results).servers:
        (folder / "performance.svg").write_text(plot.render(results))


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
    return "\n".join(f"- **{server}**: {TITLES[server]}" for server in summary.servers)


def _speed(summary: Summary) -> str:
    servers, others = summary.servers, [server for server in ("A", "B") if server in summary.servers]
    head = ["", *(f"{s} req/s" for s in servers), *(f"W : {s}" for s in others)]
    head += [*(f"W : {s} at 64" for s in others), *(f"{s} p99 ms" for s in servers)]
    rows = []
    for endpoint in summary.endpoints:
        row = [f"{BY_NAME[endpoint].title}"]
        row += [_cell(summary.median(endpoint, s, 16, "rps")) for s in servers]
        row += [_cell(summary.ratio(endpoint, "W", s, count), 2) for count in (16, 64) for s in others]
        row += [_cell(summary.median(endpoint, s, 16, "p99"), 1) for s in servers]
        rows.append(row)
    return f"At 16 connections, unless the head of a column has 64:\n\n{_table(head, rows)}\n\n{LOGIN}"


def _cost(summary: Summary) -> str:
    servers = summary.servers
    head = ["µs of processor time per request, server + PostgreSQL", *servers]
    head += ["B : W"] if "B" in servers else []
    head += [*(f"{s} statements" for s in servers), *(f"{s} bytes" for s in servers)]
    rows = []
    for endpoint in summary.endpoints:
        counts = summary.results.statements.get(endpoint, {})
        row = [BY_NAME[endpoint].title]
        row += [
            f"{_cell(summary.median(endpoint, s, 16, 'app_us'))} + {_cell(summary.median(endpoint, s, 16, 'pg_us'))}"
            for s in servers
        ]
        row += [_cell(summary.cpu_ratio(endpoint, "W", "B"), 2)] if "B" in servers else []
        row += [_statements(counts.get(s)) for s in servers]
        row += [_cell(summary.results.bytes.get(endpoint, {}).get(s)) for s in servers]
        rows.append(row)
    return "The number after a + is that of the statements that begin or end a transaction:\n\n" + _table(head, rows)


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
