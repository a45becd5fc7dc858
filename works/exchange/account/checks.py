"""What the constraints of the database demand of a row, with messages for a person. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from categories.paths import MAX_LEVELS
from wheelbarrow.core.db.ownership import Owned
from wheelbarrow.core.db.soft_delete import SoftDeletable
from wheelbarrow.core.db.tallies import TallyField
from wheelbarrow.core.exceptions import Invalid
from wheelbarrow.core.history.acts import kind_of
from works.choices import CLOSED
from works.exchange.account.layout import FORMAT, ROWS
from works.exchange.account.values import Values, Wrong, by_type, counts, ids, instant, readers_of
from works.models.recurring_work import MAX_DEADLINE_DAYS, MAX_LEAD_DAYS
from works.models.saved_view import PAGES
from works.recurrence.rule import Rule
from works.report.frozen import thaw
from works.services.labels import key_of

# Keys whose target is in the trash, and keys whose target is live, also of rows in the trash.
TO_TRASH = frozenset({"recurring_work_in_trash"})
ALWAYS_LIVE = frozenset({"recurring_work"})
# An act has a number of this many digits at most: it counts on from the numbers of the person who imports.
MOST_BATCHES = 10**12


def nothing(_values: Values) -> None:
    """Check nothing."""


def check_level(level: int) -> None:
    """Raise Wrong for a category that is too deep."""
    if level >= MAX_LEVELS:
        raise Wrong(_("the tree has more than {limit} levels.").format(limit=MAX_LEVELS))


def label_key(values: Values) -> str:
    """Return the key of the name of a label, whatever the file says that it is."""
    return key_of(values["name"])


def check_change(values: Values) -> type[SoftDeletable] | None:
    """Check a change; return the model of its row, None if there is no such model."""
    if values["batch"] > MOST_BATCHES or (values["undoes"] or 0) > MOST_BATCHES or not values["batch"]:
        raise Wrong(_("“{field}”: {reason}.").format(field="batch", reason=_("it is no number of an act")))
    model = _models().get(values["kind"])
    if model is None:
        return None
    readers = _readers_of_changes(model)
    for side in (values["before"], values["after"]):
        for name, value in side.items():
            if value is not None and name in readers:
                try:
                    readers[name](value)
                except (Wrong, ValueError, TypeError):
                    raise Wrong(
                        _("“{field}”: {reason}.").format(field=name, reason=_("no row can have this value"))
                    ) from None
    return model


@cache
def _models() -> dict[str, type[SoftDeletable]]:
    return {kind_of(table.model): table.model for table in ROWS if issubclass(table.model, SoftDeletable)}


@cache
def _readers_of_changes(model: type[Owned]) -> dict[str, Callable[[Any], Any]]:
    """Return what reads a field of a change: also fields that no line of the row has, and facts of a deletion."""
    derived = {
        field.name: by_type(field)
        for field in model._meta.concrete_fields
        if field.name in getattr(model, "derived", ()) and not isinstance(field, TallyField)
    }
    facts: dict[str, Callable[[Any], Any]] = {
        "deletion": lambda value: ids([value]),
        "deleted_at": instant,
        "label": str,
        "counts": counts,
    }
    return {**readers_of(model), **derived, **facts}


def _check_pause(values: Values) -> None:
    first, last = values["paused_from"], values["paused_until"]
    _demand(last is None or (first is not None and last >= first), "paused_until", "paused_from")


def _check_category(values: Values) -> None:
    first, last = values["starts_on"], values["ends_on"]
    _demand(first is None or last is None or last >= first, "ends_on", "starts_on")
    _check_pause(values)


def _check_recurring_work(values: Values) -> None:
    try:
        Rule.parse(values["rule"])
    except Invalid as error:
        raise Wrong(_("“{field}”: {reason}.").format(field="rule", reason=error.detail)) from None
    _check_pause(values)
    deadline = values["deadline_days"]
    _demand(values["deadline_time"] is None or deadline is not None, "deadline_time", "deadline_days")
    _demand(values["lead_days"] <= MAX_LEAD_DAYS and (deadline or 0) <= MAX_DEADLINE_DAYS, "lead_days", "deadline_days")
    _demand(values["time_zone"] != "", "time_zone", "rule")
    next_on, due_on = values["next_occurrence_on"], values["next_due_on"]
    is_over = next_on is None and due_on is None
    _demand(is_over or (next_on is not None and next_on >= values["starts_on"]), "next_occurrence_on", "starts_on")
    _demand((values["failed_at"] is None) == (values["failure"] == ""), "failed_at", "failure")


def _check_work(values: Values) -> None:
    _demand((values["current_status"] in CLOSED) == (values["end_at"] is not None), "current_status", "end_at")
    first, last = values["starts_on"], values["deadline_on"]
    _demand(values["deadline_time"] is None or last is not None, "deadline_time", "deadline_on")
    _demand(first is None or last is None or last >= first, "deadline_on", "starts_on")
    rules = [name for name in ("recurring_work", "recurring_work_in_trash") if values[name] is not None]
    _demand(not rules or values["occurs_on"] is not None, "occurs_on", "recurring_work")
    _demand(len(rules) < 2, "recurring_work", "recurring_work_in_trash")


def _check_saved_view(values: Values) -> None:
    if not values["address"].startswith(PAGES):
        raise Wrong(_("“{field}”: {reason}.").format(field="address", reason=_("it is no page that can be saved")))


def _check_report_copy(values: Values) -> None:
    _demand(values["ends_on"] >= values["starts_on"], "ends_on", "starts_on")
    try:
        thaw(values["content"])
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        raise Wrong(_("“{field}”: {reason}.").format(field="content", reason=_("it is no kept report"))) from None


def _check_deletion(values: Values) -> None:
    if values["kind"] not in _models():
        raise Wrong(_("“{field}”: {reason}.").format(field="kind", reason=_("it is none of the kinds of rows")))


def _demand(is_met: bool, name: str, other: str) -> None:  # noqa: FBT001
    if not is_met:
        raise Wrong(_("“{field}” and “{other}” do not fit together.").format(field=name, other=other))


def check_imported_row(values: Values) -> None:
    """Raise Wrong for what no import of another program's file has stored."""
    if values["source"] in ("", FORMAT):
        raise Wrong(_("“{field}”: {reason}.").format(field="source", reason=_("it is no other program")))
    if values["kind"] not in _models():
        raise Wrong(_("“{field}”: {reason}.").format(field="kind", reason=_("it is none of the kinds of rows")))
    if not all(isinstance(value, str) for value in values["digests"].values()):
        raise Wrong(_("“{field}”: {reason}.").format(field="digests", reason=_("it is no text")))


CHECKS: dict[str, Callable[[Values], None]] = {
    "deletions": _check_deletion,
    "categories": _check_category,
    "recurring_works": _check_recurring_work,
    "works": _check_work,
    "saved_views": _check_saved_view,
    "report_copies": _check_report_copy,
}
