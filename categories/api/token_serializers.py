"""The JSON of API tokens."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from categories import api_tokens
from categories.models import ApiToken, Category
from wheelbarrow.core.api.fields import ChoiceField, InstantField, LineField, OwnedRelatedField
from wheelbarrow.core.api.list_fields import QueryListField
from wheelbarrow.core.api.serializers import StrictSerializer
from wheelbarrow.core.db.secret_holder import LONGEST_NAME
from wheelbarrow.core.grants import ADD, READ, SCOPES, WRITE

SCOPE_CHOICES = ((READ, _("Read")), (ADD, _("Add")), (WRITE, _("Change and delete")))


class NewApiTokenSerializer(StrictSerializer):
    """A token to create."""

    name = LineField(max_length=LONGEST_NAME, label=_("Name"), help_text=_("Such as: backup script."))
    scopes = QueryListField(
        child=ChoiceField(choices=SCOPE_CHOICES), min_length=1, max_length=len(SCOPES), label=_("Scopes")
    )
    under = OwnedRelatedField(
        queryset=Category.objects.all(),
        required=False,
        allow_null=True,
        label=_("Branch"),
        help_text=_("The project that it is limited to; empty is everything."),
    )
    expires_at = InstantField(required=False, allow_null=True, label=_("Expires at"))


class ApiTokenSerializer(serializers.Serializer[Any]):
    """A token, without its secret."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    prefix = serializers.CharField(help_text="The public part: the secret begins with wb_ and this.")
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPE_CHOICES))
    under = serializers.IntegerField(
        source="under_id", allow_null=True, help_text="The category that it is limited to; null is everything."
    )
    is_live = serializers.SerializerMethodField(
        help_text="Whether it works: not expired, not ended by a new password, its branch not in the trash."
    )
    created_at = InstantField()
    expires_at = InstantField(allow_null=True)
    last_used_at = InstantField(allow_null=True, help_text="Stored once an hour at most.")

    def get_is_live(self, row: ApiToken) -> bool:
        is_lost = row.under_id is not None and getattr(row, "branch_path", "") is None
        return not is_lost and row.is_live_at(timezone.now().astimezone(UTC), state=api_tokens.state_of(row.user))


class CreatedApiTokenSerializer(ApiTokenSerializer):
    """A new token with its secret."""

    token = serializers.CharField(help_text="The secret, shown this once. Send it as Authorization: Bearer.")
