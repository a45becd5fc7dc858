import pytest


@pytest.fixture
def console(client, operator):
    """The operator's browser."""
    client.force_login(operator)
    return client


def act(console, path, action, rows, **more):
    """Choose rows in a list and run an action; follows to the page with its message."""
    data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return console.post(path, data, follow=True)
