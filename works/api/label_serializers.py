"""The JSON of labels."""

from __future__ import annotations

from typing import Any

from wheelbarrow.core.api.fields import WholeNumberField
from wheelbarrow.core.api.serializers import StrictModelSerializer
from works.models import Label


class LabelSerializer(StrictModelSerializer):
    """A label."""

    position = WholeNumberField(min_value=0, max_value=1_000_000, required=False)

    class Meta:
        model = Label
        fields = ["id", "name", "colour", "position", "version", "created_at", "updated_at"]
        read_only_fields = ["version", "created_at", "updated_at"]
        extra_kwargs = {"colour": {"required": False}}
        validators: list[Any] = []
