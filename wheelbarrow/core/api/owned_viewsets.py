"""The base class of the endpoints of the person's own rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any, cast

from django.core.cache import cache as memory
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from wheelbarrow.core.api import conditional
from wheelbarrow.core.api.pagination import PageNumberPagination
from wheelbarrow.core.api.safe_writes import SafeWrites
from wheelbarrow.core.api.serializers import DeletionSummarySerializer
from wheelbarrow.core.api.viewsets import StrictViewSet
from wheelbarrow.core.db.keyset import Keyed, read_page
from wheelbarrow.core.db.ownership import OwnedQuerySet
from wheelbarrow.core.exceptions import NotFound
from wheelbarrow.core.models import Deletion


class OwnedViewSet(SafeWrites, StrictViewSet):
    """Endpoints of the person's own rows. A row of a stranger is 404."""

    lookup_value_regex = "[0-9]{1,19}"
    takes_tokens = True

    def answer_new(self, row: Any) -> Response:
        """Return the response with a new row, as this view shows it, and its address."""
        response = self.answer(row, status=201)
        response.headers["Location"] = self.reverse_action("detail", args=[row.pk])
        return response

    def show(self, row: Any, serializer_class: type[Serializer[Any]], status: int = 200) -> Response:
        self.remember(row)
        return super().show(row, serializer_class, status)

    def get_queryset(self) -> Any:
        return cast(OwnedQuerySet, super().get_queryset()).owned_by(self.user)

    def get_object(self) -> Any:
        """Return the row, without the filters of the list, whose form would cost more than the row."""
        row = self.get_queryset().with_id(int(self.kwargs["pk"])).first()
        if row is None:
            raise NotFound
        self.check_object_permissions(self.request, row)
        return row

    def list(self, request: Request) -> Response:
        rows = self.filter_queryset(self.get_queryset())
        page = self.answer_page(partial(read_page, rows), rows.count)
        page.data["results"] = self.get_serializer(page.data["results"], many=True).data
        return page

    def retrieve(self, request: Request, pk: str) -> Response:
        return self.answer(self.get_object())

    def answer_page(self, rows: Callable[..., Keyed], count: Callable[[], int], *, counts_all: bool = True) -> Response:
        """Return the response with a page of `rows(limit=, offset=, after=)`; the count is cached for a version of the person's rows."""

        def count_once() -> int:
            given = self.request.query_params.lists()
            asked = sorted((name, values) for name, values in given if name not in ("page", "after"))
            key = f"count-{self.user.pk}-{conditional.version_of(self.user)}-{self.action}-{asked}"
            return cast(int, memory.get_or_set(f"count-{sha256(key.encode()).hexdigest()}", count))

        counted = count_once if self.is_conditional() else count
        page = cast(PageNumberPagination, self.paginator).paginate_rows(
            rows, counted, self.request, self, counts_all=counts_all
        )
        return self.get_paginated_response(page)

    def answer_deletion(self, deletion: Deletion) -> Response:
        """Return the response with the counts of a deletion; the page offers to restore it, unless it was a dry run."""
        self.deletion = None if self.is_dry_run else deletion
        deletion.pk = None if self.is_dry_run else deletion.pk
        return self.show(deletion, DeletionSummarySerializer)
