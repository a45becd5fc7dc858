"""Model fields for the trash and for paths."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Col, Expression
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.db.models.lookups import Exact, IsNull
from django.db.models.sql.where import WhereNode

if TYPE_CHECKING:
    from wheelbarrow.core.db.soft_delete import SoftDeletable


class OnSoftDelete(Enum):
    """What happens to rows that refer to a row when it is deleted."""

    CASCADE = "they are deleted and restored with it"
    KEEP = "they stay live; their key moves to another column until it is restored"
    HIDE = "they are links without a trash of their own: they stay, and no query follows them to it"


def _is_live(alias: str, model: type[models.Model]) -> IsNull:
    """Return `alias.deleted_at IS NULL`, for an ON clause."""
    field = cast("models.Field[Any, Any]", model._meta.get_field("deleted_at"))
    return IsNull(field.get_col(alias), rhs=True)


def _has_trash(model: type[models.Model]) -> bool:
    """Report whether rows of the model can be in the trash; a link between two rows cannot."""
    return any(field.name == "deleted_at" for field in model._meta.concrete_fields)


def _owner(alias: str, model: type[models.Model]) -> Col:
    """Return `alias.user_id`, for an ON clause."""
    return cast("models.Field[Any, Any]", model._meta.get_field("user")).get_col(alias)


class RefersToLive(Expression):
    """Whether the row that the column of a key refers to is live, for an ON clause."""

    output_field = models.BooleanField()

    def __init__(self, column: Col, target: type[models.Model]) -> None:
        super().__init__()
        self.column, self.target = column, target

    def get_source_expressions(self) -> list[Any]:
        return [self.column]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        [self.column] = exprs

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper, **_more: Any) -> tuple[str, Any]:
        column, parameters = compiler.compile(self.column)
        table = connection.ops.quote_name(self.target._meta.db_table)
        live = f"SELECT 1 FROM {table} AS live_row WHERE live_row.id = {column} AND live_row.deleted_at IS NULL"
        return f"EXISTS ({live})", parameters


def _links_to_live(alias: str, key: LiveForeignKey) -> WhereNode:
    """Return the condition that the other keys of a link refer to live rows.

    Without it a link to a deleted row would be a row of the join with NULL, as for a row that has no link.
    """
    others = [
        field for field in key.model._meta.concrete_fields if isinstance(field, LiveForeignKey) and field is not key
    ]
    conditions: list[Any] = [RefersToLive(other.get_col(alias), other.target) for other in others]
    return WhereNode(conditions)


class LiveForwardDescriptor(ForwardManyToOneDescriptor):
    """Restrict `work.category` and prefetch_related("category") to live rows; a deleted one is None."""

    def get_queryset(self, **hints: Any) -> models.QuerySet:
        return super().get_queryset(**hints).filter(deleted_at=None)

    # The stubs do not know that __get__ accepts None.
    def get_object(self, instance: models.Model) -> models.Model | None:  # type: ignore[override]
        return self.get_queryset(instance=instance).filter(self.field.get_reverse_related_filter(instance)).first()


class LiveManyToOneRel(models.ManyToOneRel):
    """Restrict joins over `category.works` to live works."""

    # Django accepts any expression here; the stubs only WhereNode.
    def get_extra_restriction(self, alias: str, related_alias: str | None) -> IsNull | WhereNode:  # type: ignore[override]
        if _has_trash(self.related_model):
            return _is_live(alias, self.related_model)
        return _links_to_live(alias, cast(LiveForeignKey, self.field))


class LiveForeignKey(models.ForeignKey[Any, Any]):
    """A foreign key between soft-deletable models that hides deleted rows in both directions.

    Django calls get_extra_restriction() for every join, so filter, exclude, values, F(), order_by, aggregates and
    select_related have `deleted_at IS NULL` in the ON clause. GenericRelation uses the same undocumented hook;
    tests/wheelbarrow/core/db/test_leak_matrix.py fails if Django changes it. In migrations this field is a plain
    ForeignKey, so data migrations see all rows.
    """

    rel_class = LiveManyToOneRel
    forward_related_accessor_class = LiveForwardDescriptor

    def __init__(self, to: Any, *, on_soft_delete: OnSoftDelete, kept_in: str | None = None, **kwargs: Any) -> None:
        """With KEEP, `kept_in` names the plain key that has the reference while the target is in the trash."""
        self.on_soft_delete = on_soft_delete
        self.kept_in = kept_in
        # The composite key enforces integrity in the database; Django's collector would load whole subtrees.
        kwargs["on_delete"] = models.DO_NOTHING
        kwargs["db_constraint"] = False
        kwargs["limit_choices_to"] = {"deleted_at": None}
        super().__init__(to, **kwargs)

    @property
    def target(self) -> type[SoftDeletable]:
        """The model that the key refers to."""
        return cast("type[SoftDeletable]", self.remote_field.model)

    # The stubs are too narrow, as above.
    def get_extra_restriction(self, alias: str | None, related_alias: str) -> IsNull | WhereNode:  # type: ignore[override]
        # When exclude() trims the first join, alias is None and related_alias is this field's own table.
        if alias is None:
            return (
                _is_live(related_alias, self.model) if _has_trash(self.model) else _links_to_live(related_alias, self)
            )
        # Implied by the composite key; with it, PostgreSQL reads the categories of one person instead of all.
        same_owner = Exact(_owner(alias, self.remote_field.model), _owner(related_alias, self.model))
        # The stubs accept only nodes as children of a node.
        conditions: list[Any] = [_is_live(alias, self.remote_field.model), same_owner]
        return WhereNode(conditions)

    def get_path_info(self, filtered_relation: Any = None) -> Any:
        """Keep the join to the target of a link: Django leaves out a join whose column the link has too."""
        steps = super().get_path_info(filtered_relation)
        return [step._replace(direct=False) for step in steps] if self.on_soft_delete is OnSoftDelete.HIDE else steps

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        del kwargs["limit_choices_to"]
        return name, "django.db.models.ForeignKey", args, kwargs

    def clone(self) -> LiveForeignKey:
        _name, _path, args, kwargs = self.deconstruct()
        return type(self)(*args, on_soft_delete=self.on_soft_delete, kept_in=self.kept_in, **kwargs)


class PathField(models.CharField):
    """A path such as `/1/15/23`: the ids from the root to the row itself.

    Ranges need byte order: PostgreSQL uses COLLATE "C", SQLite compares bytes by default. A btree row holds 2,704 bytes: 100 levels of 19 digits fit.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2000)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class VersionField(models.PositiveBigIntegerField):
    """The number of the act that wrote the row last: strictly growing for each row.

    The database returns it after an INSERT, so that an existing row of an upsert is recognised by its older version.
    """

    db_returning = True

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveBigIntegerField", args, kwargs
