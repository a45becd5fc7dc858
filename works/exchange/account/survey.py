"""Read a whole export once, before anything is written: is it whole, does it fit together, what does it have. Pure.

The survey keeps little of each row, so that its memory is bounded: an id, a digest, where it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from wheelbarrow.core.history.acts import kind_of
from works.exchange.account import checks
from works.exchange.account.layout import TABLES, Table
from works.exchange.account.package import Package, Record, unreadable
from works.exchange.account.references import keys_of, renumber
from works.exchange.account.values import Values, Wrong


@dataclass(slots=True)
class Rows:
    """The rows of one kind in the file: the digest of each line by id, and the deletion of those in the trash."""

    digests: dict[int, bytes] = field(default_factory=dict)
    trash: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Survey:
    """What an export has. `strange` are the ids of rows that it only mentions, because they were purged."""

    rows: dict[str, Rows] = field(default_factory=lambda: {kind_of(table.model): Rows() for table in TABLES})
    # Categories: parent and name, by id, parents before children. Levels while they are read.
    places: dict[int, tuple[int | None, str]] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)
    # The keys of the names of labels, by id.
    labels: dict[int, str] = field(default_factory=dict)
    # The names of live categories by parent, and of live labels: each is there once.
    names: set[tuple[str, int | None, str]] = field(default_factory=set)
    # The categories of works, recurring works: what decides whether they can be created.
    filed: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    # The works of rules by their occurrence.
    occurrences: dict[tuple[int, date], int] = field(default_factory=dict)
    strange: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    # The first and the last number of an act, and the greatest id of a change.
    first_batch: int = 0
    last_batch: int = 0
    last_change: int = 0

    def is_live(self, kind: str, pk: int) -> bool:
        """Report whether the file has the row, and not in the trash."""
        rows = self.rows[kind]
        return pk in rows.digests and pk not in rows.trash


def survey_of(package: Package) -> Survey:
    """Return what the export has. Raises Unreadable for the first line that does not fit the lines before it."""
    survey = Survey()
    for table in TABLES:
        add = ADDS.get(table.name, _add_row)
        for record in package.records(table):
            try:
                _add(survey, table, record)
                add(survey, kind_of(table.model), record.values)
            except Wrong as wrong:
                raise unreadable(table.file, record.line, str(wrong)) from None
    for kind, strange in survey.strange.items():
        strange -= survey.rows[kind].digests.keys()
    return survey


def _add(survey: Survey, table: Table, record: Record) -> None:
    """Add what every row has."""
    kind, values = kind_of(table.model), record.values
    rows = survey.rows[kind]
    if table.name in ("imported_rows", "changes"):
        return
    if record.id in rows.digests:
        raise Wrong(_("the id {id} is there twice.").format(id=record.id))
    rows.digests[record.id] = record.digest
    if (deletion := values.get("deletion")) is not None:
        rows.trash[record.id] = deletion
    if "deleted_at" in values and "deletion" in values and (values["deleted_at"] is None) != (deletion is None):
        raise Wrong(_("“{field}” and “{other}” do not fit together.").format(field="deleted_at", other="deletion"))
    checks.CHECKS.get(table.name, checks.nothing)(values)


def _refer(survey: Survey, kind: str, values: Values) -> None:
    """Check every key: the row is there, and a live row refers to live rows."""
    model = next(table.model for table in TABLES if kind_of(table.model) == kind)
    for name, target in keys_of(model).items():
        if (pk := values.get(name)) is None:
            continue
        if pk not in survey.rows[target].digests:
            raise Wrong(_("“{field}” refers to {id}, which the export does not have.").format(field=name, id=pk))
        is_in_trash = pk in survey.rows[target].trash
        if name in checks.TO_TRASH:
            if not is_in_trash:
                raise Wrong(_("“{field}” refers to {id}, which is not in the trash.").format(field=name, id=pk))
        elif is_in_trash and (name in checks.ALWAYS_LIVE or values.get("deletion") is None):
            raise Wrong(_("“{field}” refers to {id}, which is in the trash.").format(field=name, id=pk))
    for pk in values.get("labels", ()):
        if pk not in survey.labels:
            raise Wrong(_("“{field}” refers to {id}, which the export does not have.").format(field="labels", id=pk))


def _add_row(survey: Survey, kind: str, values: Values) -> None:
    _refer(survey, kind, values)
    model = next(table.model for table in TABLES if kind_of(table.model) == kind)
    renumber(model, values, _collector(survey))
    if (category := values.get("category")) is not None:
        survey.filed[kind][values["id"]] = category


def _add_category(survey: Survey, kind: str, values: Values) -> None:
    _refer(survey, kind, values)
    pk, parent = values["id"], values["parent"]
    # Parents come first, so no chain of parents can be a cycle.
    survey.levels[pk] = 0 if parent is None else survey.levels[parent] + 1
    checks.check_level(survey.levels[pk])
    survey.places[pk] = parent, values["name"]
    _name(survey, kind, values, parent, values["name"])


def _add_label(survey: Survey, kind: str, values: Values) -> None:
    _refer(survey, kind, values)
    survey.labels[values["id"]] = key = checks.label_key(values)
    _name(survey, kind, values, None, key)


def _name(survey: Survey, kind: str, values: Values, parent: int | None, name: str) -> None:
    if values["deletion"] is None:
        if (kind, parent, name) in survey.names:
            raise Wrong(_("the name “{name}” is there twice.").format(name=name))
        survey.names.add((kind, parent, name))


def _add_work(survey: Survey, kind: str, values: Values) -> None:
    _add_row(survey, kind, values)
    if (rule := values["recurring_work"]) is not None:
        occurrence = rule, values["occurs_on"]
        if occurrence in survey.occurrences:
            raise Wrong(_("another work is of the same day of the same recurring work."))
        survey.occurrences[occurrence] = values["id"]


def _add_imported_row(survey: Survey, _kind: str, values: Values) -> None:
    checks.check_imported_row(values)
    if values["row"] not in survey.rows[values["kind"]].digests:
        reason = _("“{field}” refers to {id}, which the export does not have.")
        raise Wrong(reason.format(field="row", id=values["row"]))


def _add_change(survey: Survey, kind: str, values: Values) -> None:
    if values["id"] <= survey.last_change:
        raise Wrong(_("the changes are not in the order of their ids."))
    model = checks.check_change(values)
    survey.last_change = values["id"]
    for batch in filter(None, (values["batch"], values["undoes"])):
        survey.first_batch = min(survey.first_batch or batch, batch)
        survey.last_batch = max(survey.last_batch, batch)
    if model:
        collect = _collector(survey)
        collect(values["kind"], values["row"])
        for side in (values["before"], values["after"]):
            renumber(model, side, collect)


def _collector(survey: Survey) -> Callable[[str, int], int]:
    """Return what notes the ids of rows that the export mentions."""

    def note(kind: str, pk: int) -> int:
        if pk not in survey.rows[kind].digests:
            survey.strange[kind].add(pk)
        return pk

    return note


ADDS: dict[str, Callable[[Survey, str, Values], Any]] = {
    "categories": _add_category,
    "labels": _add_label,
    "works": _add_work,
    "imported_rows": _add_imported_row,
    "changes": _add_change,
}
