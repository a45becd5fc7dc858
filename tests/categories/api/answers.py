"""Reads responses of the endpoints of the tree."""


def names(response):
    """Return the names in a list or a page, in order."""
    assert response.status_code == 200, response.json()
    answer = response.json()
    return [category["name"] for category in (answer["results"] if isinstance(answer, dict) else answer)]
