"""Import the export of an account: what it would do, and doing it in the act that the caller runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.choices import time_zones
from accounts.models import User
from accounts.services import edit_profile
from wheelbarrow.core.db.soft_delete import plural_name
from wheelbarrow.core.history.acts import kind_of
from works.exchange.account import imported_rows, trash
from works.exchange.account.deciding import Fates, decide
from works.exchange.account.history import History
from works.exchange.account.layout import ROWS, SETTINGS
from works.exchange.account.memory import Memory
from works.exchange.account.numbers import Numbers
from works.exchange.account.package import Package
from works.exchange.account.positions import Positions
from works.exchange.account.rows import Writing
from works.exchange.account.survey import Survey, survey_of


@dataclass(frozen=True)
class Outcome:
    """The number of records by the plural name of their model and by fate: create, update, keep, skip.

    `reasons` are `(kind, reason, number)` of what is skipped.
    """

    counts: Mapping[str, Mapping[str, int]]
    reasons: list[tuple[str, str, int]] = field(default_factory=list)


def plan(user: User, package: Package) -> Outcome:
    """Return what apply() would do. Writes nothing. Raises Unreadable."""
    survey = survey_of(package)
    return _outcome(survey, decide(user, survey, Memory(user, package.account)))


def apply(user: User, package: Package, *, at: datetime, with_settings: bool = False) -> Outcome:
    """Write the export, in the act `imported` of the caller, which has written nothing yet. Raises Unreadable, QuotaExceeded.

    Importing the same export again writes nothing; a newer export of the same account writes what has changed there.
    """
    survey = survey_of(package)
    settings = known_settings(package) if with_settings and offers_settings(user, package) else {}
    memory = Memory(user, package.account)
    fates = decide(user, survey, memory)
    history = History(user, package, survey, fates)
    history.make_room()
    numbers = Numbers(survey, fates)
    history.write(numbers)
    writing = Writing(user, package, fates, numbers, memory, Positions(user), at)
    trash.restore_gone(writing)
    trash.write_deletions(writing)
    for table in ROWS:
        writing.write(table)
    trash.move_deleted(writing)
    imported_rows.write(writing)
    if settings:
        edit_profile(user=user, **settings)
    return _outcome(survey, fates)


def offers_settings(user: User, package: Package) -> bool:
    """Report whether the settings of the person can come along: into an account that has nothing yet."""
    tables: Any = [table.model for table in ROWS]
    return bool(known_settings(package)) and not any(model.all_objects.owned_by(user).exists() for model in tables)


def known_settings(package: Package) -> dict[str, Any]:
    """Return the settings of the export that this server knows."""
    found = package.settings()
    return {name: found[name] for name in SETTINGS if name in found and name != "name" and _is_known(name, found[name])}


def _is_known(name: str, value: object) -> bool:
    if name == "time_zone":
        return value in time_zones()
    field: Any = User._meta.get_field(name)
    choices = [choice for choice, _label in field.flatchoices]
    return value in choices if choices else isinstance(value, bool)


def _outcome(survey: Survey, fates: Fates) -> Outcome:
    names = {kind_of(table.model): plural_name(table.model) for table in ROWS}
    reasons = [(names[kind], reason, number) for (kind, reason), number in sorted(fates.reasons.items())]
    return Outcome(fates.counts(survey), reasons)
