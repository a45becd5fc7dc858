"""Write which rows came from files of other programs: such a file, imported again after a move, changes its rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from wheelbarrow.core.history.acts import kind_of
from works.exchange import digests
from works.exchange.account.layout import IMPORTED_ROWS, ROWS
from works.exchange.account.package import Record
from works.exchange.account.references import CATEGORY
from works.exchange.account.rows import Writing, chunks_of
from works.exchange.account.values import Values
from works.models import ImportedRow

CHUNK = 1000
MODELS: dict[str, Any] = {kind_of(table.model): table.model for table in ROWS}
# The digests of ids of categories.
OF_PLACES = frozenset({"parent", "category"})
Key = tuple[str, str, str]


def write(writing: Writing) -> None:
    """Store the imported rows of an export, once its rows are there.

    What this server knows of a record stays, unless its row is gone, or the export has just created or changed it.
    """
    categories = writing.numbers.ids[CATEGORY]
    places = {digests.digest(old): digests.digest(new) for old, new in categories.items()}
    for chunk in chunks_of(writing.package.records(IMPORTED_ROWS)):
        found = {_key_of(record.values): record for record in chunk if _is_here(writing, record)}
        known = _known(writing.user, found)
        gone = _gone(writing.user, known)
        rows = [
            _row(writing, record.values, places)
            for key, record in found.items()
            if key not in known or key in gone or _is_newer(writing, record, known[key])
        ]
        ImportedRow.objects.bulk_create(
            rows,
            batch_size=CHUNK,
            update_conflicts=True,
            unique_fields=["user", "source", "external_id", "kind"],
            update_fields=["row", "digests"],
        )


def _key_of(values: Values) -> Key:
    return values["source"], values["external_id"], values["kind"]


def _is_here(writing: Writing, record: Record) -> bool:
    kind, row, fates = record.values["kind"], record.values["row"], writing.fates
    return row in fates.create[kind] or row in fates.rows[kind]


def _is_newer(writing: Writing, record: Record, row: int) -> bool:
    """Report whether the import has changed the row, the same as the one that is known."""
    kind, pk = record.values["kind"], record.values["row"]
    return pk in writing.fates.update[kind] and writing.numbers(kind, pk) == row


def _known(user: User, found: Mapping[Key, Record]) -> dict[Key, int]:
    """Return the rows of these records that this server knows."""
    rows = ImportedRow.objects.owned_by(user).of_records({external for _source, external, _kind in found})
    known = {
        (source, external, kind): row
        for source, external, kind, row in rows.values_list("source", "external_id", "kind", "row")
    }
    return {key: known[key] for key in known.keys() & found.keys()}


def _gone(user: User, known: Mapping[Key, int]) -> set[Key]:
    gone: set[Key] = set()
    for kind, model in MODELS.items():
        rows = {key: row for key, row in known.items() if key[2] == kind}
        there = set(model.all_objects.owned_by(user).among(sorted(rows.values())).ids()) if rows else set()
        gone |= {key for key, row in rows.items() if row not in there}
    return gone


def _row(writing: Writing, values: Values, places: Mapping[str, str]) -> ImportedRow:
    return ImportedRow(
        user=writing.user,
        source=values["source"],
        external_id=values["external_id"],
        kind=values["kind"],
        row=writing.numbers(values["kind"], values["row"]),
        digests={
            name: places.get(text, text) if name in OF_PLACES else text for name, text in values["digests"].items()
        },
    )
