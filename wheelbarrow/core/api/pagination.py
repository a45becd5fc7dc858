"""Pages of a list: `{count, next, previous, results}`.

`next` names its page by a cursor: the key of the last row of this page (wheelbarrow/core/db/keyset.py), so that the page
costs the same at any depth. `previous` and the links of the browsable API name a page by its number.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import orjson
from django.core.paginator import Page, Paginator
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import pagination
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

from wheelbarrow.core.db.keyset import Key, Keyed

AFTER = "after"


class Cursor(NamedTuple):
    """The number of a page, and the key of the row before it."""

    page: int
    key: Key


class PageNumberPagination(pagination.PageNumberPagination):
    """`page` from 1, or `after` with a cursor; `page_size` from 1 to 200, 50 by default. A value out of bounds is refused."""

    invalid_page_message: Any = gettext_lazy("There is no such page. Follow next and previous, or ask for page 1.")

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    # The cursor of the page after this one.
    cursor = ""
    request: Request
    page: Page[Any]

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
        self,
        rows: Callable[..., Keyed],
        count: Callable[[], int],
        request: Request,
        view: APIView,
        *,
        counts_all: bool = True,
    ) -> Sequence[Any]:
        """Return a page of `rows(limit=, offset=, after=)`. It reads one row more.

        The rows are counted if the page does not show by itself how many there are. If `count` may stop before it has
        counted all, the rows up to the end of this page are counted in any case.
        """
        size, cursor = self.get_page_size(request), read_cursor(request)
        number = cursor.page if cursor else int(self.get_page_number(request))
        offset = 0 if cursor else (number - 1) * size
        found, keys = rows(limit=size + 1, offset=offset, after=cursor.key if cursor else ())
        least = 0 if counts_all else (number - 1) * size + len(found)
        if cursor:
            self.request = request
            pages = Paginator(range(max(count(), least)), size)
            # Rows may have gone since the walk began.
            self.page = Page([], min(number, pages.num_pages), pages)
            self.display_page_controls = True
        else:
            is_last = len(found) <= size and (found or not offset)
            self.paginate_queryset(range(offset + len(found) if is_last else max(count(), least)), request, view)
        self.cursor = write_cursor(request, Cursor(number + 1, keys[size - 1])) if len(found) > size else ""
        return found[:size]

    def get_next_link(self) -> str | None:
        if not self.cursor:
            return None
        address = remove_query_param(self.request.build_absolute_uri(), self.page_query_param)
        return str(replace_query_param(address, AFTER, self.cursor))

    def get_previous_link(self) -> str | None:
        number = self.page.number - 1
        return self._numbered(number) if number else None

    def get_html_context(self) -> Any:
        """Return the links of the browsable API, each by number without the cursor."""
        context: Any = super().get_html_context()
        context["page_links"] = [
            link._replace(url=remove_query_param(link.url, AFTER)) if link.url else link
            for link in context["page_links"]
        ]
        return context

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
        about = "The cursor that next contains, instead of page."
        return [
            *parameters,
            {"name": AFTER, "required": False, "in": "query", "description": about, "schema": {"type": "string"}},
        ]

    def _numbered(self, number: int) -> str:
        address = remove_query_param(self.request.build_absolute_uri(), AFTER)
        if number == 1:
            return str(remove_query_param(address, self.page_query_param))
        return str(replace_query_param(address, self.page_query_param, number))


def write_cursor(request: Request, cursor: Cursor) -> str:
    """Return the cursor as text. It is signed for this list and its order, so what comes back can be trusted."""
    values = [[type(value).__name__, str(value)] for value in cursor.key]
    text = urlsafe_b64encode(orjson.dumps([cursor.page, values])).decode().rstrip("=")
    return _signer(request).sign(text)


def read_cursor(request: Request) -> Cursor | None:
    """Return the cursor of the query, if it has one. Raises ValidationError."""
    given = request.query_params.get(AFTER)
    if given is None:
        return None
    if "page" in request.query_params:
        raise ValidationError({AFTER: [_("Give page or after, not both.")]})
    try:
        text = _signer(request).unsign(given)
    except BadSignature:
        message = _("This is no cursor of this list in this order. Follow next, or ask for page 1.")
        raise ValidationError({AFTER: [message]}) from None
    page, values = orjson.loads(urlsafe_b64decode(f"{text}=="))
    return Cursor(page, tuple(READ[kind](value) for kind, value in values))


READ: dict[str, Callable[[str], Any]] = {
    "NoneType": lambda _text: None,
    "str": str,
    "int": int,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}


def _signer(request: Request) -> Signer:
    order = ",".join(request.query_params.getlist("ordering"))
    return Signer(sep=".", salt=f"{request.path}?ordering={order}")
