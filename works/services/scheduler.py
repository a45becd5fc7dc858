"""One tick of the scheduler, its heartbeat, and how it is doing."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone

from accounts.choices import zone_named
from works.models import RecurringWork, Scheduler
from works.services.generation import BATCH, Batch, run_batch

# A tick a minute makes works within a minute of midnight; later than this, something is wrong.
LATE = timedelta(minutes=15)


class Tick(NamedTuple):
    """What one tick did: rules settled, works made, rules set aside."""

    settled: int
    made: int
    failed: int


class State(NamedTuple):
    """How the scheduler is doing. `lag` is how long the oldest due rule has waited since its day began."""

    last_tick_at: datetime | None
    lag: timedelta
    set_aside: int

    @property
    def is_late(self) -> bool:
        """Is there work that should have been made long ago?"""
        return self.lag > LATE


def tick(
    at: datetime,
    *,
    size: int = BATCH,
    report: Callable[[Batch], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Tick:
    """Settle every rule that is due at the instant, a batch a transaction, and write the heartbeat.

    `stop` is asked between batches. Safe to kill at any point, to repeat, and to run in many processes at once.
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
    """The last tick, the lag and the rules set aside, in three queries that read a row each."""
    beat = Scheduler.objects.heartbeat()
    oldest = RecurringWork.objects.due_at(at).first()
    lag = timedelta()
    if oldest and oldest.next_due_on:
        # What was paused, in the trash or switched off has waited since it came back only.
        back_on = oldest.paused_until + timedelta(days=1) if oldest.paused_until else oldest.next_due_on
        day = datetime.combine(max(oldest.next_due_on, back_on), time.min, tzinfo=zone_named(oldest.zone))
        lag = max(at - max(day, oldest.resumed_at or day), lag)
    return State(beat.ticked_at if beat else None, lag, RecurringWork.objects.set_aside().count())
