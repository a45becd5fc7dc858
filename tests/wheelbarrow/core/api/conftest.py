"""Fixtures of the tests of the browsable API."""

import pytest


@pytest.fixture
def browser(client, ann):
    """Ann's, with a session."""
    client.force_login(ann)
    return client
