"""One tick of the scheduler, its heartbeat and its state."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone

from accounts.choices import zone_named
from works.models import RecurringWork, Scheduler
from works.services.generation import BATCH, Batch, run_batch

# With a tick a minute, works are created within a minute of midnight; after this time something is wrong.
LATE = timedelta(minutes=15)


class Tick(NamedTuple):
    """Counts of one tick: rules settled, works created, rules set aside."""

    settled: int
    made: int
    failed: int


class State(NamedTuple):
    """The state of the scheduler. `lag` is how long the oldest due rule has been waiting since its day began."""

    last_tick_at: datetime | None
    lag: timedelta
    set_aside: int

    @property
    def is_late(self) -> bool:
        """Report whether a rule has been waiting for more than LATE."""
        return self.lag > LATE


def tick(
    at: datetime,
    *,
    size: int = BATCH,
    report: Callable[[Batch], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Tick:
    """Settle every rule that is due at the instant, with a transaction for each batch, and write the heartbeat.

    `stop` is called between batches. Safe to kill at any point, to repeat, and to run in many processes at once.
    """
    began = timezone.now()
    settled = made = failed = 0
    unfinished: list[int] = []
    while True:
        batch = run_batch(at, size=size, but=unfinished)
        settled, made, failed = settled + batch.claimed, made + batch.made, failed + batch.failed
        unfinished += batch.unfinished
        if report:
            report(batch)
        if batch.claimed < size or stop():
            break
    Scheduler.objects.beat(
        ticked_at=at, took=timezone.now() - began, made=made, failed=failed, host=socket.gethostname()[:255]
    )
    return Tick(settled, made, failed)


def state(at: datetime) -> State:
    """Return the last tick, the lag and the number of rules set aside, with three queries."""
    beat = Scheduler.objects.heartbeat()
    oldest = RecurringWork.objects.due_at(at).first()
    lag = timedelta()
    if oldest and oldest.next_due_on:
        day = datetime.combine(oldest.next_due_on, time.min, tzinfo=zone_named(oldest.zone))
        # A rule with more due days than one tick considers was last served at `updated_at`; one that was in the trash
        # or had ended was not due before.
        lag = max(at - max(day, oldest.updated_at), lag)
    return State(beat.ticked_at if beat else None, lag, RecurringWork.objects.set_aside().count())
