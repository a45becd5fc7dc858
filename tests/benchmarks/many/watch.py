"""What PostgreSQL waits for while requests run: samples of its own views, and the processor time of its processes."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import psycopg

from tests.benchmarks.http import cost, databases

EVERY_SECONDS = 0.1
# Reading /proc takes longer than asking PostgreSQL: once in so many samples.
SAMPLES_A_READING = 5
# What each backend does: it waits for something, runs, or waits inside a transaction for the next statement.
BUSY = """
SELECT CASE state WHEN 'active' THEN coalesce(wait_event_type || ' ' || wait_event, 'runs')
       ELSE 'in a transaction, without a statement' END, count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' GROUP BY 1"""
BLOCKED = """
SELECT l.locktype || ' ' || l.mode || ': ' || left(regexp_replace(a.query, '\\s+', ' ', 'g'), 60),
       extract(epoch FROM clock_timestamp() - a.query_start)::float8
FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname = current_database()"""
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
STATEMENTS = """
SELECT calls, round(total_exec_time)::int AS ms, left(regexp_replace(query, '\\s+', ' ', 'g'), 100) AS statement
FROM pg_stat_statements JOIN pg_database d ON d.oid = dbid WHERE d.datname = current_database()
ORDER BY total_exec_time DESC LIMIT 12"""


@dataclass
class Seen:
    """Counts over `samples`; `busy` by what backends did, `blocked` by the lock and the statement that waited for it.

    `longest_wait` is the longest wait for a lock, in seconds; `connections` the most that the database had at once.
    """

    samples: int = 0
    busy: Counter[str] = field(default_factory=Counter)
    blocked: Counter[str] = field(default_factory=Counter)
    longest_wait: float = 0.0
    connections: int = 0

    def as_json(self) -> dict[str, Any]:
        """Means over the samples, the largest first."""
        return {
            "samples": self.samples,
            "backends": {what: round(n / self.samples, 3) for what, n in self.busy.most_common(10)},
            "blocked": {what: round(n / self.samples, 3) for what, n in self.blocked.most_common(6)},
            "longest_wait": round(self.longest_wait, 3),
            "connections": self.connections,
        }


class Watch(threading.Thread):
    """Samples until it is closed."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seen = Seen()
        self._ended = threading.Event()
        # The last reading of each process of PostgreSQL, and the first: one that has ended has used its last.
        self._seconds: dict[int, float] = {}
        self._first: dict[int, float] = {}
        self._own = 0

    def __enter__(self) -> Watch:
        self._first = cost.postgres_seconds(databases.OURS)
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self.join()
        self._read_seconds()

    @property
    def postgres(self) -> float:
        """Seconds of processor time that PostgreSQL has used for this database since the beginning."""
        read = self._seconds.items()
        return sum(seconds - self._first.get(pid, 0.0) for pid, seconds in read if pid != self._own)

    def run(self) -> None:
        """Sample at a fixed rate."""
        with psycopg.connect(databases.dsn(databases.OURS), autocommit=True) as connection:
            self._own = connection.info.backend_pid
            due = time.monotonic()
            while not self._ended.is_set():
                self._sample(connection)
                if self.seen.samples % SAMPLES_A_READING == 0:
                    self._read_seconds()
                due = max(due + EVERY_SECONDS, time.monotonic())
                self._ended.wait(due - time.monotonic())

    def _sample(self, connection: psycopg.Connection[Any]) -> None:
        seen = self.seen
        seen.samples += 1
        seen.busy.update(dict(connection.execute(BUSY).fetchall()))
        for what, seconds in connection.execute(BLOCKED).fetchall():
            seen.blocked[what] += 1
            seen.longest_wait = max(seen.longest_wait, seconds)
        [[connections]] = connection.execute(CONNECTIONS).fetchall()
        seen.connections = max(seen.connections, connections)

    def _read_seconds(self) -> None:
        self._seconds |= cost.postgres_seconds(databases.OURS)


def begin_statements() -> bool:
    """Count statements from now on; False where PostgreSQL was started without pg_stat_statements."""
    with psycopg.connect(databases.dsn(databases.OURS), autocommit=True) as connection:
        [[loaded]] = connection.execute("SHOW shared_preload_libraries").fetchall()
        if "pg_stat_statements" not in loaded:
            return False
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        connection.execute("SELECT pg_stat_statements_reset()")
        return True


def read_statements() -> list[list[Any]]:
    """The statements that took longest in sum: calls, ms, text."""
    with psycopg.connect(databases.dsn(databases.OURS)) as connection:
        return [list(row) for row in connection.execute(STATEMENTS)]
