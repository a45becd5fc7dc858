"""Acts: what one call of a service writes to a person's rows is one batch of the change log.

A service is decorated with `recorded`, or runs in `acting`. That opens the transaction, takes the owner's lock, and
writes the collected changes in one INSERT when the service returns. A service called by another adds to its act.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar, cast

import orjson
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction

from wheelbarrow.core.db.limits import Limit, OutsideBranch, limit
from wheelbarrow.core.db.ownership import Owned, lock_and_bump
from wheelbarrow.core.db.prepared import run
from wheelbarrow.core.db.tallies import add
from wheelbarrow.core.exceptions import snake_case
from wheelbarrow.core.history.actors import actor

P = ParamSpec("P")
Result = TypeVar("Result")
Values = Mapping[str, Any]

# Changes of one INSERT.
CHUNK = 1000


# What checks an act with the owner's lock held, before the service reads anything; it raises to refuse the act.
guard: ContextVar[Callable[[], None] | None] = ContextVar("guard", default=None)


@dataclass(slots=True)
class Entry:
    """What an act has changed in one row. An empty `before` is a new row, an empty `after` a removed one."""

    user_id: int
    action: str
    before: Values
    after: Values


class Act:
    """One act. `batches` has a number for each person whose rows it may write: their version."""

    def __init__(self, action: str, *, at: datetime, batches: Mapping[int, int]) -> None:
        self.action, self.at, self.batches = action, at, batches
        self.undoes: int | None = None
        self.entries: dict[tuple[str, int], Entry] = {}
        self.models: set[type[Owned]] = set()
        # The kinds of the rows whose changes are written already.
        self.flushed: set[str] = set()
        # What it adds to the numbers of rows that others keep, by counted model and id.
        self.tallies: dict[Any, Counter[int]] = {}

    def note(self, row: Owned, before: Values, after: Values, *, action: str | None = None) -> None:
        """Add a change. Of several changes of a field, the first `before` and the last `after` count."""
        self.models.add(type(row))
        if tally := getattr(row, "tally", None):
            self.count(type(row), tally.moves(row, before, after))
        key = kind_of(type(row)), row.pk
        known = self.entries.get(key)
        if known is None:
            self.entries[key] = Entry(row.user_id, action or self.action, before, after)
            return
        known.before = known.before and {**before, **known.before}
        known.after = after and {**known.after, **after}

    def count(self, model: type[Owned], numbers: Mapping[int, int], *, sign: int = 1) -> None:
        """Add to the numbers that other rows keep of live rows of the model, which store_tallies() writes."""
        if numbers:
            known = self.tallies.setdefault(model, Counter())
            for pk, number in numbers.items():
                known[pk] += sign * number

    def store_tallies(self) -> None:
        """Write the numbers that other rows keep."""
        for model, numbers in self.tallies.items():
            add(model, numbers)
        self.tallies = {}

    def make_room(self, user: AbstractBaseUser, count: int) -> int:
        """Return the first of `count` numbers of acts before this one, which gets a later number and has written nothing.

        Acts that are imported get them: the numbers of the person's acts go on growing.
        """
        if self.entries or self.flushed:
            raise RuntimeError("The act has written rows by its number already.")
        first = self.batches[user.pk]
        self.batches = {**self.batches, user.pk: lock_and_bump(user, by=count)}
        return first

    def flush(self, rows: Iterable[Owned]) -> None:
        """Write the changes of these rows now, so that an act on very many rows keeps bounded memory.

        The act must not write these rows again: a row has one change in a batch.
        """
        keys = [(kind_of(type(row)), row.pk) for row in rows]
        self.flushed |= {kind for kind, _pk in keys}
        self._write({key: self.entries.pop(key) for key in keys if key in self.entries})

    def record(self) -> None:
        """Write the changes to the log, and the numbers that follow from them."""
        self._write(self.entries)
        self.store_tallies()

    def _write(self, entries: Mapping[tuple[str, int], Entry]) -> None:
        if branch := limit.get():
            self._refuse_outside(branch, entries)
        rows = [
            (entry.user_id, self.batches[entry.user_id], *key, entry.action, entry.before, entry.after)
            for key, entry in entries.items()
            if entry.before != entry.after
        ]
        by = actor.get()
        at = connection.ops.adapt_datetimefield_value(self.at)
        facts = [at, by.kind, by.operator, by.request_id, by.token, self.undoes]
        for start in range(0, len(rows), CHUNK):
            run(_insert(), [*facts, orjson.dumps(rows[start : start + CHUNK], default=str).decode()])

    def _refuse_outside(self, branch: Limit, entries: Mapping[tuple[str, int], Entry]) -> None:
        """Raise OutsideBranch if a row that this act has written is not inside of the branch."""
        for model in self.models:
            ids = sorted(pk for kind, pk in entries if kind == kind_of(model))
            # Not `objects`: a row may be in the trash. A removed row was found inside before.
            rows = cast(Any, model).all_objects
            if ids and rows.among(ids).without(rows.written_inside(branch)).exists():
                raise OutsideBranch


_current: ContextVar[Act | None] = ContextVar("act", default=None)


def current() -> Act:
    """Return the act that is running. Raises RuntimeError outside of one: nothing may be written there."""
    act = _current.get()
    if act is None:
        raise RuntimeError("A write to an owned row must be part of an act: decorate the service with @recorded.")
    return act


@contextmanager
def acting(action: str, *, user: AbstractBaseUser, at: datetime) -> Iterator[Act]:
    """Run an act on the rows of one person, in a transaction with the owner's lock; join the act that is running."""
    running = _current.get()
    if running and user.pk in running.batches:
        yield running
        return
    person, version = cast(Any, user), cast(Any, user).version
    try:
        with transaction.atomic():
            batches = {user.pk: lock_and_bump(user)}
            if check := guard.get():
                check()
            yield from _run(Act(action, at=at, batches=batches))
    except BaseException:
        # The next act gets the number that was rolled back: nothing may be kept under it meanwhile.
        person.version = version
        raise


