"""Pages of a list: `{count, next, previous, results}`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import pagination
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView


class PageNumberPagination(pagination.PageNumberPagination):
    """`page` from 1 and `page_size` from 1 to 200, 50 by default; a value out of bounds is refused."""

    invalid_page_message: Any = gettext_lazy("There is no such page. Follow next and previous, or ask for page 1.")

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"

    def get_page_size(self, request: Request) -> int:
        text = request.query_params.get(self.page_size_query_param)
        if text is None:
            return self.page_size
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= self.max_page_size):
            raise ValidationError(
                {"page_size": [_("Use a whole number from 1 to {most}.").format(most=self.max_page_size)]}
            )
        return int(text)

    def get_page_number(self, request: Request, paginator: object = None) -> str:
        text = request.query_params.get(self.page_query_param, "1")
        if not (text.isascii() and text.isdigit() and int(text[:9]) >= 1):
            raise ValidationError({"page": [_("Use a whole number from 1.")]})
        return text[:9]

    def paginate_rows(
        self, rows: Callable[..., Sequence[Any]], count: Callable[[], int], request: Request, view: APIView
    ) -> Sequence[Any]:
        """Return a page of `rows(limit=, offset=)`. It reads one row more, and counts the rows only if that exists.

        `count` may stop counting: the rows of this page are counted in any case.
        """
        size, number = self.get_page_size(request), int(self.get_page_number(request))
        offset = (number - 1) * size
        found = rows(limit=size + 1, offset=offset)
        is_last = len(found) <= size and (found or not offset)
        self.paginate_queryset(
            range(offset + len(found) if is_last else max(count(), offset + len(found))), request, view
        )
        return found[:size]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        page = super().get_paginated_response_schema(schema)
        # DRF adds example addresses of another server.
        address = {"type": ["string", "null"], "format": "uri"}
        page["properties"] |= {"next": address, "previous": address}
        return {**page, "required": ["count", "next", "previous", "results"]}

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, object]]:
        bounds = {
            "page": {"minimum": 1},
            "page_size": {"minimum": 1, "maximum": self.max_page_size, "default": self.page_size},
        }
        parameters = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            parameter["schema"].update(bounds[parameter["name"]])
        return parameters
