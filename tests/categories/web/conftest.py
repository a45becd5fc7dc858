"""Sessions of ann, who owns rows, and of ben, a stranger, at NOON."""

import pytest
from django.test import Client

from tests.makers import NOON


def session_of(user):
    """A browser of the person, with the CSRF check."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def browser(ann):
    return session_of(ann)


@pytest.fixture
def other_browser(ben):
    return session_of(ben)
