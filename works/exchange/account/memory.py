"""What earlier imports of the same account have made here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from accounts.models import User
from wheelbarrow.core.history.acts import kind_of
from wheelbarrow.core.models import Deletion
from works.exchange.account.layout import FORMAT, ROWS, account_of
from works.models import ImportedRow

CHUNK = 1000
DELETION = kind_of(Deletion)


class Known(NamedTuple):
    """A row here of a record. `digest` is that of its line, `batch` the import; a row that was here before has none."""

    row: int
    digest: str = ""
    batch: int = 0


class Memory:
    """The rows here by kind and by their id in the file, and the deletion of each that is in the trash."""

    def __init__(self, user: User, account: str) -> None:
        self.user, self.account = user, account
        self.is_own = account == account_of(user)
        self.known: dict[str, dict[int, Known]] = defaultdict(dict)
        self.states: dict[str, dict[int, int | None]] = {}
        self._recall()

    def _recall(self) -> None:
        rows = ImportedRow.objects.owned_by(self.user).of_source(FORMAT)
        found: dict[str, dict[int, Known]] = defaultdict(dict)
        for external, kind, row, facts in rows.values_list("external_id", "kind", "row", "digests").iterator():
            account, _colon, pk = external.partition(":")
            if account != self.account:
                continue
            found[kind][int(pk)] = Known(row, facts.get("line", ""), facts.get("batch", 0))
        for table in ROWS:
            self._keep_existing(kind_of(table.model), table.model, found)
        there = set(Deletion.objects.owned_by(self.user).restorable().ids())
        self.known[DELETION] = {pk: known for pk, known in found[DELETION].items() if known.row in there}

    def _keep_existing(self, kind: str, model: Any, found: dict[str, dict[int, Known]]) -> None:
        """Forget rows that are gone, since the import was undone or the trash emptied: they are created again."""
        if not found[kind] and not self.is_own:
            self.states[kind] = {}
            return
        states = dict(model.all_objects.owned_by(self.user).restorable().values_list("pk", "deletion_id"))
        self.states[kind] = states
        self.known[kind] = {pk: known for pk, known in found[kind].items() if known.row in states}
        if self.is_own:
            self.known[kind] |= {pk: Known(pk) for pk in states if pk not in self.known[kind]}

    def remember(self, kind: str, known: Iterable[tuple[int, Known]]) -> None:
        """Store which rows records have become."""
        rows = [
            ImportedRow(
                user=self.user,
                source=FORMAT,
                external_id=f"{self.account}:{pk}",
                kind=kind,
                row=each.row,
                digests={"line": each.digest, "batch": each.batch} if each.digest else {},
            )
            for pk, each in known
        ]
        ImportedRow.objects.bulk_create(
            rows,
            batch_size=CHUNK,
            update_conflicts=True,
            unique_fields=["user", "source", "external_id", "kind"],
            update_fields=["row", "digests"],
        )
