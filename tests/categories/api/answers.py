"""Reading what the doors of the tree answer."""


def names(response):
    """The names in a list or a page, in their order."""
    assert response.status_code == 200, response.json()
    answer = response.json()
    return [category["name"] for category in (answer["results"] if isinstance(answer, dict) else answer)]
