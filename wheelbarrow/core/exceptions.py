"""The kinds of errors. A service raises a named error derived from one of these, with its message as `template`.

`wheelbarrow/core/api/exception_handler.py` alone maps the kinds to HTTP statuses.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from math import ceil
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Errors = Mapping[str, Sequence[str]]


@cache
def snake_case(name: str) -> str:
    """`RecurringWork` → `recurring_work`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class DomainError(Exception):
    """An error with a name, a message and, if it is about fields, their names."""

    template: ClassVar[str | Promise] = _("The request cannot be carried out. Change it and try again.")

    def __init__(self, *, field: str | None = None, errors: Errors | None = None, **facts: object) -> None:
        """`facts` fill the braces of the template; `field` is the name of the field that the message is about."""
        self.detail = self.message(**facts)
        self.errors = errors or ({field: [self.detail]} if field else {})
        super().__init__(self.detail)

    @classmethod
    def message(cls, **facts: object) -> str:
        """Return the message in the active language, with `facts` filled in."""
        return str(cls.template).format(**facts) if facts else str(cls.template)

    @classmethod
    def code(cls) -> str:
        """Return the name for programs: `MoveIntoOwnSubtree` → `move_into_own_subtree`."""
        return snake_case(cls.__name__)


class Invalid(DomainError):
    template = _("The content of the request is wrong. Correct it and try again.")


class Unauthenticated(DomainError):
    template = _("You are not logged in. Log in and try again.")


class Forbidden(DomainError):
    template = _("This is not allowed. Ask the operator of this server.")


class NotFound(DomainError):
    template = _("You have no such row. It may have been deleted: look in the trash.")


class Gone(DomainError):
    template = _("This is no longer kept.")


class Conflict(DomainError):
    template = _("The current state does not allow this. Reload it and try again.")


class NoLongerFits(Conflict):
    template = _("This cannot be undone any more: what has changed since does not fit it. Change the rows themselves.")


class PreconditionFailed(DomainError):
    template = _("The row has changed since you read it. Compare the two, then try again.")


class Unprocessable(DomainError):
    template = _("The request cannot be carried out as it is. Change it and try again.")


class TooMany(DomainError):
    template = _("Too many attempts. Wait {minutes} minutes, then try again.")

    def __init__(self, *, retry_after: int) -> None:
        """`retry_after` is in seconds."""
        self.retry_after = retry_after
        super().__init__(minutes=ceil(retry_after / 60))
