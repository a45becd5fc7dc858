"""The endpoints of the tree."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from categories import services
from categories.api.filters import CategoryFilter
from categories.api.serializers import (
    CategorySerializer,
    LookupQuerySerializer,
    MoveSerializer,
    NewCategorySerializer,
    TreeNodeSerializer,
    TreeQuerySerializer,
)
from categories.models import Category
from categories.selectors import subtree, tree
from wheelbarrow.core.api.columns import columns_of
from wheelbarrow.core.api.conditional import until
from wheelbarrow.core.api.owned_viewsets import OwnedViewSet
from wheelbarrow.core.api.routes import action
from wheelbarrow.core.api.schema import refusals
from wheelbarrow.core.api.serializers import DeletionSummarySerializer
from wheelbarrow.core.db.limits import stored_path
from wheelbarrow.core.exceptions import NotFound
from wheelbarrow.core.quotas import QuotaExceeded

OF_SUBTREE = columns_of(CategorySerializer, known={"parent", "root"})
# The fields of a tree node that are columns.
OF_TREE = {name: name for name in map(str, TreeNodeSerializer().fields) if name not in ("summary", "children")}


@extend_schema_view(
    list=extend_schema(operation_id="list_categories", summary="List categories"),
    retrieve=extend_schema(operation_id="get_category", summary="Get a category"),
)
class CategoryViewSet(OwnedViewSet):
    """Categories: yearly projects at level 0, their sub-projects below."""

    is_for_branches = True
    queryset = Category.objects.select_related("parent").in_order()
    serializer_class = CategorySerializer
    filterset_class = CategoryFilter
    conditional_actions = frozenset({"list", "retrieve", "ancestors", "subtree", "tree", "lookup"})
    about = _("Yearly projects and, below them, their sub-projects.")
    dry_run_actions = frozenset({"destroy", "move"})
    query_serializers = {"tree": TreeQuerySerializer, "lookup": LookupQuerySerializer}

    def get_serializer_class(self) -> Any:
        return NewCategorySerializer if self.action in ("create", "metadata", None) else super().get_serializer_class()

    def answer(self, row: Category, status: int = 200) -> Response:
        """Return the response with the category, whatever serializer the body of the action has."""
        return self.show(row, CategorySerializer, status)

    @extend_schema(
        operation_id="create_category",
        summary="Create a category",
        request=NewCategorySerializer,
        responses={201: CategorySerializer},
    )
    @refusals(
        QuotaExceeded,
        services.NameTaken,
        services.ParentNotFound,
        services.ParentAndPathDisagree,
        services.EndsBeforeItStarts,
        services.TooDeep,
    )
    def create(self, request: Request) -> Response:
        category = services.create_category(user=self.user, at=timezone.now(), **self.body(NewCategorySerializer))
        return self.answer_new(category)

    @extend_schema(operation_id="replace_category", summary="Replace a category")
    @refusals(services.NameTaken, services.ParentNotFound, services.MoveIntoOwnSubtree, services.TooDeep, QuotaExceeded)
    def update(self, request: Request, pk: str) -> Response:
        return self._edit(pk, partial=False)

    @extend_schema(operation_id="edit_category", summary="Change fields of a category")
    @refusals(services.NameTaken, services.ParentNotFound, services.MoveIntoOwnSubtree, services.TooDeep, QuotaExceeded)
    def partial_update(self, request: Request, pk: str) -> Response:
        return self._edit(pk, partial=True)

    @extend_schema(
        operation_id="delete_category",
        summary="Delete a category with everything in it",
        responses={200: DeletionSummarySerializer},
    )
    def destroy(self, request: Request, pk: str) -> Response:
        return self.answer_deletion(services.delete_category(user=self.user, category_id=int(pk), at=timezone.now()))

    @extend_schema(
        operation_id="move_category",
        summary="Move a category with everything in it",
        request=MoveSerializer,
        responses=CategorySerializer,
    )
    @refusals(services.MoveIntoOwnSubtree, services.NameTakenThere, services.ParentNotFound, services.TooDeep)
    @action(detail=True, methods=["post"], serializer_class=MoveSerializer, name=_("Move"))
    def move(self, request: Request, pk: str) -> Response:
        parent_id = self.body()["parent"]
        category = services.move_category(user=self.user, category_id=int(pk), parent_id=parent_id, at=timezone.now())
        return self.show(category, CategorySerializer)

    @extend_schema(
        operation_id="list_ancestors",
        summary="List the ancestors from the root down, the category included",
        responses=CategorySerializer(many=True),
        filters=False,
    )
    @action(detail=True, pagination_class=None, name=_("Ancestors"))
    def ancestors(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.get_queryset().ancestors_of(self.get_object()), many=True).data)

    @extend_schema(
        operation_id="list_subtree",
        summary="List the category and all below it, in tree order",
        responses=CategorySerializer(many=True),
        filters=False,
    )
    @action(detail=True, pagination_class=None, name=_("Subtree"))
    def subtree(self, request: Request, pk: str) -> Response:
        found = subtree(self.user.pk, int(pk), OF_SUBTREE.plain)
        OF_SUBTREE.fill(found, self.get_queryset)
        if not found:
            raise NotFound
        return Response(found)

    @extend_schema(
        operation_id="get_tree",
        summary="Get the whole tree, nested",
        parameters=[TreeQuerySerializer],
        responses=TreeNodeSerializer(many=True),
        filters=False,
    )
    @action(detail=False, pagination_class=None, name=_("Whole tree"))
    def tree(self, request: Request) -> Response:
        moment = self.user.local_time(timezone.now())
        with_summaries = self.query()["summary"]
        nodes, next_overdue_at = tree(self.user.pk, moment, OF_TREE, with_summaries=with_summaries)
        self.good_until = until(moment, next_overdue_at) if with_summaries else None
        return Response(nodes)

    @extend_schema(
        operation_id="look_up_category",
        summary="Get the category at a path",
        parameters=[LookupQuerySerializer],
        responses=CategorySerializer,
        filters=False,
    )
    @refusals(services.CategoryNotFound)
    @action(detail=False, pagination_class=None, name=_("Find by path"))
    def lookup(self, request: Request) -> Response:
        category = self.get_queryset().at_path(stored_path(self.query()["path"])).first()
        if category is None:
            raise services.CategoryNotFound
        return self.answer(category)

    def _edit(self, pk: str, *, partial: bool) -> Response:
        changes = self.body(CategorySerializer, partial=partial)
        category = services.edit_category(user=self.user, category_id=int(pk), at=timezone.now(), **changes)
        return self.answer(category)
