"""The JSON of works."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from categories.api.serializers import LinkSerializer
from categories.models import Category
from wheelbarrow.core.api.fields import (
    BIGGEST_ID,
    ChoiceField,
    IsCutField,
    ListField,
    NoteField,
    OwnedRelatedField,
    WholeNumberField,
)
from wheelbarrow.core.api.list_fields import OwnedListField
from wheelbarrow.core.api.serializers import StrictModelSerializer, StrictSerializer
from wheelbarrow.core.db.limits import limit, shown_path
from works.choices import Reason, Status
from works.models import Label, Work
from works.selectors import placed


class FiledSerializer(StrictModelSerializer):
    """The fields that works and recurring works share; `category_path` and `root` belong to the category."""

    category = OwnedRelatedField(queryset=Category.objects.all(), allow_null=True, required=False)
    category_path = serializers.CharField(source="category.path", read_only=True, allow_null=True)
    # The metaclass takes fields off the class, so that one may be named like an attribute of a field.
    root = serializers.IntegerField(  # type: ignore[assignment]
        source="category.root_id", read_only=True, allow_null=True
    )
    content = NoteField(required=False)
    content_is_cut = IsCutField(source="content")
    labels = OwnedListField(
        queryset=Label.objects.in_order(), loaded="label_ids", required=False, help_text=_("The ids of its labels.")
    )

    def to_representation(self, instance: Any) -> Any:
        """Show the category as the caller sees it."""
        shown = super().to_representation(instance)
        if limit.get() and shown.get("category_path"):
            shown["category_path"] = shown_path(shown["category_path"])
            placed(shown, shown["category_path"])
        return shown


class WorkSerializer(FiledSerializer):
    """A work."""

    # The column is empty while the rule is in the trash, so its id needs no join.
    recurring_work = serializers.IntegerField(source="recurring_work_id", read_only=True, allow_null=True)
    position = WholeNumberField(min_value=0, max_value=1_000_000, required=False)

    class Meta:
        model = Work
        fields = [
            "id",
            "title",
            "content",
            "content_is_cut",
            "category",
            "category_path",
            "root",
            "current_status",
            "priority",
            "my_job",
            "starts_on",
            "deadline_on",
            "deadline_time",
            "started_at",
            "end_at",
            "recurring_work",
            "occurs_on",
            "position",
            "labels",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = ["started_at", "end_at", "occurs_on", "version", "created_at", "updated_at"]
        validators: list[Any] = []


class RuleSerializer(serializers.Serializer[Any]):
    """The recurring work that made a work."""

    id = serializers.IntegerField()
    rule = serializers.CharField()
    sentence = serializers.CharField(help_text="In the language of the caller.")


class RootSerializer(serializers.Serializer[Any]):
    """A yearly project."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class TodayWorkSerializer(WorkSerializer):
    """A work on Today, with its ancestors and the reasons why it is there."""

    recurring_work = RuleSerializer(read_only=True, allow_null=True)  # type: ignore[assignment]
    categories = LinkSerializer(many=True, read_only=True, help_text="From the yearly project down.")
    reasons = serializers.ListField(child=serializers.ChoiceField(choices=Reason.choices), read_only=True)

    class Meta(WorkSerializer.Meta):
        fields = [*WorkSerializer.Meta.fields, "categories", "reasons"]


class TodaySerializer(serializers.Serializer[Any]):
    """The person's day and its works."""

    date = serializers.DateField(help_text="The person's day.")
    results = TodayWorkSerializer(many=True)


class FinishedWorkSerializer(WorkSerializer):
    """A finished work, with its categories now and those when it was finished."""

    root = RootSerializer(read_only=True, allow_null=True)  # type: ignore[assignment]
    recurring_work = RuleSerializer(read_only=True, allow_null=True)  # type: ignore[assignment]
    categories = LinkSerializer(many=True, read_only=True, help_text="From the yearly project down.")
    filed_under = RootSerializer(many=True, read_only=True, help_text="The categories when it was closed.")

    class Meta(WorkSerializer.Meta):
        fields = [*WorkSerializer.Meta.fields, "categories", "filed_under"]


class StatusSerializer(StrictSerializer):
    """The status of a work."""

    status = ChoiceField(choices=Status.choices, label=_("Status"))


class BulkChangesSerializer(WorkSerializer):
    """The values that the actions `status`, `move`, `set` and `label` give to every work."""

    status = ChoiceField(choices=Status.choices, required=False)
    add = OwnedListField(
        queryset=Label.objects.in_order(), loaded="add", required=False, help_text=_("The ids of labels to add.")
    )
    remove = OwnedListField(
        queryset=Label.objects.in_order(), loaded="remove", required=False, help_text=_("The ids of labels to remove.")
    )

    class Meta(WorkSerializer.Meta):
        fields = [
            "status",
            "category",
            "priority",
            "my_job",
            "starts_on",
            "deadline_on",
            "deadline_time",
            "content",
            "add",
            "remove",
        ]


class BulkSerializer(StrictSerializer):
    """One action on many works, all or nothing."""

    ACTIONS = ("finish", "reopen", "status", "move", "set", "label", "delete")
    # action → the names that `data` needs, or some of those that it may have.
    NEEDS = {"status": {"status"}, "move": {"category"}}
    MAY_HAVE = {
        "set": set(BulkChangesSerializer.Meta.fields) - {"status", "category", "add", "remove"},
        "label": {"add", "remove"},
    }

    ids = ListField(child=WholeNumberField(min_value=1, max_value=BIGGEST_ID), min_length=1, max_length=1000)
    action = ChoiceField(choices=ACTIONS)
    data = BulkChangesSerializer(required=False, partial=True)  # type: ignore[assignment]

    def example(self) -> dict[str, Any]:
        """A body that the caller could send, for the browsable API."""
        ids = Work.objects.owned_by(self.context["request"].user).order_by("-pk")[:2].ids()
        return {"ids": ids, "action": "status", "data": {"status": Status.IN_PROGRESS}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = set(attrs.get("data", {}))
        if attrs["action"] in self.MAY_HAVE:
            known = self.MAY_HAVE[attrs["action"]]
            fits = bool(given) and given <= known
        else:
            known = self.NEEDS.get(attrs["action"], set())
            fits = given == known
        if not fits:
            names = ", ".join(sorted(known))
            message = (
                _("Give in data: {names}.").format(names=names) if known else _("This action takes no data. Remove it.")
            )
            raise serializers.ValidationError({"data": [message]})
        if set(attrs.get("data", {}).get("add", ())) & set(attrs.get("data", {}).get("remove", ())):
            raise serializers.ValidationError({"data": [_("A label is both in add and in remove.")]})
        return attrs


class BulkResultSerializer(serializers.Serializer[Any]):
    """The result of an action on many works."""

    action = serializers.CharField()
    works = serializers.IntegerField(help_text="The number of works.")
    deletion = serializers.IntegerField(
        required=False, allow_null=True, help_text="For delete: the id to restore in the trash; null in a dry run."
    )
