"""The import of an export of Wheelbarrow, in the form of the other imports: its preview, and writing it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from works.exchange.account.layout import FORMAT
from works.exchange.account.package import Package, open_package
from works.exchange.account.restore import Outcome, apply, offers_settings, plan
from works.exchange.records import Question
from works.models import Import

SETTINGS, MINE, THEIRS = "settings", "mine", "theirs"


def is_account(row: Import) -> bool:
    """Report whether the file is an export of Wheelbarrow."""
    return row.source == FORMAT


def open_import(row: Import) -> Package:
    """Open the file of an import. Raises Unreadable."""
    return open_package(bytes(row.data or b""))


def questions_of(user: User, row: Import, package: Package) -> list[Question]:
    """Return the only question: whose settings an empty account has."""
    if not offers_settings(user, package):
        return []
    text = _("Which time zone, language and other settings does this account have from now on?")
    choices = ((MINE, _("Those that it has")), (THEIRS, _("Those of the file")))
    return [Question(SETTINGS, text, choices, row.answers.get(SETTINGS, MINE))]


def plan_account(user: User, package: Package) -> dict[str, Any]:
    """Return the preview without its questions, and write nothing. Raises Unreadable."""
    return _described(plan(user, package))


def write_account(row: Import, package: Package, *, at: datetime) -> dict[str, Any]:
    """Write the export in the running act; return the preview as it was carried out. Raises Unreadable, QuotaExceeded."""
    return _described(apply(row.user, package, at=at, with_settings=row.answers.get(SETTINGS) == THEIRS))


def _described(outcome: Outcome) -> dict[str, Any]:
    reasons: Counter[str] = Counter()
    for _kind, reason, number in outcome.reasons:
        reasons[reason] += number
    return {
        "counts": outcome.counts,
        "rows": [],
        "more_rows": 0,
        "skipped": [{"reason": reason, "count": count} for reason, count in reasons.most_common()],
        "kept": 0,
        "notices": [],
        "more_notices": 0,
        "questions": [],
    }
