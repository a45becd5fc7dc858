"""The query parameters that narrow Today, the finished works and the report; those of lists are filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User
from categories.models import Category
from wheelbarrow.core.api.fields import (
    END_BEFORE_START,
    NOT_YOURS,
    ChoiceField,
    DayField,
    QueryFlagField,
    QueryIdField,
)
from wheelbarrow.core.api.list_fields import MOST_LINKS, NO_ROW, QueryListField, QueryRowField
from wheelbarrow.core.api.serializers import StrictSerializer
from works.choices import LabelMatch, Priority
from works.models import Label
from works.querysets.labelled import LabelChoice
from works.selectors import Narrow

MATCH_WITHOUT_LABEL = _("Give label too: label_match is about the labels that it names.")


class LabelQuerySerializer(StrictSerializer):
    """The query `?label=1&label=2&label_match=all`."""

    label = QueryListField(  # type: ignore[assignment]
        child=QueryRowField(),
        max_length=MOST_LINKS,
        required=False,
        label=_("Label"),
        help_text=_("Works with this label, or without any."),
        style={"choices": Label.objects.in_order(), "or_none": True},
    )
    label_match = ChoiceField(
        choices=LabelMatch.choices,
        required=False,
        label=_("Of several labels"),
        help_text=_("Works with any of them, with all of them, or without them."),
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "label_match" in attrs and not attrs.get("label"):
            raise serializers.ValidationError({"label_match": [MATCH_WITHOUT_LABEL]})
        return attrs


class TodayQuerySerializer(LabelQuerySerializer):
    """The parameters that narrow a list of works."""

    under = QueryIdField(
        required=False,
        label=_("Subtree"),
        help_text=_("Filed in it or below it."),
        style={"choices": Category.objects.all()},
    )
    my_job = QueryFlagField(required=False, label=_("My job"))
    priority = QueryListField(
        child=ChoiceField(choices=Priority.choices), max_length=len(Priority), required=False, label=_("Priority")
    )


class PeriodQuerySerializer(TodayQuerySerializer):
    """The query `?start=&end=`, both days included, and what narrows a list of works."""

    start = DayField(label=_("First day"))
    end = DayField(label=_("Last day"))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["end"] < attrs["start"]:
            raise serializers.ValidationError({"end": [END_BEFORE_START.format(**attrs)]})
        return super().validate(attrs)


def label_choice(user: User, query: Mapping[str, Any]) -> LabelChoice | None:
    """Return the labels that the query names, which must be live ones of the person; None if it names none."""
    if not query.get("label"):
        return None
    ids = sorted({pk for pk in query["label"] if pk != NO_ROW})
    if ids and len(Label.objects.owned_by(user).among(ids).ids()) < len(ids):
        raise serializers.ValidationError({"label": [NOT_YOURS]})
    return LabelChoice(ids, NO_ROW in query["label"], LabelMatch(query.get("label_match", LabelMatch.ANY)))


def narrow_of(user: User, query: Mapping[str, Any]) -> Narrow | None:
    """Return the condition of the query on works; None if it has none, so that the rows can be read the fast way."""
    category = None
    if "under" in query:
        category = Category.objects.owned_by(user).with_id(query["under"]).first()
        if category is None:
            raise serializers.ValidationError({"under": [NOT_YOURS]})
    labels = label_choice(user, query)
    if category is None and labels is None and not query.keys() & {"my_job", "priority"}:
        return None

    def narrow(rows: Any) -> Any:
        rows = rows.under(category) if category else rows
        rows = rows.labelled(labels) if labels else rows
        rows = rows.with_priority(query["priority"]) if query.get("priority") else rows
        return rows.of_mine(query["my_job"]) if "my_job" in query else rows

    return narrow
