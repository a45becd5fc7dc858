"""Works out of rules. The only place that moves a cursor: works and cursor in one transaction, the cursor only forward."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import NamedTuple

from django.db import DataError, IntegrityError, transaction

from accounts.choices import zone_named
from accounts.models import User
from accounts.services import bump_background_versions
from wheelbarrow.core.db.compiled import Compiled
from works.choices import CatchUp
from works.models import RecurringWork, Work
from works.recurrence.catch_up import Plan, plan

logger = logging.getLogger(__name__)

# What a tick may change of a rule.
CURSOR = ["next_occurrence_on", "next_due_on", "missed_on", "failed_at", "failure", "updated_at"]
BATCH = 1000
# What a row cannot hold; a connection or a lock that is lost is no fault of a rule.
BROKEN = (IntegrityError, DataError)


_waiting_rules = Compiled[tuple[int]](
    lambda user, ids: RecurringWork.objects.owned_by(user).among(ids).waiting_for_done().values_list("pk")
)


class Batch(NamedTuple):
    """What became of claimed rules; `unfinished` have more to make than one tick may."""

    claimed: int
    made: int
    failed: int
    unfinished: list[int]


def run_batch(at: datetime, *, size: int, but: Collection[int] = ()) -> Batch:
    """Claim due rules that no other scheduler holds and settle them, in one transaction.

    Where one of them cannot be stored, they are settled one by one, and it is set aside.
    """
    try:
        with transaction.atomic():
            rules = RecurringWork.objects.due_at(at).claim(size, but=but)
            return _settle_without_owner(rules, at=at)
    except BROKEN:
        logger.exception("A batch of rules could not be stored; settling them one by one.")
    return _one_by_one(at, size=size, but=but)


def _one_by_one(at: datetime, *, size: int, but: Collection[int]) -> Batch:
    done: list[Batch] = []
    for pk, owner in RecurringWork.objects.due_at(at).exclude(pk__in=but).values_list("pk", "user_id")[:size]:
        try:
            with transaction.atomic():
                rules = RecurringWork.objects.due_at(at).with_ids([pk]).claim(1, but=())
                done.append(_settle_without_owner(rules, at=at))
        except BROKEN as error:
            with transaction.atomic():
                RecurringWork.objects.with_ids([pk]).fail(_why(error), at=at)
                bump_background_versions([owner])
            done.append(Batch(1, 0, 1, []))
    unfinished = [pk for batch in done for pk in batch.unfinished]
    return Batch(sum(b.claimed for b in done), sum(b.made for b in done), sum(b.failed for b in done), unfinished)


def _settle_without_owner(rules: list[RecurringWork], *, at: datetime) -> Batch:
    """A scheduler holds no person's lock: it tells whoever keeps an answer in another way."""
    batch = settle(rules, at=at)
    bump_background_versions(rule.user_id for rule in rules)
    return batch


def make_due_works(*, user: User, ids: Collection[int], at: datetime) -> Batch:
    """Settle these rules of one person now, for services that hold the owner's lock."""
    return settle(list(RecurringWork.objects.owned_by(user).due_at(at).with_ids(sorted(ids)).locked()), at=at)


def make_next_works(*, user: User, works: Collection[Work], at: datetime) -> None:
    """After works have closed: what waited for them and is due."""
    closed = {work.recurring_work_id for work in works if work.end_at and work.recurring_work_id}
    if closed and (waiting_for_done := _waiting_rules(user.pk, sorted(closed))):
        make_due_works(user=user, ids=[pk for (pk,) in waiting_for_done], at=at)


def settle(rules: list[RecurringWork], *, at: datetime) -> Batch:
    """Make the due works of locked rules, which carry `zone`, and move their cursors, in two statements.

    A rule that cannot be planned is set aside with its error; the others go on.
    """
    # Read after the claim: another scheduler may have made the work to wait for in between.
    waits, ahead = _held_by_works([rule.pk for rule in rules if _waits_for_done(rule)])
    days_of: dict[RecurringWork, list[date]] = {}
    failed, unfinished = 0, []
    for rule in rules:
        if rule.pk in waits:
            continue
        try:
            today = at.astimezone(zone_named(rule.zone)).date()
            planned = plan_of(rule, today=today)
            missed = [*rule.missed_on, *(day.isoformat() for day in planned.missed)]
        except Exception as error:
            logger.exception("Recurring work %s is set aside.", rule.pk)
            rule.failed_at, rule.failure, rule.updated_at = at, _why(error), at
            failed += 1
            continue
        days_of[rule] = [day for day in planned.make if (rule.pk, day) not in ahead]
        move_cursor(rule, planned.next_on)
        rule.missed_on, rule.updated_at = missed, at
        if rule.next_due_on and rule.next_due_on <= today:
            unfinished.append(rule.pk)
    _store_works(days_of, at=at)
    RecurringWork.objects.store(rules, CURSOR)
    return Batch(len(rules), sum(map(len, days_of.values())), failed, unfinished)