@contextmanager
def acting_for(action: str, *, batches: Mapping[int, int], at: datetime) -> Iterator[Act]:
    """Run an act on the rows of several people, whose locks the caller holds and whose new versions it gives."""
    yield from _run(Act(action, at=at, batches=batches))


def recorded(action: str) -> Callable[[Callable[P, Result]], Callable[P, Result]]:
    """Make a service one act. It has the keyword arguments `user` and `at`."""

    def decorate(service: Callable[P, Result]) -> Callable[P, Result]:
        @wraps(service)
        def act(*args: P.args, **kwargs: P.kwargs) -> Result:
            with acting(action, user=cast(Any, kwargs["user"]), at=cast(Any, kwargs["at"])):
                return service(*args, **kwargs)

        return act

    return decorate


def kind_of(model: type[Owned]) -> str:
    """Return the name of a model in the log and the API: `recurring_work` for RecurringWork."""
    return snake_case(model.__name__)


def _run(act: Act) -> Iterator[Act]:
    before = _current.set(act)
    try:
        yield act
    finally:
        _current.reset(before)
    act.record()


@cache
def _insert() -> str:
    """Return the INSERT of any number of changes, which are one parameter."""
    columns = "at, actor, operator_id, request_id, token, undoes, user_id, batch, kind, row, action, before, after"
    if connection.vendor == "postgresql":
        return (
            f"INSERT INTO wheelbarrow_change ({columns}) "
            "SELECT %s::timestamptz, %s, %s::bigint, %s, %s, %s::bigint, (e->>0)::bigint, (e->>1)::bigint, e->>2, "
            "(e->>3)::bigint, e->>4, e->5, e->6 "
            "FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS entries (e, n) ORDER BY n RETURNING id"
        )
    values = ", ".join(f"json_extract(value, '$[{index}]')" for index in range(7))
    return f"INSERT INTO wheelbarrow_change ({columns}) SELECT %s, %s, %s, %s, %s, %s, {values} FROM json_each(%s) ORDER BY key"
