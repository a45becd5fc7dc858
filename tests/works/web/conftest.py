"""Sessions of ann, who owns rows, and of ben, a stranger."""

import pytest
from django.test import Client


def session_of(user):
    """A browser of the person, with the CSRF check."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


@pytest.fixture
def browser(ann):
    return session_of(ann)


@pytest.fixture
def other_browser(ben):
    return session_of(ben)
