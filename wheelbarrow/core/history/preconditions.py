"""Refuse an act on a row that has changed since the caller read it.

The version is compared with the owner's lock held, in the transaction of the act: no other write comes between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.db.soft_delete import SoftDeletable
from wheelbarrow.core.exceptions import PreconditionFailed
from wheelbarrow.core.history.acts import guard


class ChangedElsewhere(PreconditionFailed):
    template = _("This has been changed elsewhere since you opened it. Compare both, then send your change again.")


@contextmanager
def expecting(
    versions: Collection[int], *, model: type[SoftDeletable], user: AbstractBaseUser | int, pk: int
) -> Iterator[None]:
    """Let the first act meanwhile raise ChangedElsewhere unless the row has one of these versions.

    A row that the person does not have is left to the service, which refuses it by a name of its own.
    """

    def check() -> None:
        guard.set(None)
        version = model.objects.owned_by(user).with_id(pk).values_list("version", flat=True).first()
        if version is not None and version not in versions:
            raise ChangedElsewhere

    before = guard.set(check)
    try:
        yield
    finally:
        guard.reset(before)
