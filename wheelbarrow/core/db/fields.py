"""Fields that know about the trash and about paths."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Col
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.db.models.lookups import Exact, IsNull
from django.db.models.sql.where import WhereNode

if TYPE_CHECKING:
    from wheelbarrow.core.db.soft_delete import SoftDeletable


class OnSoftDelete(Enum):
    """What happens to the rows that point at a row which goes to the trash."""

    CASCADE = "they go along, and come back with it"
    KEEP = "they stay; their key is taken off and kept aside until it comes back"


def _is_live(alias: str, model: type[models.Model]) -> IsNull:
    """`alias.deleted_at IS NULL`, for an ON clause."""
    field = cast("models.Field[Any, Any]", model._meta.get_field("deleted_at"))
    return IsNull(field.get_col(alias), rhs=True)


def _owner(alias: str, model: type[models.Model]) -> Col:
    """`alias.user_id`, for an ON clause."""
    return cast("models.Field[Any, Any]", model._meta.get_field("user")).get_col(alias)


class LiveForwardDescriptor(ForwardManyToOneDescriptor):
    """`work.category` and prefetch_related("category") meet live rows only; a dead one is None."""

    def get_queryset(self, **hints: Any) -> models.QuerySet:
        return super().get_queryset(**hints).filter(deleted_at=None)

    # The stubs do not know that __get__ takes None for "there is none".
    def get_object(self, instance: models.Model) -> models.Model | None:  # type: ignore[override]
        return self.get_queryset(instance=instance).filter(self.field.get_reverse_related_filter(instance)).first()


class LiveManyToOneRel(models.ManyToOneRel):
    """`category.works` in a join meets live works only."""

    # Whatever compiles to SQL may be returned; the stubs name WhereNode alone.
    def get_extra_restriction(self, alias: str, related_alias: str | None) -> IsNull:  # type: ignore[override]
        return _is_live(alias, self.related_model)


class LiveForeignKey(models.ForeignKey):
    """A foreign key between soft-deletable models through which a deleted row is seen from neither side.

    Django calls get_extra_restriction() for every join it writes, so filter, exclude, values, F(), order_by,
    aggregates and select_related all carry `deleted_at IS NULL` in the ON clause. The hook is
    semi-private (GenericRelation lives on it): tests/wheelbarrow/core/db/test_leak_matrix.py is the alarm.
    In migrations it is a plain ForeignKey, so data migrations see all rows.
    """

    rel_class = LiveManyToOneRel
    forward_related_accessor_class = LiveForwardDescriptor

    def __init__(self, to: Any, *, on_soft_delete: OnSoftDelete, kept_in: str | None = None, **kwargs: Any) -> None:
        """`kept_in`, with KEEP: the plain key that holds the reference while its row is in the trash."""
        self.on_soft_delete = on_soft_delete
        self.kept_in = kept_in
        # The composite key beside it refuses in the database; a collector would load whole subtrees.
        kwargs["on_delete"] = models.DO_NOTHING
        kwargs["db_constraint"] = False
        kwargs["limit_choices_to"] = {"deleted_at": None}
        super().__init__(to, **kwargs)

    @property
    def target(self) -> type[SoftDeletable]:
        """The model it points at."""
        return cast("type[SoftDeletable]", self.remote_field.model)

    # As above.
    def get_extra_restriction(self, alias: str | None, related_alias: str) -> IsNull | WhereNode:  # type: ignore[override]
        # When exclude() trims the first join, alias is None and related_alias is this field's own table.
        if alias is None:
            return _is_live(related_alias, self.model)
        # The composite key says so already; said here, PostgreSQL reads one person's categories instead of all.
        same_owner = Exact(_owner(alias, self.remote_field.model), _owner(related_alias, self.model))
        # The stubs let only nodes stand in a node.
        conditions: list[Any] = [_is_live(alias, self.remote_field.model), same_owner]
        return WhereNode(conditions)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        del kwargs["limit_choices_to"]
        return name, "django.db.models.ForeignKey", args, kwargs

    def clone(self) -> LiveForeignKey:
        _name, _path, args, kwargs = self.deconstruct()
        return type(self)(*args, on_soft_delete=self.on_soft_delete, kept_in=self.kept_in, **kwargs)


class PathField(models.CharField):
    """`/1/15/23`: the ids from the root to the row itself.

    Ranges over it need byte order, hence COLLATE "C" on PostgreSQL; SQLite compares bytes already and has
    no such collation. A btree row holds 2,704 bytes: 100 levels of 19 digits fit.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2000)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
