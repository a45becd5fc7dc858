"""The results as one table in plain text."""

from __future__ import annotations

from statistics import median
from typing import Any

from tests.benchmarks.http.kinds import KINDS, OTHERS
from tests.benchmarks.http.requests import BY_NAME
from tests.benchmarks.http.run import Point, Results

COUNTS = (1, 16, 64)
MARKS = (20_000, 60_000, 100_000)
HEAD = (
    "        | rps@1    p50    p99 | rps@16    p50    p99     xA     xB     xE | rps@64    p50    p99     xA     xB     xE "
    "| app us  pg us  xB cpu  xE cpu |  SQL +tx |  bytes"
)


class Summary:
    """Medians over the rounds."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self._points: dict[tuple[str, str, int], list[Point]] = {}
        for point in results.points:
            self._points.setdefault((point.endpoint, point.server, point.connections), []).append(point)

    @property
    def endpoints(self) -> list[str]:
        """Those measured, in the order of measuring."""
        return list(dict.fromkeys(point.endpoint for point in self.results.points))

    @property
    def servers(self) -> list[str]:
        """Those measured, in the order of KINDS."""
        measured = {point.server for point in self.results.points}
        return [name for name in KINDS if name in measured]

    def points(self, endpoint: str, server: str, connections: int) -> list[Point]:
        """By round."""
        return self._points.get((endpoint, server, connections), [])

    def median(self, endpoint: str, server: str, connections: int, name: str) -> float | None:
        """Of one figure."""
        values = [
            value for point in self.points(endpoint, server, connections) if (value := getattr(point, name)) is not None
        ]
        return median(values) if values else None

    def ratio(self, endpoint: str, server: str, other: str, connections: int) -> float | None:
        """Of requests/s to the other's: the median of the ratios inside each round."""
        pairs = zip(self.points(endpoint, server, connections), self.points(endpoint, other, connections), strict=False)
        ratios = [mine.rps / theirs.rps for mine, theirs in pairs if theirs.rps]
        return median(ratios) if ratios else None

    def cpu_ratio(self, endpoint: str, server: str, other: str) -> float | None:
        """The other's processor time a request to this one's, application and database, at 16: above 1 is cheaper."""
        pairs = zip(self.points(endpoint, server, 16), self.points(endpoint, other, 16), strict=False)
        ratios = [(b.app_us + (b.pg_us or 0)) / (a.app_us + (a.pg_us or 0)) for a, b in pairs if a.app_us]
        return median(ratios) if ratios else None


def render(results: Results) -> str:
    """A block for each endpoint with a row for each server, then the memory."""
    summary = Summary(results)
    lines = [HEAD]
    for name in summary.endpoints:
        rows = results.rows.get(name)
        lines.append(f"{name}: {BY_NAME[name].title}{f', {rows} rows' if rows else ''}")
        lines.extend(_row(summary, name, server) for server in summary.servers if BY_NAME[name].is_on(KINDS[server]))
    lines += ["", *_legend(results), *memory_lines(results)]
    lines += [f"FAILED: {text}" for text in results.failed]
    return "\n".join(lines)


def _row(summary: Summary, endpoint: str, server: str) -> str:
    cells = [f"{server:8}"]
    for connections in COUNTS:
        figures = [summary.median(endpoint, server, connections, name) for name in ("rps", "p50", "p99")]
        ratios = [summary.ratio(endpoint, server, other, connections) for other in OTHERS]
        shown = [_number(figures[0], 5 if connections == 1 else 6), *(_number(figure, 6, 1) for figure in figures[1:])]
        cells.append(" ".join([*shown, *(_number(ratio, 6, 2) for ratio in ratios if connections > 1)]))
    app, pg = (summary.median(endpoint, server, 16, name) for name in ("app_us", "pg_us"))
    cheaper = [_number(summary.cpu_ratio(endpoint, server, other), 7, 2) for other in ("B", "equal")]
    cells.append(" ".join([_number(app, 6), _number(pg, 6), *cheaper]))
    counts: dict[str, Any] = summary.results.statements.get(endpoint, {}).get(server, {})
    cells.append(f"{_number(counts.get('statements'), 4, 1)} {_number(counts.get('transaction'), 3, 1)}")
    cells.append(_number(summary.results.bytes.get(endpoint, {}).get(server), 6))
    return "| ".join(cells)


def _number(value: float | None, width: int, digits: int = 0) -> str:
    return f"{'-':>{width}}" if value is None else f"{value:{width}.{digits}f}"


def _legend(results: Results) -> list[str]:
    lines = [
        *(f"{kind.name}: {kind.title}" for kind in KINDS.values()),
        "rps requests/s, p50 and p99 ms, at 1, 16 and 64 connections; xA, xB, xE: rps to that of A, B and equal, median",
        "of the ratios inside a round; app, pg: microseconds of processor a request at 16, xB cpu, xE cpu: that of B and",
        "equal to its own (more is better); SQL: statements a request, +tx: BEGIN and COMMIT besides.",
    ]
    strangers = sorted(point.strangers for point in results.points if point.strangers is not None)
    if strangers:
        worst = f"{strangers[-1]:.1%} in the worst"
        lines.append(f"strangers used {median(strangers):.1%} of the processors in the middle point, {worst}")
    return lines


def memory_lines(results: Results) -> list[str]:
    """MiB (PSS of all processes) by server: at each count of requests, the peak, and whether it still grows."""
    lines = []
    for server, samples in results.memory.items():
        shown = ", ".join(f"{mib:.0f} after {requests:,}" for requests, mib in milestones(samples))
        lines.append(f"memory of {server}, MiB: {shown}; peak {peak(samples):.0f}, {growth(samples)}")
    return lines


def milestones(samples: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """The first sample, the first behind each of 20,000, 60,000 and 100,000 requests, and the last."""
    behind = [next((sample for sample in samples if sample[0] >= mark), samples[-1]) for mark in MARKS]
    return sorted({(requests, mib) for requests, mib in [samples[0], *behind]})


def peak(samples: list[tuple[int, float]]) -> float:
    """The most, MiB."""
    return max(mib for _, mib in samples)


def growth(samples: list[tuple[int, float]]) -> str:
    """Of the last two fifths of the requests, in words: two percent are noise."""
    now, after = samples[-1]
    then, before = next(sample for sample in samples if sample[0] >= now * 0.6)
    if now < MARKS[0]:
        return "too few requests to judge growth"
    if after > before * 1.02:
        return f"still growing ({(after - before) / (now - then) * 1000:.2f} MiB in 1,000 requests)"
    return "steady"
