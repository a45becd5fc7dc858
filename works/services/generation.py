"""Create the works of rules. Works and cursors are stored in one transaction."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import DataError, IntegrityError, connection, transaction

from accounts.choices import zone_named
from accounts.models import User
from wheelbarrow.core.db.compiled import Compiled
from wheelbarrow.core.db.ownership import bump_locked
from wheelbarrow.core.history.actors import Actor, acting_as
from wheelbarrow.core.history.acts import acting, acting_for
from wheelbarrow.core.history.recording import insert_all, update
from works.choices import CatchUp
from works.models import RecurringWork, Work
from works.services.cursor import advance, plan_of
from works.services.labelling import label_made

logger = logging.getLogger(__name__)

# The columns of a rule that a tick may change.
CURSOR = ["next_occurrence_on", "next_due_on", "missed_on", "settled_on", "failed_at", "failure"]
BATCH = 100
CONFLICT = 'ON CONFLICT("recurring_work_id", "occurs_on")'
# Errors that a row causes; a lost connection or lock is no fault of a rule.
BROKEN = (IntegrityError, DataError)


_waiting_rules = Compiled[tuple[int]](
    lambda user, ids: RecurringWork.objects.owned_by(user).among(ids).waiting_for_done().values_list("pk")
)


class Batch(NamedTuple):
    """Counts of one batch; `unfinished` are the ids of rules with more due days than one tick considers."""

    claimed: int
    made: int
    failed: int
    unfinished: list[int]


@acting_as(Actor("scheduler"))
def run_batch(at: datetime, *, size: int, but: Collection[int] = ()) -> Batch:
    """Claim due rules that nobody else has locked and settle them, in one transaction.

    If one of them cannot be stored, they are settled one by one and that one is set aside.
    """
    try:
        with transaction.atomic():
            rules = RecurringWork.objects.due_at(at).claim(size, but=but)
            return _settle_claimed(rules, at=at)
    except BROKEN:
        logger.exception("A batch of rules could not be stored; settling them one by one.")
    return _one_by_one(at, size=size, but=but)


def _one_by_one(at: datetime, *, size: int, but: Collection[int]) -> Batch:
    done: list[Batch] = []
    for pk, owner in RecurringWork.objects.due_at(at).exclude(pk__in=but).values_list("pk", "user_id")[:size]:
        try:
            with transaction.atomic():
                rules = RecurringWork.objects.due_at(at).with_ids([pk]).claim(1, but=())
                done.append(_settle_claimed(rules, at=at))
        except BROKEN as error:
            with acting("set_aside", user=User(pk=owner), at=at):
                rule = RecurringWork.objects.get(pk=pk)
                rule.failed_at, rule.failure = at, _why(error)
                update([rule], CURSOR)
            done.append(Batch(1, 0, 1, []))
    unfinished = [pk for batch in done for pk in batch.unfinished]
    return Batch(sum(b.claimed for b in done), sum(b.made for b in done), sum(b.failed for b in done), unfinished)


def _settle_claimed(rules: list[RecurringWork], *, at: datetime) -> Batch:
    """Settle rules that were claimed together with their owners, whose locks order the ids of the change log."""
    with acting_for("generated", batches=bump_locked(rule.user_id for rule in rules), at=at):
        return settle(rules, at=at)


def make_due_works(*, user: User, ids: Collection[int], at: datetime) -> Batch:
    """Settle the due ones among these rules of one person, for services that hold the owner's lock."""
    return settle(list(RecurringWork.objects.owned_by(user).due_at(at).with_ids(sorted(ids)).locked()), at=at)


def make_next_works(*, user: User, works: Collection[Work], at: datetime) -> None:
    """Create the due works that waited for these works, which have closed."""
    closed = {
        work.recurring_work_id
        for work in works
        if work.end_at and work.recurring_work_id and work.catch_up in (None, CatchUp.WAIT_FOR_DONE)
    }
    if closed and (waiting_for_done := _waiting_rules(user.pk, sorted(closed))):
        make_due_works(user=user, ids=[pk for (pk,) in waiting_for_done], at=at)


def settle(rules: list[RecurringWork], *, at: datetime) -> Batch:
    """Create the due works of locked rules, which carry `zone`, and move their cursors, in two statements.

    A rule that cannot be planned is set aside with its error; the others are settled.
    """
    # Read after the claim: another scheduler may have created the work to wait for in between.
    held = set(Work.objects.holding_back([rule.pk for rule in rules if _waits_for_done(rule)]))
    days_of: dict[RecurringWork, list[date]] = {}
    failed, unfinished = 0, []
    for rule in rules:
        if rule.pk in held:
            continue
        try:
            today = at.astimezone(zone_named(rule.zone)).date()
            planned = plan_of(rule, today=today)
            advance(rule, planned, today=today)
        except Exception as error:
            logger.exception("Recurring work %s is set aside.", rule.pk)
            rule.failed_at, rule.failure = at, _why(error)
            failed += 1
            continue
        days_of[rule] = planned.make
        if rule.next_due_on and rule.next_due_on <= today:
            unfinished.append(rule.pk)
    _store_works(days_of, at=at)
    update(rules, CURSOR, action="generated")
    return Batch(len(rules), sum(map(len, days_of.values())), failed, unfinished)


def work_of(rule: RecurringWork, day: date, *, position: int, at: datetime) -> Work:
    """Return the work of a day of the rule, not stored yet."""
    deadline_on, deadline_time = rule.deadline_of(day)
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
        deadline_on=deadline_on,
        deadline_time=deadline_time,
        position=position,
        created_at=at,
        updated_at=at,
    )


def store_works(works: list[Work]) -> None:
    """Insert occurrences with the labels of their rules; one that exists, live or in the trash, stays as it is."""
    with connection.execute_wrapper(_name_condition):
        insert_all(works, action="generated", unique=["recurring_work", "occurs_on"])
    label_made(works)


def _name_condition(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
    """Add the condition of work_occurrence_uniq to ON CONFLICT: Django does not, and the databases then refuse it."""
    return execute(sql.replace(CONFLICT, f"{CONFLICT} WHERE recurring_work_id IS NOT NULL"), *more)


def _store_works(days_of: dict[RecurringWork, list[date]], *, at: datetime) -> None:
    places = {(rule.user_id, rule.category_id) for rule, days in days_of.items() if days}
    free = defaultdict(int, Work.objects.next_positions(places))
    works = []
    for rule, days in days_of.items():
        for day in days:
            place = (rule.user_id, rule.category_id)
            works.append(work_of(rule, day, position=free[place], at=at))
            free[place] += 1
    store_works(works)


def _waits_for_done(rule: RecurringWork) -> bool:
    return rule.catch_up == CatchUp.WAIT_FOR_DONE


def _why(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:2000]
