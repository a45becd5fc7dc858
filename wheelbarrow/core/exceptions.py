"""The kinds of refusal. A service raises a named error derived from one of these; its docstring is the message.

`wheelbarrow/core/api/exception_handler.py` is the only place that knows which HTTP status a kind has.
"""

import inspect
import re
from collections.abc import Mapping, Sequence
from math import ceil

from django.utils.translation import gettext

Errors = Mapping[str, Sequence[str]]


def snake_case(name: str) -> str:
    """`RecurringWork` → `recurring_work`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class DomainError(Exception):
    """The request cannot be carried out."""

    def __init__(self, *, field: str | None = None, errors: Errors | None = None, **facts: object) -> None:
        """`facts` fill the braces of the docstring; `field` blames one field with the same message."""
        self.detail = self.message(**facts)
        self.errors = errors or ({field: [self.detail]} if field else {})
        super().__init__(self.detail)

    @classmethod
    def message(cls, **facts: object) -> str:
        """The docstring on one line, in the active language, with `facts` filled in."""
        line = " ".join(inspect.cleandoc(cls.__doc__ or "").split())
        return gettext(line).format(**facts) if facts else gettext(line)

    @classmethod
    def code(cls) -> str:
        """`MoveIntoOwnSubtree` → `move_into_own_subtree`: what a client may compare."""
        return snake_case(cls.__name__)


class Invalid(DomainError):
    """The request is understood but its content is wrong."""


class Unauthenticated(DomainError):
    """You are not logged in."""


class Forbidden(DomainError):
    """This is not allowed here."""


class NotFound(DomainError):
    """There is no such row among yours."""


class Conflict(DomainError):
    """The present state does not allow this."""


class TooMany(DomainError):
    """This has been tried too often. Wait {minutes} min, then try again."""

    def __init__(self, *, retry_after: int) -> None:
        """`retry_after` is in seconds."""
        self.retry_after = retry_after
        super().__init__(minutes=ceil(retry_after / 60))
