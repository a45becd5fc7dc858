"""The endpoints of the change log: history, and what a copy needs to follow the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import (
    extend_schema,
    extend_schema_field,
    extend_schema_serializer,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from wheelbarrow.core.api.fields import (
    BIGGEST_ID,
    END_BEFORE_START,
    AnyField,
    DayField,
    InstantField,
    QueryNumberField,
    is_id_text,
)
from wheelbarrow.core.api.owned_viewsets import OwnedViewSet
from wheelbarrow.core.api.routes import action
from wheelbarrow.core.api.schema import refusals
from wheelbarrow.core.api.serializers import StrictSerializer
from wheelbarrow.core.db.soft_delete import soft_deletable_models
from wheelbarrow.core.exceptions import NoLongerFits
from wheelbarrow.core.history.acts import kind_of
from wheelbarrow.core.history.limiting import cut
from wheelbarrow.core.history.reversal import NotUndoable
from wheelbarrow.core.history.selectors import HistoryPruned, Page, change_of, changes_since, history
from wheelbarrow.core.history.sentences import Described, describe, model_of
from wheelbarrow.core.history.undo import (
    ChangedByScheduler,
    ChangedLater,
    MadeByScheduler,
    NothingToUndo,
    undo,
    undo_last,
)
from wheelbarrow.core.models import Change
from wheelbarrow.core.trash import NameTakenSince, ParentInTrash

MOST, USUAL = 1000, 100
OF_UNDO = (ChangedByScheduler, ChangedLater, MadeByScheduler, NotUndoable, NoLongerFits, ParentInTrash, NameTakenSince)


def kinds() -> dict[str, str]:
    """Return the kinds of rows that the log has, in words."""
    return {kind_of(model): str(capfirst(model._meta.verbose_name)) for model in soft_deletable_models()}


@extend_schema_field({"type": "string", "pattern": "^[a-z_]{1,30}:[0-9]{1,19}$"})
class RowField(AnyField):
    """A row by its kind and id: `work:7`."""

    default_error_messages = {
        "invalid": _("Write the kind and the id of a row, such as work:7. The kinds are: {kinds}."),
    }

    def to_internal_value(self, data: Any) -> tuple[str, int]:
        kind, _colon, pk = str(data).partition(":")
        if model_of(kind) is None or not is_id_text(pk):
            self.fail("invalid", kinds=", ".join(kinds()))
        return kind, int(pk)


class ChangeQuerySerializer(StrictSerializer):
    """`since` reads forward; the others read history, the newest first."""

    since = QueryNumberField(
        required=False,
        min_value=0,
        max_value=BIGGEST_ID,
        label=_("Since"),
        help_text=_("Only what came after the change with this id, the oldest first; 0 begins with the first one."),
    )
    row = RowField(required=False, label=_("Row"), help_text=_("The kind and the id of a row, such as work:7."))
    before = QueryNumberField(
        required=False,
        min_value=1,
        max_value=BIGGEST_ID,
        label=_("Before"),
        help_text=_("Only what came before the change with this id: the last one of the page before."),
    )
    limit = QueryNumberField(
        default=USUAL,
        min_value=1,
        max_value=MOST,
        label=_("Limit"),
        help_text=_("How many changes the answer has at most."),
    )

    def get_fields(self) -> dict[str, AnyField]:
        """Add `from`, a keyword of Python, and `to`."""
        first = DayField(required=False, label=_("From"), help_text=_("The first day."))
        last = DayField(required=False, label=_("To"), help_text=_("The last day."))
        own = super().get_fields()
        return {"row": own["row"], "from": first, "to": last, **own}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "since" in attrs and (others := sorted(set(attrs) & {"row", "from", "to", "before"})):
            raise serializers.ValidationError({name: [_("Leave this out, or leave out since.")] for name in others})
        if "from" in attrs and "to" in attrs and attrs["to"] < attrs["from"]:
            raise serializers.ValidationError({"to": [END_BEFORE_START.format(start=attrs["from"], end=attrs["to"])]})
        return attrs


class Shown(NamedTuple):
    """A change, and its sentence."""

    change: Change
    words: Described


@extend_schema_field({"type": "object", "additionalProperties": True})
class FieldsField(serializers.JSONField):
    """The changed fields of a row by name."""


class ChangeSerializer(serializers.Serializer[Any]):
    """What one act has changed in one row."""

    id = serializers.IntegerField(source="change.pk")
    at = InstantField(source="change.at")
    actor = serializers.ChoiceField(source="change.actor", choices=Change.Actor.choices)
    token = serializers.CharField(
        source="change.token", help_text="The name of the API token with which it was made; empty without one."
    )
    action = serializers.CharField(source="change.action", help_text="What was done: created, edited, moved, deleted …")
    batch = serializers.IntegerField(source="change.batch", help_text="The same for all changes of one act.")
    undoes = serializers.IntegerField(
        source="change.undoes", allow_null=True, help_text="The batch that this one undoes."
    )
    kind = serializers.CharField(source="change.kind", help_text="work, category, recurring_work …")
    row = serializers.IntegerField(source="change.row", help_text="The id of the row.")
    before = FieldsField(source="change.before", help_text="The changed fields; empty for a new row.")
    after = FieldsField(source="change.after", help_text="The changed fields; empty for a removed row.")
    title = serializers.CharField(
        source="words.title", help_text="The name or title of the row; empty if it was removed permanently."
    )
    sentence = serializers.CharField(source="words.sentence", help_text="In the language of the caller.")


# The answer of a list, but not itself a list.
@extend_schema_serializer(many=False)
class ChangesSerializer(serializers.Serializer[Any]):
    """A part of the change log."""

    results = ChangeSerializer(many=True)
    since = serializers.IntegerField(help_text="The id to ask after for what comes next.")
    more = serializers.BooleanField(help_text="Whether there are more changes in this order now.")


class UndoneSerializer(serializers.Serializer[Any]):
    """An undo, which is an act too and can be undone."""

    batch = serializers.IntegerField(help_text="The batch of the undo.")
    changes = serializers.IntegerField(help_text="How many rows it has changed, without those inside a branch.")


@extend_schema_view(
    list=extend_schema(
        operation_id="list_changes",
        summary="List changes: since an id, of a row or of some days",
        parameters=[ChangeQuerySerializer],
        responses=ChangesSerializer,
        filters=False,
    ),
    retrieve=extend_schema(operation_id="get_change", summary="Get a change"),
)
class ChangeViewSet(OwnedViewSet):
    """The change log of the person's rows."""

    is_for_branches = True
    queryset = Change.objects.contents().newest_first()
    serializer_class = ChangeSerializer
    pagination_class = None
    query_serializers = {"list": ChangeQuerySerializer}
    conditional_actions = frozenset({"list", "retrieve"})
    about = _("Everything that was changed, the newest first.")

    @refusals(HistoryPruned)
    def list(self, request: Request) -> Response:
        query = self.query()
        page = self._page(query)
        rows = self._serialized(page.changes)
        return Response({"results": rows, "since": page.since, "more": page.more})

    def get_object(self) -> Any:
        return shown([change_of(self.user, int(self.kwargs["pk"]))])[0]

    @extend_schema(
        operation_id="undo_change",
        summary="Undo the act of a change, with all its changes",
        request=None,
        responses={200: UndoneSerializer},
    )
    @refusals(*OF_UNDO)
    @action(detail=True, methods=["post"], serializer_class=StrictSerializer, name=_("Undo"))
    def undo(self, request: Request, pk: str) -> Response:
        self.body()
        return self.show(undo(user=self.user, change_id=int(pk), at=timezone.now()), UndoneSerializer)

    @extend_schema(
        operation_id="undo_last",
        summary="Undo the last act that is not undone",
        request=None,
        responses={200: UndoneSerializer},
    )
    @refusals(NothingToUndo, *OF_UNDO)
    @action(detail=False, methods=["post"], serializer_class=StrictSerializer, name=_("Undo the last act"))
    def undo_last(self, request: Request) -> Response:
        self.body()
        return self.show(undo_last(user=self.user, at=timezone.now()), UndoneSerializer)

    def _page(self, query: dict[str, Any]) -> Page:
        if "since" in query:
            return changes_since(self.user, query["since"], limit=query["limit"])
        return history(
            self.user,
            row=query.get("row"),
            first=query.get("from"),
            last=query.get("to"),
            before=query.get("before"),
            limit=query["limit"],
        )

    def _serialized(self, changes: Sequence[Change]) -> Any:
        return self.get_serializer(shown(changes), many=True).data


def shown(changes: Sequence[Change]) -> list[Shown]:
    """Return changes as the serializer shows them, and as the caller may see them."""
    changes = cut(changes)
    return [Shown(change, words) for change, words in zip(changes, describe(changes), strict=True)]
