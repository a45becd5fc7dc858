"""The history of an export: its changes, with the ids of this server, as acts before the import."""

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
from works.exchange.account.memory import Memory, Runs
from works.exchange.account.numbers import Numbers
from works.exchange.account.package import Package, Record
from works.exchange.account.references import renumber
from works.exchange.account.survey import Survey
from works.exchange.account.values import Values

CHUNK = 1000


class History:
    """Writes the changes that are new here: later ones than the last import had, and all of rows that are new here."""

    def __init__(self, user: User, package: Package, survey: Survey, fates: Fates, memory: Memory) -> None:
        self.user, self.package, self.survey, self.fates, self.memory = user, package, survey, fates, memory
        self.runs = memory.runs.batches
        # An account that imports its own export has its history already.
        self.last = survey.last_change if memory.is_own else memory.runs.last_change

    def make_room(self) -> None:
        """Number the acts of the file before the import, in the same order. Called before anything is written."""
        first = max([self.survey.first_batch, *(last + 1 for _first, last, _here in self.runs)])
        if self.survey.first_batch and first <= self.survey.last_batch:
            here = current().make_room(self.user, self.survey.last_batch - first + 1)
            self.runs = [*self.runs, (first, self.survey.last_batch, here)]

    def write(self, numbers: Numbers) -> int:
        """Write the changes; return their number. They come before all changes of the import itself."""
        count, changes = 0, self._changes(numbers)
        while chunk := list(islice(changes, CHUNK)):
            insert_changes(chunk)
            count += len(chunk)
        if self.survey.last_change > self.last or self.runs != self.memory.runs.batches:
            last_change = max(self.memory.runs.last_change, self.survey.last_change)
            self.memory.remember_history(Runs(last_change, self.runs))
        return count

    def _changes(self, numbers: Numbers) -> Iterator[Change]:
        table = TABLES[-1]
        if not self.survey.last_change:
            return
        for record in self.package.records(table):
            values = record.values
            if record.id > self.last or values["row"] in self.fates.create[values["kind"]]:
                yield self._change(record, values, numbers)

    def _change(self, record: Record, values: Values, numbers: Numbers) -> Change:
        model = model_of(values["kind"])
        facts: dict[str, Any] = {name: value for name, value in values.items() if name != "id"}
        facts["batch"] = self._batch(values["batch"])
        facts["undoes"] = self._batch(values["undoes"]) if values["undoes"] else None
        if model:
            facts["row"] = numbers(values["kind"], values["row"])
            facts["before"] = renumber(model, values["before"], numbers)
            facts["after"] = renumber(model, values["after"], numbers)
        return Change(user_id=self.user.pk, **facts)

    def _batch(self, batch: int) -> int:
        """Return the number here of an act there; one from before the history that is kept has that of the first."""
        for first, last, here in self.runs:
            if first <= batch <= last:
                return here + batch - first
        return self.runs[0][2]
