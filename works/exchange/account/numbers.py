"""The ids here of the rows of an export, all of which are reserved before the first row is written."""

from __future__ import annotations

from wheelbarrow.core.db.expressions import take_ids
from wheelbarrow.core.history.acts import kind_of
from works.exchange.account.deciding import Fates
from works.exchange.account.layout import ROWS, TABLES
from works.exchange.account.survey import Survey


class Numbers:
    """Returns the id here of a row of the file: of one that is there, or of one that is created, in the same order.

    A row that the file only mentions, because it was purged, gets an id that no row ever has: what refers to it goes on
    referring to nothing.
    """

    def __init__(self, survey: Survey, fates: Fates) -> None:
        self.ids: dict[str, dict[int, int]] = {}
        for table in (TABLES[0], *ROWS):
            kind = kind_of(table.model)
            known = fates.rows[kind]
            strange = {*survey.strange[kind], *survey.rows[kind].digests} - fates.create[kind] - known.keys()
            wanted = [*sorted(strange), *sorted(fates.create[kind])]
            self.ids[kind] = {**known, **dict(zip(wanted, take_ids(table.model, len(wanted)), strict=True))}

    def __call__(self, kind: str, pk: int) -> int:
        return self.ids[kind][pk]
