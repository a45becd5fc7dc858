"""Constraints that Django has no class for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Columns, Statement, Table
from django.db.models.constraints import BaseConstraint
from django.utils.translation import gettext_lazy as _


class CompositeForeignKey(BaseConstraint):
    """A foreign key (user, key) → target (user, id): a row cannot refer to a row of another person.

    `fields` are the owner and the Django foreign key that the ORM joins by, which has `db_constraint=False`. The
    target needs UNIQUE (user, id), listed earlier. A NULL key is not checked. The constraint is deferred, so a
    violation is raised at COMMIT; services look up the row first.
    """

    # Django's deferrable_sql() is empty on SQLite, where flush and loaddata need a deferred constraint too.
    _reference = "REFERENCES %(to_table)s (%(to_columns)s) DEFERRABLE INITIALLY DEFERRED"
    _inline = f"CONSTRAINT %(name)s FOREIGN KEY (%(columns)s) {_reference}"
    _add = f"ALTER TABLE %(table)s ADD {_inline}"
    _drop = "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s"

    def __init__(self, *, fields: Sequence[str], name: str) -> None:
        super().__init__(name=name)
        self.fields = tuple(fields)

    # In the stubs model and schema_editor may be None, which Django never passes, and the result is always str.
    def constraint_sql(  # type: ignore[override]
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> str | None:
        """Return the part of CREATE TABLE; on PostgreSQL defer it to the end of the migration: the target may not exist yet."""
        if schema_editor.connection.vendor == "sqlite":
            return str(self._statement(self._inline, model, schema_editor))
        schema_editor.deferred_sql.append(self._statement(self._add, model, schema_editor))
        return None

    def create_sql(  # type: ignore[override]
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> Statement:
        """Return ALTER TABLE … ADD. SQLite does not call this: it creates the table again."""
        return self._statement(self._add, model, schema_editor)

    def remove_sql(  # type: ignore[override]
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> Statement:
        """Return ALTER TABLE … DROP."""
        return self._statement(self._drop, model, schema_editor)

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: set[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Validate the rule in forms: raise an error on the key if its row belongs to another person."""
        owner, key = self._keys_of(model)
        if exclude and key.name in exclude:
            return
        value = getattr(instance, key.attname)
        if value is None:
            return
        same_owner = key.remote_field.model._base_manager.using(using).filter(
            **{owner.attname: getattr(instance, owner.attname), "pk": value}
        )
        if not same_owner.exists():
            raise ValidationError({key.name: ValidationError(_("The owner has no such row."), code="not_owned")})

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "fields": self.fields}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CompositeForeignKey):
            return NotImplemented
        return (self.name, self.fields) == (other.name, other.fields)

    def __hash__(self) -> int:
        return hash((self.name, self.fields))

    def _keys_of(self, model: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
        return [cast("models.ForeignKey[Any, Any]", model._meta.get_field(name)) for name in self.fields]

    def _target(self, model: type[models.Model]) -> Any:
        return self._keys_of(model)[1].remote_field.model._meta

    def _statement(self, sql: str, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement:
        owner, key = self._keys_of(model)
        target = self._target(model)
        table, to_table, quote = model._meta.db_table, target.db_table, schema_editor.quote_name
        to_columns = [target.get_field(owner.name).column, target.pk.column]
        return Statement(
            sql,
            table=Table(table, quote),
            name=quote(self.name),
            columns=Columns(table, [owner.column, key.column], quote),
            to_table=Table(to_table, quote),
            to_columns=Columns(to_table, to_columns, quote),
        )


class BelongingKey(CompositeForeignKey):
    """The same for a row that is part of another and removed with it, by the database; no query of the ORM follows it."""

    _reference = "REFERENCES %(to_table)s (%(to_columns)s) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"
    _inline = f"CONSTRAINT %(name)s FOREIGN KEY (%(columns)s) {_reference}"
    _add = f"ALTER TABLE %(table)s ADD {_inline}"

    def __init__(self, *, fields: Sequence[str], to: str, name: str) -> None:
        super().__init__(fields=fields, name=name)
        self.to = to

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: set[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Validate nothing: no form has such rows."""

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "to": self.to}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BelongingKey) and super().__eq__(other) is True and self.to == other.to

    __hash__ = CompositeForeignKey.__hash__

    def _target(self, model: type[models.Model]) -> Any:
        return model._meta.apps.get_model(self.to)._meta
