"""Rows that are made once for a module, because making them takes longer than most of its tests."""

from contextlib import contextmanager

from django.core.cache import cache
from django.db import transaction


@contextmanager
def rows_of_a_module(blocker):
    """Keep what is made in here until the end: each test is a savepoint in this transaction, which is rolled back.

    For a fixture of the scope "module"; `blocker` is django_db_blocker.
    """
    with blocker.unblock():
        cache.clear()
        around = transaction.atomic()
        # As the transactions of the tests, which are savepoints in it.
        around._from_testcase = True
        with around:
            yield
            transaction.set_rollback(True)
