"""Midnight: rules that are due at once, and schedulers that create their works."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import psycopg

from tests.benchmarks.http import databases

# The day of a rule that has made its work of today is a later one, made ahead, so that a run can be repeated. What a tick
# reads has not just been written in a real night: VACUUM.
MAKE_DUE = """
UPDATE works_recurringwork r
SET next_due_on = today, next_occurrence_on = next_on, lead_days = next_on - today, settled_on = '[]'
FROM (
    SELECT id, today, greatest(today, 1 + (SELECT max(occurs_on) FROM works_work WHERE recurring_work_id = found.id)) AS next_on
    FROM (
        SELECT r.id, (now() AT TIME ZONE u.time_zone)::date AS today
        FROM works_recurringwork r JOIN accounts_user u ON u.id = r.user_id WHERE u.time_zone = ANY(%s)
    ) found
) made
WHERE made.id = r.id"""
# What an earlier day has left due.
PUT_OFF = """
UPDATE works_recurringwork r SET next_due_on = next_due_on + 400, next_occurrence_on = next_occurrence_on + 400
FROM accounts_user u WHERE u.id = r.user_id AND next_due_on <= (now() AT TIME ZONE u.time_zone)::date"""
ZONES = "SELECT array_agg(DISTINCT time_zone) FROM accounts_user"
DUE = """
SELECT count(*) FROM works_recurringwork r JOIN accounts_user u ON u.id = r.user_id
WHERE next_due_on <= (%s::timestamptz AT TIME ZONE u.time_zone)::date"""
BEAT = "SELECT extract(epoch FROM ticked_at)::float8 FROM works_scheduler"
MADE = re.compile(r"(\d+) works created")


@dataclass
class Night:
    """A tick: when it began, its seconds, and by each full batch the seconds until so many works were committed."""

    due: int
    made: int
    left: int
    began: float
    seconds: float
    batches: list[tuple[float, int]]

    @property
    def rate(self) -> float:
        """Works a second."""
        return self.made / self.seconds

    def lateness(self, share: float) -> float:
        """Seconds after midnight at which this share of the works was there."""
        return next((seconds for seconds, made in self.batches if made >= share * self.made), self.seconds)

    def as_json(self) -> dict[str, Any]:
        """With what the table shows."""
        late = {f"late_p{share}": round(self.lateness(share / 100), 1) for share in (50, 95, 100)}
        return {**asdict(self), "rate": round(self.rate, 1), **late}


class Due(NamedTuple):
    """How many rules are due at the instant."""

    number: int
    at: datetime


def make_due(*, zones: int | None) -> Due:
    """Make the rules of so many zones, or of all, due now, and none else."""
    with psycopg.connect(databases.dsn(databases.OURS), autocommit=True) as connection:
        connection.execute(PUT_OFF)
        [[names]] = connection.execute(ZONES).fetchall()
        connection.execute(MAKE_DUE, [names[:zones]])
        connection.execute("VACUUM (ANALYZE) works_recurringwork")
        at = datetime.now(UTC)
        return Due(_count(connection, at), at)


async def run(*, due: Due, schedulers: int, batch: int | None) -> Night:
    """Run so many schedulers for one tick each."""
    environment = databases.our_environment()
    command = [sys.executable, "manage.py", "run_scheduler", "--once", "--no-worker"]
    command += [f"--batch={batch}"] if batch else []
    processes = [
        await asyncio.create_subprocess_exec(
            *command, cwd=databases.ROOT, env=environment, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(schedulers)
    ]
    try:
        read = await asyncio.gather(*(_read(process) for process in processes))
        ended = time.time()
        if any([await process.wait() for process in processes]):
            sys.exit("A scheduler has failed.")
    finally:
        # After Ctrl+C.
        for process in processes:
            if process.returncode is None:
                process.terminate()
                await process.wait()
    with psycopg.connect(databases.dsn(databases.OURS), autocommit=True) as connection:
        [[began]] = connection.execute(BEAT).fetchall()
        # Not those of a zone where a real midnight has passed meanwhile.
        left = _count(connection, due.at)
    return Night(
        due.number, sum(lines[-1][1] for lines in read if lines), left, began, ended - began, _together(read, began)
    )


async def _read(process: asyncio.subprocess.Process) -> list[tuple[float, int]]:
    """The instant of each message, and the works that it counts."""
    found: list[tuple[float, int]] = []
    assert process.stdout
    while text := (await process.stdout.read(4096)).decode():
        found += [(time.time(), int(number)) for number in MADE.findall(text)]
    return found


def _together(read: list[list[tuple[float, int]]], began: float) -> list[tuple[float, int]]:
    """What all schedulers had made, by seconds from the beginning."""
    made = [0] * len(read)
    found = []
    for at, which, number in sorted((at, which, number) for which, lines in enumerate(read) for at, number in lines):
        made[which] = number
        found.append((round(at - began, 2), sum(made)))
    return found


def _count(connection: psycopg.Connection[Any], at: datetime) -> int:
    [[number]] = connection.execute(DUE, [at]).fetchall()
    return int(number)
