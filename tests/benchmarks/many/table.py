"""The results of a run as text."""

from __future__ import annotations

from typing import Any

HEAD = f"{'':12}{'requests':>9}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'most ms':>9}"

# What rounds to 0 is not shown.
LEAST = 0.005


def render(found: dict[str, Any]) -> str:
    """Where it was measured, sizes, then each part."""
    how = found["how"]
    machine = ", ".join(f"{name} {value}" for name, value in found["machine"].items())
    lines = [f"{how['accounts']:,} accounts, {how['processes']} processes of the server. {machine}", _sizes(found)]
    lines += [_part(part) for part in found["parts"]]
    if found["statements"]:
        lines.append("\n".join(f"{ms:9,} ms {calls:9,} calls  {text}" for calls, ms, text in found["statements"]))
    lines.append(f"The server has {found['memory']} MiB (PSS of all its processes).")
    return "\n\n".join([*lines, f"What gave way first: {found['first']}"])


def _sizes(found: dict[str, Any]) -> str:
    accounts = found["how"]["accounts"]
    rows = [f"  {name:28}{size / accounts / 1024:8.1f} kB an account" for name, size in found["sizes"].items()]
    return "\n".join([f"{sum(found['sizes'].values()) / 1024**2:,.0f} MiB on disk", *rows])


def _part(part: dict[str, Any]) -> str:
    lines = [
        f"{part['name']}: {part['rate']:g} requests/s due, {part['answered_a_second']:g}/s answered in {part['seconds']:g} s, "
        f"{part['bad']} of {part['requests']} refused or not answered"
    ]
    if night := part["night"]:
        lines.append(
            f"  {night['made']} works of {night['due']} rules in {night['seconds']:.1f} s ({night['rate']:.0f}/s), half after "
            f"{night['late_p50']} s, 95 % after {night['late_p95']} s; {night['left']} rules left to the next tick. Requests beside it:"
        )
    lines.append(HEAD)
    for name, times in part["times"].items():
        lines.append(f"{name:12}{times['n']:9,}" + "".join(f"{times[k]:9.1f}" for k in ("p50", "p95", "p99", "most")))
    cost = " + ".join(f"{ms:.2f} ({who})" for who, ms in part["cost"].items())
    lines.append(f"  processors: {_means(part['processors'])}; ms a request: {cost}")
    seen = part["postgres"]
    lines.append(
        f"  backends, mean of {seen['samples']}: "
        + _means(seen["backends"])
        + f"; at most {seen['connections']} connections"
    )
    lines.append(f"  waiting for a lock: {_means(seen['blocked'])}; the longest {seen['longest_wait']} s")
    return "\n".join(lines)


def _means(means: dict[str, float]) -> str:
    return ", ".join(f"{what} {mean:.2f}" for what, mean in means.items() if mean >= LEAST) or "none"
