"""Two or more actions at one moment, each in a thread with its own connection."""

import os
from threading import Barrier, Event, Thread

from django.db import connection, transaction

from categories.repair import find_problems

PROVE = bool(os.environ.get("PROVE"))
ROUNDS = 300 if PROVE else 8


def race(*actions):
    """Call all at once; gives what each returned, or the error it raised."""
    barrier = Barrier(len(actions))
    outcomes = [None] * len(actions)

    def run(index, action):
        try:
            # The connection is made before the start, not in the race.
            connection.ensure_connection()
            barrier.wait(timeout=30)
            outcomes[index] = action()
        except Exception as error:
            outcomes[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive(), "a deadlock that the database does not see"
    return outcomes


def overtake(first, second):
    """Call `second` while what `first` did is not committed yet; it is when `second` has ended or waits for a lock.

    PostgreSQL only. Gives what each returned, or the error it raised.
    """
    has_come, has_acted, has_ended, backend, outcomes = Event(), Event(), Event(), [], [None, None]

    def begin():
        assert has_come.wait(timeout=30)
        with transaction.atomic():
            try:
                outcomes[0] = first()
            finally:
                has_acted.set()
            while not (has_ended.wait(timeout=0.005) or _waits_for_a_lock(backend)):
                pass

    def cut_in():
        connection.ensure_connection()
        backend.append(connection.connection.info.backend_pid)
        has_come.set()
        assert has_acted.wait(timeout=30)
        outcomes[1] = second()

    def run(index, action, ended):
        try:
            action()
        except Exception as error:
            outcomes[index] = error
        finally:
            ended.set()
            connection.close()

    threads = [Thread(target=run, args=(0, begin, Event())), Thread(target=run, args=(1, cut_in, has_ended))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive(), "a deadlock that the database does not see"
    return outcomes


def _waits_for_a_lock(backend):
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", backend)
        return cursor.fetchone()[0]


def winners(outcomes):
    """The places of those that did not raise."""
    return [index for index, outcome in enumerate(outcomes) if not isinstance(outcome, Exception)]


def assert_only(outcomes, *errors):
    """Check that each failed call raised one of these: no deadlock, no broken constraint, no lock error."""
    unexpected = [outcome for outcome in outcomes if isinstance(outcome, Exception) and not isinstance(outcome, errors)]
    assert unexpected == []


def assert_sound(*users):
    """Check that paths, levels and parents agree, and that no live row is below a deleted one."""
    assert [problem for user in users for problem in find_problems(user=user)] == []
