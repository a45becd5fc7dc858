"""The history of an export: its changes, with the ids of this server, as acts before the import.

Only rows that the import creates bring their history. A row that was imported earlier goes on with the log of this
server, in which the import is one more change: replayed, the log must always give the rows as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from accounts.models import User
from wheelbarrow.core.history.acts import current
from wheelbarrow.core.history.importing import insert_changes
from wheelbarrow.core.history.sentences import model_of
from wheelbarrow.core.models import Change
from works.exchange.account.deciding import Fates
from works.exchange.account.layout import TABLES
from works.exchange.account.numbers import Numbers
from works.exchange.account.package import Package
from works.exchange.account.references import renumber
from works.exchange.account.survey import Survey
from works.exchange.account.values import Values

CHUNK = 1000


class History:
    """Writes the changes of the rows that the import creates; the first import also those of rows that were purged there."""

    def __init__(self, user: User, package: Package, survey: Survey, fates: Fates) -> None:
        self.user, self.package, self.survey, self.fates = user, package, survey, fates
        # Into an account that knows none of the rows comes all of the history, that of purged rows too.
        self.is_first = not any(fates.rows.values())
        self.has_any = bool(survey.last_change) and any(fates.create.values())
        self.moved_by = 0

    def make_room(self) -> None:
        """Number the acts of the file before the import, in the same order. Called before anything is written."""
        if self.has_any:
            first, last = self.survey.first_batch, self.survey.last_batch
            self.moved_by = current().make_room(self.user, last - first + 1) - first

    def write(self, numbers: Numbers) -> None:
        """Write the changes. They come before all changes of the import itself."""
        changes = self._changes(numbers) if self.has_any else iter(())
        while chunk := list(islice(changes, CHUNK)):
            insert_changes(chunk)

    def _changes(self, numbers: Numbers) -> Iterator[Change]:
        for record in self.package.records(TABLES[-1]):
            values = record.values
            if self.is_first or values["row"] in self.fates.create[values["kind"]]:
                yield self._change(values, numbers)

    def _change(self, values: Values, numbers: Numbers) -> Change:
        model = model_of(values["kind"])
        facts: dict[str, Any] = {name: value for name, value in values.items() if name != "id"}
        facts["batch"] += self.moved_by
        facts["undoes"] = values["undoes"] and values["undoes"] + self.moved_by
        if model:
            facts["row"] = numbers(values["kind"], values["row"])
            facts["before"] = renumber(model, values["before"], numbers)
            facts["after"] = renumber(model, values["after"], numbers)
        return Change(user_id=self.user.pk, **facts)
