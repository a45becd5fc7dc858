"""The search index: a table of the folded texts of rows, and an index of the pairs of letters in them.

Pairs, not words or groups of three: they find two syllables inside of a word of any language. Each pair is combined
with its owner, so that what others have written costs nothing. PostgreSQL has them as a GIN index of the function
`wheelbarrow_grams`, SQLite as a contentless FTS5 table that triggers keep; both are derived from the table of texts,
which wheelbarrow/core/history/recording.py keeps by `store_texts`. docs/decisions/0028-search.md has the measurements.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any, Self

import orjson
from django.conf import settings
from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import StrIndex
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.db.prepared import run
from wheelbarrow.core.db.sqlite3.grams import FUNCTION, grams
from wheelbarrow.core.text import fold

if TYPE_CHECKING:
    from wheelbarrow.core.db.soft_delete import SoftDeletable

# Between the texts of a row; no text of a person has it (wheelbarrow/core/text.py).
SEPARATOR = "\x1f"
# Letters of the shortest text that the index finds.
SHORTEST = 2
# Rows of one statement of a check.
BATCH = 1000


class KeyField(models.BigIntegerField):  # type: ignore[type-arg]  # Django's has no arguments when it runs
    """The id of a row as a primary key, which SQLite has as its rowid only if the type is INTEGER."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class HasGrams(models.Func):
    """Whether the index has each pair of letters of a folded text of this owner. Some more rows have them than the text."""

    output_field = models.BooleanField()

    def __init__(self, owner: int, folded: str) -> None:
        super().__init__(models.F("user_id"), models.F("folded"), models.F("pk"))
        self.owner, self.folded = owner, folded

    def as_postgresql(self, compiler: SQLCompiler, _connection: BaseDatabaseWrapper, **_extra: Any) -> Any:
        """Compare arrays, as the index has them."""
        user, folded = (compiler.compile(each)[0] for each in self.source_expressions[:2])
        return f"{FUNCTION}({user}, {folded}) @> {FUNCTION}(%s, %s)", [self.owner, self.folded]

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Any:
        """Ask the table of FTS5."""
        key: Any = self.source_expressions[2]
        table = gram_table(key.target.model)
        return f"{compiler.compile(key)[0]} IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)", [
            grams(self.owner, self.folded)
        ]


class SearchTextQuerySet(models.QuerySet[Any]):
    """Conditions on folded texts."""

    def owned_by(self, owner: int) -> Self:
        """Texts of one person."""
        return self.filter(user=owner)

    def having(self, folded: str) -> Self:
        """Texts with this part. Not LIKE: PostgreSQL takes a third of all rows for met, and then stops early at a LIMIT."""
        return self.alias(place=StrIndex("folded", models.Value(folded))).filter(place__gt=0)

    def with_pairs(self, owner: int, parts: Collection[str]) -> Self:
        """Texts of one person with all pairs of letters of these parts, found by the index."""
        rows = self.owned_by(owner)
        for part in parts:
            rows = rows.filter(HasGrams(owner, part)) if len(part) >= SHORTEST else rows
        return rows

    def indexed(self, owner: int, parts: Collection[str]) -> Self:
        """Texts of one person with all these parts, found by the index."""
        return reduce(lambda rows, part: rows.having(part), parts, self.with_pairs(owner, parts))

    def hits_of_newest(self, parts: Sequence[str], most: int) -> list[int]:
        """Return how many of the newest texts have each part, and how many have all, in one query."""
        places = {f"place{n}": StrIndex("folded", models.Value(part)) for n, part in enumerate(parts)}
        each = [models.Q(**{f"{name}__gt": 0}) for name in places]
        counts = {f"hits{n}": models.Count("pk", filter=has) for n, has in enumerate([*each, reduce(and_, each)])}
        return list(self.order_by("-pk").annotate(**places)[:most].aggregate(**counts).values())


class SearchText(models.Model):
    """The texts of one row, folded: a copy for the search."""

    row_id = KeyField(_("row"), primary_key=True)
    # The key to the row has the owner, too.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_index=False,
        db_constraint=False,
        verbose_name=_("owner"),
        related_name="+",
    )
    folded = models.TextField(_("folded text"))

    objects = SearchTextQuerySet.as_manager()

    class Meta:
        abstract = True


def gram_table(texts: type[models.Model]) -> str:
    """Return the name of the FTS5 table of SQLite."""
    return f"{texts._meta.db_table}_grams"


def store_texts(rows: Sequence[SoftDeletable], *, changed: Collection[str] | None = None) -> None:
    """Copy the texts of rows of one model that have just been written; `changed` are the fields that were."""
    texts, names = rows[0].texts if rows else None, rows[0].searched if rows else ()
    if texts is None or (changed is not None and not set(names).intersection(changed)):
        return
    partly = {row.pk for row in rows if row.get_deferred_fields().intersection(names)}
    stored = _read(type(rows[0]), partly) if partly else {}
    found = [
        [row.pk, row.user_id, stored.get(row.pk) or _folded([getattr(row, name) for name in names])] for row in rows
    ]
    _write(texts, found)


def wrong_texts(model: type[SoftDeletable], owner: int) -> Iterator[int]:
    """Yield the ids of the person's rows, live and deleted, whose copy is not what it should be."""
    assert model.texts
    ids = list(model.all_objects.owned_by(owner).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        due = _read(model, ids[start : start + BATCH])
        copies = dict(model.texts.objects.filter(pk__in=due, user=owner).values_list("pk", "folded"))
        yield from (pk for pk, text in due.items() if copies.get(pk) != text)


def repair_texts(model: type[SoftDeletable], owner: int, ids: Sequence[int]) -> None:
    """Copy the texts of these rows again."""
    assert model.texts
    for start in range(0, len(ids), BATCH):
        due = _read(model, ids[start : start + BATCH])
        _write(model.texts, [[pk, owner, text] for pk, text in due.items()])


def _folded(texts: Sequence[str]) -> str:
    return SEPARATOR.join(map(fold, texts))


def _read(model: type[SoftDeletable], ids: Collection[int]) -> dict[int, str]:
    rows = model.all_objects.filter(pk__in=ids).values_list("pk", *model.searched)
    return {pk: _folded(texts) for pk, *texts in rows}


def _write(texts: type[SearchText], rows: Sequence[Sequence[Any]]) -> None:
    """Insert or replace copies, in one statement of one parameter."""
    table = connection.ops.quote_name(texts._meta.db_table)
    given = (
        "SELECT (e->>0)::bigint, (e->>1)::bigint, e->>2 FROM jsonb_array_elements(%s::jsonb) AS e"
        if connection.vendor == "postgresql"
        else "SELECT value->>0, value->>1, value->>2 FROM json_each(%s) WHERE true"
    )
    run(
        f"INSERT INTO {table} (row_id, user_id, folded) {given} "
        "ON CONFLICT (row_id) DO UPDATE SET user_id = excluded.user_id, folded = excluded.folded",
        [orjson.dumps(rows).decode()],
    )
