"""What an API token allows: scopes, and the branch that it is limited to."""

from __future__ import annotations

from typing import NamedTuple

from wheelbarrow.core.db.limits import Limit

# What the secret of an API token begins with.
KIND = "wb"
READ, ADD, WRITE = "read", "add", "write"
SCOPES = (READ, ADD, WRITE)


class Grant(NamedTuple):
    """What the API token of a request allows; `branch` is None for the whole account."""

    token: str
    scopes: frozenset[str]
    branch: Limit | None

    def has(self, scope: str) -> bool:
        """Report whether the scope is given; `write` includes `add`."""
        return scope in self.scopes or (scope == ADD and WRITE in self.scopes)
