"""The JSON of calendar feeds."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from categories.models import Category
from wheelbarrow.core.api.fields import ChoiceField, FlagField, InstantField, LineField, OwnedRelatedField
from wheelbarrow.core.api.list_fields import OwnedListField
from wheelbarrow.core.api.serializers import StrictSerializer
from wheelbarrow.core.db.secret_holder import LONGEST_NAME
from works.choices import FeedComponent
from works.models import Label


class NewFeedSerializer(StrictSerializer):
    """A feed to create."""

    name = LineField(max_length=LONGEST_NAME, label=_("Name"), help_text=_("The name of the calendar."))
    under = OwnedRelatedField(
        queryset=Category.objects.all(),
        required=False,
        allow_null=True,
        label=_("Branch"),
        help_text=_("Only what is filed in this project or below it; empty is everything."),
    )
    labels = OwnedListField(
        queryset=Label.objects.in_order(),
        loaded="label_ids",
        required=False,
        label=_("Labels"),
        help_text=_("Only works with one of these."),
    )
    my_job = FlagField(required=False, allow_null=True, label=_("My job"), help_text=_("Empty: all works."))
    with_closed = FlagField(required=False, label=_("Finished works too"))

    def get_fields(self) -> dict[str, Any]:
        """Add `as`, which no attribute can be called."""
        shown_as = ChoiceField(
            choices=FeedComponent.choices,
            required=False,
            source="component",
            label=_("Entries"),
            help_text=_("Events, which every calendar shows, or tasks."),
        )
        return {**super().get_fields(), "as": shown_as}


class FeedSerializer(serializers.Serializer[Any]):
    """A feed, without its link."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    prefix = serializers.CharField(help_text="The public part: the secret in the link begins with wbf_ and this.")
    under = serializers.IntegerField(
        source="under_id", allow_null=True, help_text="The category that it is limited to; null is everything."
    )
    labels = serializers.ListField(child=serializers.IntegerField(), source="label_ids")
    my_job = serializers.BooleanField(allow_null=True)
    with_closed = serializers.BooleanField()
    created_at = InstantField()
    last_used_at = InstantField(allow_null=True, help_text="Stored once an hour at most.")

    def get_fields(self) -> dict[str, Any]:
        """Add `as`, which no attribute can be called."""
        return {
            **super().get_fields(),
            "as": serializers.ChoiceField(choices=FeedComponent.choices, source="component"),
        }


class CreatedFeedSerializer(FeedSerializer):
    """A new feed with its link."""

    url = serializers.CharField(help_text="The link, shown this once. Anyone who has it can read the feed.")
