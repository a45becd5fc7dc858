"""The endpoints of categories, with what happens to the works of a branch."""

from __future__ import annotations

from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from categories.api.serializers import CategorySerializer
from categories.api.views import CategoryViewSet
from categories.models import Category
from categories.querysets import CategoryQuerySet
from categories.services import NameTaken
from wheelbarrow.core.api.fields import ID_SCHEMA, LineField
from wheelbarrow.core.api.list_fields import OwnedListField
from wheelbarrow.core.api.routes import action
from wheelbarrow.core.api.schema import refusals
from wheelbarrow.core.api.serializers import StrictSerializer
from wheelbarrow.core.quotas import QuotaExceeded
from works.api.recurring_serializers import PauseSerializer
from works.services import branches, pausing, roll_over

MOST_BRANCHES = 1000


class PauseBranchSerializer(PauseSerializer):
    """The days of a pause, both included. By default it begins today and lasts until it is resumed."""

    cancel_open = None  # type: ignore[assignment]


@extend_schema_field({"type": "array", "items": ID_SCHEMA, "maxItems": MOST_BRANCHES})
class BranchesField(OwnedListField):
    """Ids of categories below the yearly project of the address; a form offers these."""

    def __init__(self, **kwargs: Any) -> None:
        bounds = {"queryset": Category.objects.not_roots(), "loaded": "", "max_length": MOST_BRANCHES}
        super().__init__(**{**bounds, **kwargs})

    def offered(self) -> CategoryQuerySet:
        year = Category.objects.with_id(self.context["view"].kwargs["pk"])
        return cast(CategoryQuerySet, self.queryset).below(year)


class RollOverSerializer(StrictSerializer):
    """The name of the next yearly project, and the branches that are not moved as a whole."""

    name = LineField(max_length=200, label=_("Name"), help_text=_("Of the new yearly project, such as 2027."))
    copy = BranchesField(
        required=False,
        label=_("Copy only"),
        help_text=_("Projects whose tree is copied; their recurring works move, their open works stay."),
    )
    leave = BranchesField(
        required=False,
        label=_("Leave"),
        help_text=_("Projects that are not copied; everything in them stays."),
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if set(attrs.get("copy", ())) & set(attrs.get("leave", ())):
            raise serializers.ValidationError({"leave": [_("A project is both in copy and in leave.")]})
        return attrs


class RolledOverSerializer(serializers.Serializer[Any]):
    """The new yearly project, and how much was copied and moved."""

    category = CategorySerializer()
    categories = serializers.IntegerField(help_text=_("Copied projects, the yearly project included."))
    works = serializers.IntegerField(help_text=_("Open works that were moved."))
    recurring_works = serializers.IntegerField(help_text=_("Recurring works that were moved."))


class BranchViewSet(CategoryViewSet):
    """Categories: yearly projects at level 0, their sub-projects below."""

    dry_run_actions = CategoryViewSet.dry_run_actions | {"roll_over"}

    def propose_values(self, row: Any) -> dict[str, Any] | None:
        """Propose the name of the next year, and offer it for a yearly project only."""
        if self.action != "roll_over":
            return super().propose_values(row)
        return None if row.parent_id else {"name": roll_over.next_name(row.name)}

    @extend_schema(
        operation_id="pause_category",
        summary="Pause a category with everything recurring and open in it",
        request=PauseBranchSerializer,
        responses=CategorySerializer,
    )
    @refusals(pausing.PauseEndsBeforeItBegins, pausing.PauseBeginsInThePast)
    @action(detail=True, methods=["post"], serializer_class=PauseBranchSerializer, name=_("Pause"))
    def pause(self, request: Request, pk: str) -> Response:
        span = self.body()
        category = branches.pause_branch(
            user=self.user,
            category_id=int(pk),
            from_on=span.get("from"),
            until_on=span.get("until"),
            at=timezone.now(),
        )
        return self.show(category, CategorySerializer)

    @extend_schema(
        operation_id="resume_category",
        summary="End the pause of a category",
        request=None,
        responses=CategorySerializer,
    )
    @refusals(branches.BranchNotPaused)
    @action(detail=True, methods=["post"], serializer_class=StrictSerializer, name=_("Resume"))
    def resume(self, request: Request, pk: str) -> Response:
        self.body()
        category = branches.resume_branch(user=self.user, category_id=int(pk), at=timezone.now())
        return self.show(category, CategorySerializer)

    @extend_schema(
        operation_id="roll_over_category",
        summary="Start the next yearly project from this one",
        request=RollOverSerializer,
        responses={201: RolledOverSerializer},
    )
    @refusals(roll_over.NotAYearlyProject, roll_over.UnknownBranch, NameTaken, QuotaExceeded)
    @action(detail=True, methods=["post"], serializer_class=RollOverSerializer, name=_("Start the next year"))
    def roll_over(self, request: Request, pk: str) -> Response:
        order = self.body()
        choices = {
            **dict.fromkeys(order.get("copy", []), roll_over.Choice.COPY),
            **dict.fromkeys(order.get("leave", []), roll_over.Choice.LEAVE),
        }
        done = roll_over.roll_over(
            user=self.user, category_id=int(pk), name=order["name"], branches=choices, at=timezone.now()
        )
        response = self.show(done, RolledOverSerializer, status=201)
        response.headers["Location"] = self.reverse_action("detail", args=[done.category.pk])
        return response
