"""The account with everything in it, made once for a module: what a test changes of it is rolled back."""

import pytest
from django.core.cache import cache
from django.db import transaction

from accounts.models import User
from tests.makers import make_user
from tests.works.exchange.account.scenes import export, make_everything

EMAIL = "full@example.org"


@pytest.fixture(scope="module")
def everything(django_db_setup, django_db_blocker):
    """Make the account in a transaction that lasts as long as the module; return its export."""
    with django_db_blocker.unblock():
        cache.clear()
        around = transaction.atomic()
        # As the transactions of the tests, which are savepoints in it.
        around._from_testcase = True
        with around:
            user = make_user(EMAIL, name="Ann")
            make_everything(user)
            yield export(user)
            transaction.set_rollback(True)


@pytest.fixture
def full(everything, db):
    return User.objects.get(email=EMAIL)


@pytest.fixture
def data(everything):
    """The export of everything; it needs no database."""
    return everything