def plan_of(rule: RecurringWork, *, today: date) -> Plan:
    """What a tick on this day would do to the rule."""
    last = today + timedelta(days=rule.lead_days)
    if rule.paused_from and (rule.paused_until is None or rule.paused_until >= today):
        # Days behind the pause wait for its end as well: it can be called off, and the cursor does not go back.
        last = min(last, rule.paused_from - timedelta(days=1))
    return plan(_days_ahead(rule, today), today=today, last=last, catch_up=CatchUp(rule.catch_up))


def move_cursor(rule: RecurringWork, next_on: date | None) -> None:
    """Set the cursor, and the day on which its work is made."""
    rule.next_occurrence_on = next_on
    rule.next_due_on = next_on and next_on - timedelta(days=rule.lead_days)


def work_of(rule: RecurringWork, day: date, *, position: int, at: datetime) -> Work:
    """The work that the rule files for a day, not stored yet."""
    return Work(
        user_id=rule.user_id,
        recurring_work_id=rule.pk,
        occurs_on=day,
        title=rule.title,
        content=rule.content,
        category_id=rule.category_id,
        priority=rule.priority,
        my_job=rule.my_job,
        starts_on=day,
        deadline_on=deadline_of(rule, day),
        deadline_time=rule.deadline_time,
        position=position,
        created_at=at,
        updated_at=at,
    )


def deadline_of(rule: RecurringWork, day: date) -> date | None:
    """The deadline of the work of a day; None without one."""
    return None if rule.deadline_days is None else day + timedelta(days=rule.deadline_days)


def store_works(works: list[Work]) -> None:
    """Insert occurrences; one that was made before, live or dead, stays as it is.

    Not ignore_conflicts: on SQLite it drops rows that break any other constraint too, silently, while the cursor
    moves on. This ignores exactly one conflict and raises on all others, on both engines.
    """
    Work.all_objects.bulk_create(
        works,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["recurring_work", "occurs_on"],
        update_fields=["occurs_on"],
    )


def _store_works(days_of: dict[RecurringWork, list[date]], *, at: datetime) -> None:
    places = {(rule.user_id, rule.category_id) for rule, days in days_of.items() if days}
    free = defaultdict(int, Work.objects.next_positions(places))
    works = []
    for rule, days in days_of.items():
        for day in days:
            place = (rule.user_id, rule.category_id)
            works.append(work_of(rule, day, position=free[place], at=at))
            free[place] += 1
    if works:
        store_works(works)


def _days_ahead(rule: RecurringWork, today: date) -> Iterator[date]:
    """The days from the cursor on, less those before it was resumed and those of a pause that is over."""
    if rule.next_occurrence_on is None:
        return
    first = rule.next_occurrence_on
    if rule.resumed_at:
        first = max(first, rule.resumed_at.astimezone(zone_named(rule.zone)).date())
    if rule.paused_from and rule.paused_until and rule.paused_until < today:
        yield from takewhile(rule.paused_from.__gt__, rule.schedule.days_from(first))
        first = max(first, rule.paused_until + timedelta(days=1))
    yield from rule.schedule.days_from(first)


def _held_by_works(ids: list[int]) -> tuple[set[int | None], set[tuple[int | None, date | None]]]:
    """Of waiting_for_done rules: those that wait, and the days that have their work already.

    To insert such a day would wait for whoever changes its work, and they wait for the rule when they have closed
    it: a deadlock. Nobody waits for another kind of rule with a work in hand.
    """
    works = list(Work.all_objects.open_or_ahead(ids))
    waits = {work.recurring_work_id for work in works if work.end_at is None and work.deleted_at is None}
    return waits, {(work.recurring_work_id, work.occurs_on) for work in works}


def _waits_for_done(rule: RecurringWork) -> bool:
    return rule.catch_up == CatchUp.WAIT_FOR_DONE


def _why(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:2000]
