"""The account with everything in it, made once for a module: what a test changes of it is rolled back."""

import pytest

from accounts.models import User
from tests.kept import rows_of_a_module
from tests.makers import make_user
from tests.works.exchange.account.scenes import export, make_everything

EMAIL = "full@example.org"


@pytest.fixture(scope="module")
def everything(django_db_setup, django_db_blocker):
    """Make the account in a transaction that lasts as long as the module; return its export."""
    with rows_of_a_module(django_db_blocker):
        user = make_user(EMAIL, name="Ann")
        make_everything(user)
        yield export(user)


@pytest.fixture
def full(everything, db):
    return User.objects.get(email=EMAIL)


@pytest.fixture
def data(everything, db):
    """The export of everything."""
    return everything
