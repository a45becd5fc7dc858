"""The JSON of categories."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from categories import paths
from categories.models import Category
from categories.selectors import as_shown
from wheelbarrow.core.api.fields import (
    IsCutField,
    NoteField,
    OwnedRelatedField,
    QueryFlagField,
    TextField,
    WholeNumberField,
)
from wheelbarrow.core.api.serializers import StrictModelSerializer, StrictSerializer

TYPED_PATH = "^[ /]*[0-9]{1,19}( */[ /]*[0-9]{1,19}){0,99}[ /]*$"


@extend_schema_field({"type": "string", "maxLength": 2000, "pattern": TYPED_PATH})
class PathInputField(TextField):
    """A path as a person types it, with spaces and with doubled or trailing slashes; at most 2,000 characters."""

    default_error_messages = {"malformed": _("Write the path as ids and slashes, for example /1/15/23.")}

    def to_internal_value(self, data: Any) -> str:
        try:
            text = super().to_internal_value(data)
            if len(text) > 2000:
                self.fail("max_length", max_length=2000)
            return paths.normalise(text)
        except paths.MalformedPath:
            self.fail("malformed")


class CategorySerializer(StrictModelSerializer):
    """A category. `root` is the first id of its path."""

    # A field may be named like an attribute of Field: the metaclass removes it from the class.
    parent = OwnedRelatedField(  # type: ignore[assignment]
        queryset=Category.objects.all(), allow_null=True, required=False
    )
    root = serializers.IntegerField(source="root_id", read_only=True)  # type: ignore[assignment]
    content = NoteField(required=False)
    content_is_cut = IsCutField(source="content")
    position = WholeNumberField(min_value=0, max_value=1_000_000, required=False)

    class Meta:
        model = Category
        fields = [
            "id",
            "name",
            "content",
            "content_is_cut",
            "parent",
            "path",
            "level",
            "root",
            "starts_on",
            "ends_on",
            "paused_from",
            "paused_until",
            "position",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = ["path", "level", "version", "paused_from", "paused_until", "created_at", "updated_at"]
        validators: list[Any] = []

    def to_representation(self, instance: Any) -> Any:
        return as_shown(super().to_representation(instance))


class NewCategorySerializer(CategorySerializer):
    """A category to create; its parent is given by id or by path."""

    path = PathInputField(
        required=False,
        write_only=True,
        label=_("Path of the parent"),
        help_text=_("Instead of the parent above, for example /1/15."),
    )

    class Meta(CategorySerializer.Meta):
        read_only_fields = ["level", "version", "paused_from", "paused_until", "created_at", "updated_at"]


class MoveSerializer(StrictSerializer):
    """The new parent of a category."""

    parent = OwnedRelatedField(  # type: ignore[assignment]
        queryset=Category.objects.all(),
        allow_null=True,
        label=_("New parent"),
        help_text=_("Empty: it becomes a yearly project."),
    )


class LinkSerializer(serializers.Serializer[Any]):
    """One category of a list of ancestors."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    level = serializers.IntegerField()


class LookupQuerySerializer(StrictSerializer):
    """The query `?path=/1/15/23`."""

    path = PathInputField(label=_("Path"), help_text=_("For example /1/15/23."))


class TreeQuerySerializer(StrictSerializer):
    """The query `?summary=1`."""

    summary = QueryFlagField(default=False, label=_("Summary"), help_text=_("Add the totals of each subtree."))


class SummarySerializer(serializers.Serializer[Any]):
    """Counts of the works of a whole subtree."""

    open = serializers.IntegerField()
    overdue = serializers.IntegerField()
    finished = serializers.IntegerField()
    next_deadline_on = serializers.DateField(
        allow_null=True, help_text="The nearest deadline of an open work, from today."
    )


class TreeNodeSerializer(serializers.Serializer[Any]):
    """A category with its children inside, in tree order."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    path = serializers.CharField()
    level = serializers.IntegerField()
    position = serializers.IntegerField()
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    summary = SummarySerializer(required=False)
    children = serializers.SerializerMethodField(help_text="Nodes of the same shape.")

    @extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/TreeNode"}})
    def get_children(self, node: dict[str, Any]) -> list[Any]:
        children: list[Any] = node["children"]
        return children
