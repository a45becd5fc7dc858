"""Import an export of Wheelbarrow from a file of the server itself: it is read where it is, and never stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from wheelbarrow.core.history.actors import acting_as
from wheelbarrow.core.history.acts import acting
from works.exchange.account.layout import FORMAT
from works.exchange.account.package import Package
from works.models import Import
from works.services.importing.accounts import write_account
from works.services.importing.background import ACTOR, batch_of
from works.services.importing.preview import preview_account


def preview_export(*, user: User, package: Package, answers: Mapping[str, str]) -> dict[str, Any]:
    """Return the preview; write nothing. Raises Unreadable, UnknownQuestion, UnknownAnswer."""
    return preview_account(Import(user=user, source=FORMAT, answers=dict(answers)), package)


def import_export(*, user: User, name: str, package: Package, answers: Mapping[str, str], at: datetime) -> Import:
    """Write the export in one act; return the import, which is done. Raises Unreadable, QuotaExceeded."""
    row = Import(user=user, source=FORMAT, file_name=name, answers=dict(answers), state=Import.State.DONE)
    with acting_as(ACTOR), acting("imported", user=user, at=at) as act:
        row.preview = write_account(row, package, at=at)
        row.counts = {**row.preview["counts"], "made": 0, "kept": 0}
        row.created_at = row.ended_at = at
        row.batch = batch_of(act, row)
        row.save(force_insert=True)
    return row
