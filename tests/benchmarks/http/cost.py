"""What a request costs: processor time and memory, read from /proc (Linux)."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
TICK = os.sysconf("SC_CLK_TCK")
# A server is at rest when its processes take less than this share of a processor.
REST = 0.15


class Cpu(NamedTuple):
    """Seconds of processor time, user and system, since some beginning: take differences.

    `app` is the server's process tree, `postgres` the backends of its database and the background processes,
    `client` wrk and the benchmark, `all` the whole machine.
    """

    app: float
    postgres: float
    client: float
    all: float

    def since(self, earlier: Cpu) -> Cpu:
        """The difference."""
        return Cpu(*(now - then for now, then in zip(self, earlier, strict=True)))

    @property
    def strangers(self) -> float:
        """What everything else on the machine took, seconds; soft interrupts are attributed to no process and not included."""
        return max(0.0, self.all - self.app - self.postgres - self.client)


def read_cpu(pid: int, database: str) -> Cpu:
    """The processor time so far of a server's tree, of PostgreSQL for this database, of the client and of all."""
    client = sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_CHILDREN), resource.getrusage(resource.RUSAGE_SELF))
    )
    user, nice, system = (int(n) for n in (PROC / "stat").read_text().split(None, 4)[1:4])
    return Cpu(_seconds(tree(pid)), _seconds(_postgres(database)), client, (user + nice + system) / TICK)


def postgres_seconds(database: str) -> dict[int, float]:
    """The processor time so far of each process that works for the database: its backends, and those of all databases."""
    return {pid: _seconds([pid]) for pid in _postgres(database)}


def tree(pid: int) -> list[int]:
    """The process and all its descendants."""
    children: dict[int, list[int]] = {}
    for child in _processes():
        if fields := _stat(child):
            children.setdefault(int(fields[1]), []).append(child)
    found = [pid]
    for parent in found:
        found.extend(children.get(parent, ()))
    return found


def pss(pid: int) -> float:
    """Proportional set size of a server's tree in MiB: what several processes share is counted once."""
    total = 0
    for process in tree(pid):
        try:
            text = (PROC / str(process) / "smaps_rollup").read_text()
        except OSError:
            continue
        total += int(next(line for line in text.splitlines() if line.startswith("Pss:")).split()[1])
    return total / 1024


def settle(pid: int, patience: float = 15.0) -> None:
    """Wait until a server has done what wrk left behind, so that this point pays for it and not the next."""
    deadline = time.monotonic() + patience
    before = _seconds(tree(pid))
    while time.monotonic() < deadline:
        time.sleep(0.1)
        now = _seconds(tree(pid))
        if now - before < REST * 0.1:
            return
        before = now


def _processes() -> list[int]:
    return [int(entry.name) for entry in os.scandir(PROC) if entry.name.isdigit()]


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the name, which may hold spaces: state, parent, …"""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _seconds(pids: Iterable[int]) -> float:
    stats = [_stat(pid) for pid in pids]
    return sum(int(fields[11]) + int(fields[12]) for fields in stats if fields) / TICK


def _postgres(database: str) -> list[int]:
    """By their titles: `postgres: USER DATABASE ADDRESS …` is a backend, `postgres: walwriter` works for everybody."""
    found = []
    for pid in _processes():
        try:
            title = (PROC / str(pid) / "cmdline").read_bytes().rstrip(b"\0").decode(errors="replace")
        except OSError:
            continue
        is_backend = "(" in title or "[local]" in title
        if title.startswith("postgres: ") and (not is_backend or f" {database} " in title):
            found.append(pid)
    return found
