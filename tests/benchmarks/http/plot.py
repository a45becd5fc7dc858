"""The plot: requests/s at 16 connections as multiples of B's, an SVG that needs nothing else."""

from __future__ import annotations

from xml.sax.saxutils import escape

from tests.benchmarks.http.requests import BY_NAME
from tests.benchmarks.http.run import Results
from tests.benchmarks.http.servers import TITLES
from tests.benchmarks.http.table import Summary

WIDTH, LEFT, RIGHT = 760, 230, 70
BAR, GAP, TOP = 14, 16, 64
# The longest bar, in multiples of B's; what is longer ends in an arrow and has its number.
LONGEST = 3.0
# Grey, blue and orange differ in brightness too, and stand out from white as from black.
COLOURS = {"A": "#8b949e", "B": "#3f83c8", "W": "#e0872b"}
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#57606a}.strong{font-weight:600}.line{stroke:#8b949e;stroke-width:1}"
    "@media(prefers-color-scheme:dark){text{fill:#b1bac4}}"
)


def render(results: Results) -> str:
    """The SVG as text; its description has all the numbers as text."""
    summary = Summary(results)
    ratios = {
        (endpoint, server): ratio
        for endpoint in summary.endpoints
        for server in summary.servers
        if (ratio := summary.ratio(endpoint, server, "B", 16)) is not None
    }
    scale = (WIDTH - LEFT - RIGHT) / min(LONGEST, max(ratios.values(), default=1.0))
    group = BAR * len(summary.servers) + GAP
    height = TOP + group * len(summary.endpoints) + 30
    parts = [_head(summary, ratios, height), *_key(summary.servers)]
    for n, endpoint in enumerate(summary.endpoints):
        top = TOP + n * group
        middle = top + BAR * len(summary.servers) / 2 + 5
        parts.append(f'<text x="{LEFT - 10}" y="{middle:.0f}" text-anchor="end">{escape(_short(endpoint))}</text>')
        for row, server in enumerate(summary.servers):
            if (endpoint, server) in ratios:
                parts.append(_bar(ratios[endpoint, server], server, scale, top + row * BAR))
    x = LEFT + scale
    parts.append(
        f'<line class="line" x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{height - 30}" stroke-dasharray="3 3"/>'
    )
    parts.append(f'<text x="{x:.1f}" y="{height - 10}" text-anchor="middle">as fast as B</text>')
    return "\n".join([*parts, "</svg>", ""])


def _short(endpoint: str) -> str:
    return BY_NAME[endpoint].title.partition(",")[0]


def _head(summary: Summary, ratios: dict[tuple[str, str], float], height: int) -> str:
    described = [
        f"{_short(endpoint)}: "
        + ", ".join(f"{s} {ratios[endpoint, s]:.2f}" for s in summary.servers if (endpoint, s) in ratios)
        for endpoint in summary.endpoints
    ]
    who = "; ".join(f"{server} is {TITLES[server]}" for server in summary.servers)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="title desc">\n'
        f'<title id="title">Requests a second at 16 connections, as multiples of B</title>\n'
        f'<desc id="desc">{escape(who)}. {escape("; ".join(described))}.</desc>\n<style>{STYLE}</style>\n'
        f'<text class="strong" x="10" y="22">Requests a second at 16 connections, as multiples of B</text>'
    )


def _key(servers: list[str]) -> list[str]:
    parts, x = [], 10
    for server in servers:
        parts.append(f'<rect x="{x}" y="34" width="12" height="12" fill="{COLOURS[server]}"/>')
        parts.append(f'<text x="{x + 18}" y="45">{server}: {escape(TITLES[server])}</text>')
        x += 60 + 8 * len(TITLES[server])
    return parts


def _bar(ratio: float, server: str, scale: float, top: int) -> str:
    length, height, colour = min(ratio, LONGEST) * scale, BAR - 2, COLOURS[server]
    end = LEFT + length
    shape = f'<rect x="{LEFT}" y="{top}" width="{length:.1f}" height="{height}" fill="{colour}"/>'
    if ratio > LONGEST:
        points = f"{end:.1f},{top} {end + 8:.1f},{top + height / 2} {end:.1f},{top + height}"
        shape += f'<polygon points="{points}" fill="{colour}"/>'
        end += 8
    strong = ' class="strong"' if server == "W" else ""
    return f'{shape}<text{strong} x="{end + 6:.1f}" y="{top + 11}">{ratio:.2f}</text>'
