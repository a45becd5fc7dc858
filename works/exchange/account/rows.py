"""Write the rows of an export: new ones in bulk, changed ones field by field, as far as the person has not changed them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.models import User
from categories import paths
from categories.models import Category
from wheelbarrow.core.exceptions import NoLongerFits
from wheelbarrow.core.history.acts import current, kind_of
from wheelbarrow.core.history.links import link_new, relink
from wheelbarrow.core.history.recording import insert_all, update
from wheelbarrow.core.models import Change
from wheelbarrow.core.quotas import reserve
from works.exchange.account.deciding import LABEL, Fates
from works.exchange.account.layout import Table, links_of
from works.exchange.account.memory import DELETION, Known, Memory
from works.exchange.account.numbers import Numbers
from works.exchange.account.package import Package, Record, unreadable
from works.exchange.account.positions import Positions
from works.exchange.account.references import RECURRING_WORK, renumber
from works.exchange.account.values import Values
from works.services.labels import key_of

CHUNK = 1000
# What only the act of an import sets, or a deletion, and what follows from others.
NOT_UPDATED = frozenset({"id", "updated_at", "deleted_at", "deletion", "position", "path", "level"})


@dataclass
class Writing:
    """One import, in its act."""

    user: User
    package: Package
    fates: Fates
    numbers: Numbers
    memory: Memory
    positions: Positions
    at: datetime

    def __post_init__(self) -> None:
        self.batch = current().batches[self.user.pk]
        rows = Category.all_objects.owned_by(self.user).values_list("pk", "path")
        self.paths: dict[int, str] = dict(rows)
        # Deletions that take rows which are live here: their rows are moved to the trash when all are there.
        self.pending = set(self.fates.moved)
        self.updated = 0

    def write(self, table: Table) -> None:
        """Write the new and the changed rows of a table."""
        kind = kind_of(table.model)
        create, change = self.fates.create[kind], self.fates.update[kind]
        wanted = create | change
        records = (record for record in self.package.records(table) if record.id in wanted) if wanted else iter(())
        while chunk := list(islice(records, CHUNK)):
            self._create(table, [record for record in chunk if record.id in create])
            self._update(table, [record for record in chunk if record.id in change])
        joined = ((pk, Known(self.fates.rows[kind][pk])) for pk in self.fates.joined[kind])
        self.memory.remember(kind, joined)

    def _create(self, table: Table, records: list[Record]) -> None:
        if not records:
            return
        kind, rows, links = kind_of(table.model), [], {}
        for record in records:
            values = self._values(table, record)
            self.positions.move_on(kind, values)
            row = self._row(table, values)
            rows.append(row)
            links[row.pk] = {name: values[name] for name in links_of(table.model)}
        reserve(self.user, rows=len(rows), notes="".join(getattr(row, "content", "") for row in rows))
        try:
            insert_all(rows, action="imported")
        except IntegrityError:
            reason = _("one of these rows does not fit the rows of this account.")
            raise unreadable(table.file, records[0].line, reason) from None
        for name in links_of(table.model):
            link_new(rows, name, {pk: names[name] for pk, names in links.items()})
        act = current()
        for row in rows:
            if row.deletion_id is not None:
                act.note(row, {}, {"deletion": row.deletion_id})
        act.flush(rows)
        self._remember(kind, records)

    def _row(self, table: Table, values: Values) -> Any:
        """Return the row, not stored yet."""
        model: Any = table.model
        fields = {f.name: f.attname for f in model._meta.concrete_fields}
        row = model(user_id=self.user.pk, **{fields[name]: values[name] for name in values if name in fields})
        row.updated_at = self.at
        if row.deletion_id in {self.numbers(DELETION, pk) for pk in self.pending}:
            row.deletion_id = row.deleted_at = None
        if isinstance(row, Category):
            row.path = paths.join(self.paths[row.parent_id] if row.parent_id else "", row.pk)
            row.level = paths.level_of(row.path)
            self.paths[row.pk] = row.path
        if kind_of(model) == LABEL:
            row.name_key = key_of(row.name)
        return row

    def _values(self, table: Table, record: Record) -> Values:
        """Return the values with the ids of this server; what was left out is not referred to."""
        values, left_out = dict(record.values), self.fates.left_out
        if values.get("recurring_work") in left_out[RECURRING_WORK] - self.fates.rows[RECURRING_WORK].keys():
            values["recurring_work"] = None
        values["id"] = self.numbers(kind_of(table.model), record.id)
        return renumber(table.model, values, self.numbers)

    def _remember(self, kind: str, records: list[Record]) -> None:
        known = ((r.id, Known(self.numbers(kind, r.id), r.digest.hex(), self.batch)) for r in records)
        self.memory.remember(kind, known)

    def _update(self, table: Table, records: list[Record]) -> None:
        """Write what has changed in the file since the last import, but no field that the person has changed since."""
        if not records:
            return
        kind, model = kind_of(table.model), table.model
        found: Any = model
        rows = found.all_objects.owned_by(self.user).among([self.numbers(kind, record.id) for record in records])
        by_id = {row.pk: row for row in rows}
        changed_here = self._changed_here(kind, records)
        names: set[str] = set()
        links: dict[str, dict[int, list[int]]] = {name: {} for name in links_of(model)}
        for record in records:
            row = by_id[self.numbers(kind, record.id)]
            values = self._values(table, record)
            kept = NOT_UPDATED | changed_here.get(row.pk, frozenset())
            for name, given in links.items():
                if name not in kept:
                    given[row.pk] = values[name]
            names |= self._set(row, {name: values[name] for name in values if name not in kept and name not in links})
        try:
            update(by_id.values(), names)
        except IntegrityError:
            reason = _("one of these rows does not fit the rows of this account.")
            raise unreadable(table.file, records[0].line, reason) from None
        for name, given in links.items():
            relink(list(by_id.values()), name, given)
        self.updated += sum(row.version == self.batch for row in by_id.values())
        self._remember(kind, records)

    def _set(self, row: Any, values: Values) -> set[str]:
        """Set the fields of a row; return the names of those to store. A category that cannot be moved stays."""
        fields = {f.name: f.attname for f in row._meta.concrete_fields}
        parent = row.parent_id if isinstance(row, Category) else None
        for name, value in values.items():
            setattr(row, fields[name], value)
        if isinstance(row, Category) and row.parent_id != parent:
            try:
                Category.all_objects.place(row)
                self.paths[row.pk] = row.path
            except NoLongerFits:
                row.parent_id = parent
        return {*values, "path", "level"} if isinstance(row, Category) else set(values)

    def _changed_here(self, kind: str, records: list[Record]) -> dict[int, frozenset[str]]:
        """Return the fields of these rows that have changed here since they were imported last, by id."""
        known = [self.memory.known[kind][record.id] for record in records]
        imported = {each.row: each.batch for each in known}
        changes = Change.objects.owned_by(self.user).of_rows(kind, list(imported)).since(min(imported.values()))
        found: dict[int, set[str]] = {}
        for row, batch, after in changes.values_list("row", "batch", "after").iterator(chunk_size=CHUNK):
            if imported[row] < batch:
                found[row] = found.get(row, set()) | after.keys()
        pairs = ({"starts_on", "deadline_on", "deadline_time"}, {"current_status", "started_at", "end_at"})
        for names in found.values():
            for together in pairs:
                # They must fit one another.
                names |= together if names & together else set()
        return {row: frozenset(names) for row, names in found.items()}


def chunks_of(records: Iterator[Record]) -> Iterator[list[Record]]:
    """Yield the records, some at a time."""
    while chunk := list(islice(records, CHUNK)):
        yield chunk
