"""The parts of a run.

`kinds`: each kind of request alone, for its processor time. `steady`: the mix at a fixed rate. `zone`: the same while the
rules of one time zone come due. `all`: while those of all zones do. `growing`: rates that grow until one is too much.
"""

from __future__ import annotations

import asyncio
import os
import resource
import time
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

from tests.benchmarks.http import cost
from tests.benchmarks.http.servers import Server
from tests.benchmarks.http.terminal import report
from tests.benchmarks.many import scheduler
from tests.benchmarks.many.client import Sample, fire
from tests.benchmarks.many.mix import SHARES, Mix
from tests.benchmarks.many.scheduler import Due, Night
from tests.benchmarks.many.watch import Watch

PROCESSORS = os.cpu_count() or 1
PARTS = ("kinds", "steady", "zone", "all", "growing")
# Seconds before midnight, so that the connections are there; and at most, for a part with schedulers.
BEFORE_MIDNIGHT, LONGEST = 2.0, 900.0
# A rate is too much when the 99th percentile passes this, in seconds, or a request is refused.
TOO_SLOW = 1.0
# A resource of which this share is used decides.
USED_UP = 0.85


@dataclass
class Plan:
    """What a run is asked to do. `rate` is requests/s, `seconds` those of a part, `rates` those of the last part.

    `processes` are those of the server, `batch` the rules that a scheduler settles in one transaction, None for its default.
    """

    parts: list[str]
    rate: float
    seconds: float
    rates: list[float]
    step_seconds: float
    processes: int
    schedulers: int
    batch: int | None


@dataclass
class Part:
    """One part: milliseconds by kind of request, what was used in processors, and what PostgreSQL waited for.

    `cost` is milliseconds of processor time a request.
    """

    name: str
    rate: float
    seconds: float
    requests: int = 0
    bad: int = 0
    answered_a_second: float = 0.0
    times: dict[str, dict[str, float]] = field(default_factory=dict)
    processors: dict[str, float] = field(default_factory=dict)
    cost: dict[str, float] = field(default_factory=dict)
    postgres: dict[str, Any] = field(default_factory=dict)
    night: dict[str, Any] | None = None

    @property
    def gave_way(self) -> bool:
        """Whether the server could not keep up."""
        return self.bad > 0 or self.times["all"]["p99"] > TOO_SLOW * 1000

    def first(self, processes: int) -> str:
        """What was used up, in words."""
        used = self.processors
        if sum(used.values()) >= USED_UP * PROCESSORS:
            largest = sorted(used, key=lambda name: -used[name])[:2]
            return f"the {PROCESSORS} processors of the machine, most by {' and '.join(largest)}"
        if used["server"] >= USED_UP * processes:
            return f"the {processes} processes of the server, of which each runs on one processor"
        if self.postgres["blocked"]:
            return f"waiting for locks: {next(iter(self.postgres['blocked']))}"
        return f"neither processors nor locks; backends: {self.postgres['backends']}"


def measure(plan: Plan, server: Server, mix: Mix) -> list[Part]:
    """All parts, one after another."""
    found: list[Part] = []
    for kind in SHARES if "kinds" in plan.parts else ():
        alone = replace(mix, shares={kind: 1})
        found.append(_part(f"only {kind}", plan, server, alone, plan.rate / 2, plan.step_seconds))
    if "steady" in plan.parts:
        found.append(_part("steady", plan, server, mix, plan.rate, plan.seconds))
    for name, zones in (("zone", 1), ("all", None)):
        if name in plan.parts:
            due = scheduler.make_due(zones=zones)
            report(f"{due.number} rules are due")
            found.append(_part(name, plan, server, mix, plan.rate, plan.seconds, due=due))
    for rate in plan.rates if "growing" in plan.parts else ():
        found.append(_part("growing", plan, server, mix, rate, plan.step_seconds))
        if found[-1].gave_way:
            break
    return found


def _part(
    name: str, plan: Plan, server: Server, mix: Mix, rate: float, seconds: float, *, due: Due | None = None
) -> Part:
    report(f"{name}: {rate:g} requests/s for {seconds:g} s")
    before, children, began = cost.read_cpu(server.pid, server.database), _children(), time.monotonic()
    with Watch() as watch:
        samples, night = asyncio.run(_load(plan, server, mix, rate, seconds, due))
        took = time.monotonic() - began
        used = cost.read_cpu(server.pid, server.database).since(before)
    schedulers = _children() - children
    used = used._replace(postgres=watch.postgres)
    part = Part(name, rate, round(took, 1), len(samples), sum(sample.is_bad for sample in samples))
    part.answered_a_second = round((part.requests - part.bad) / took, 1)
    part.times = times_of(samples if night is None else _beside(samples, night))
    part.processors = {
        "server": used.app / took,
        "PostgreSQL": used.postgres / took,
        "scheduler": schedulers / took,
        "client": (used.client - schedulers) / took,
        "others": used.strangers / took,
    }
    part.processors = {who: round(share, 3) for who, share in part.processors.items()}
    part.cost = {who: round(part.processors[who] * took * 1000 / len(samples), 2) for who in ("server", "PostgreSQL")}
    part.postgres = watch.seen.as_json()
    part.night = night.as_json() if night else None
    cost.settle(server.pid)
    return part


async def _load(
    plan: Plan, server: Server, mix: Mix, rate: float, seconds: float, due: Due | None
) -> tuple[list[Sample], Night | None]:
    """Fire; with rules that are due, also run the schedulers, until both have ended."""

    async def midnight() -> Night | None:
        if due is None:
            return None
        await asyncio.sleep(BEFORE_MIDNIGHT)
        return await scheduler.run(due=due, schedulers=plan.schedulers, batch=plan.batch)

    begin, night = time.time(), asyncio.create_task(midnight())

    def goes_on(passed: float) -> bool:
        return passed < seconds or (passed < LONGEST and not night.done())

    samples = await fire(server.port, server.tokens, mix, rate=rate, goes_on=goes_on)
    if made := await night:
        made.began -= begin
    return samples, made


def _beside(samples: list[Sample], night: Night) -> list[Sample]:
    """Those that were due while the schedulers ran."""
    return [sample for sample in samples if night.began <= sample.due <= night.began + night.seconds]


def times_of(samples: list[Sample]) -> dict[str, dict[str, float]]:
    """The number of requests, and percentiles of their times in ms, by name and of all."""
    by_name = {name: [sample for sample in samples if sample.name == name] for name in SHARES}
    return {name: _percentiles(some) for name, some in {"all": samples, **by_name}.items() if some}


def _percentiles(samples: list[Sample]) -> dict[str, float]:
    times = sorted(sample.took * 1000 for sample in samples)
    marks = {f"p{share}": round(times[ceil(share / 100 * len(times)) - 1], 1) for share in (50, 95, 99)}
    return {"n": len(times), **marks, "most": round(times[-1], 1)}


def _children() -> float:
    """Seconds of processor time of the processes that this one has started and that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
