"""The kinds of errors. A service raises a named error derived from one of these; its docstring is the message.

`wheelbarrow/core/api/exception_handler.py` alone maps the kinds to HTTP statuses.
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
    """The request cannot be carried out. Change it and try again."""

    def __init__(self, *, field: str | None = None, errors: Errors | None = None, **facts: object) -> None:
        """`facts` fill the braces of the docstring; `field` is the name of the field that the message is about."""
        self.detail = self.message(**facts)
        self.errors = errors or ({field: [self.detail]} if field else {})
        super().__init__(self.detail)

    @classmethod
    def message(cls, **facts: object) -> str:
        """Return the docstring on one line, in the active language, with `facts` filled in."""
        line = " ".join(inspect.cleandoc(cls.__doc__ or "").split())
        return gettext(line).format(**facts) if facts else gettext(line)

    @classmethod
    def code(cls) -> str:
        """Return the name for programs: `MoveIntoOwnSubtree` → `move_into_own_subtree`."""
        return snake_case(cls.__name__)


class Invalid(DomainError):
    """The content of the request is wrong. Correct it and try again."""


class Unauthenticated(DomainError):
    """You are not logged in. Log in and try again."""


class Forbidden(DomainError):
    """This is not allowed. Ask the operator of this server."""


class NotFound(DomainError):
    """You have no such row. It may have been deleted: look in the trash."""


class Conflict(DomainError):
    """The current state does not allow this. Reload it and try again."""


class TooMany(DomainError):
    """Too many attempts. Wait {minutes} minutes, then try again."""

    def __init__(self, *, retry_after: int) -> None:
        """`retry_after` is in seconds."""
        self.retry_after = retry_after
        super().__init__(minutes=ceil(retry_after / 60))
