"""How answers look to a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import orjson
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer, BrowsableAPIRenderer
from rest_framework.utils import encoders


class JSONRenderer(BaseRenderer):
    """JSON in UTF-8; days, clock times and instants of rows go in as they are, instants as UTC with a Z."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        if data is None:
            return b""
        indented = (renderer_context or {}).get("indent") or "indent=" in (accepted_media_type or "")
        option = orjson.OPT_UTC_Z | (orjson.OPT_INDENT_2 if indented else 0)
        try:
            return orjson.dumps(data, default=_plain, option=option)
        except orjson.JSONEncodeError:
            # A refusal that repeats a lone surrogate, which is no UTF-8: in ASCII it can be told.
            return json.dumps(data, cls=encoders.JSONEncoder).encode()


def _plain(value: Any) -> Any:
    """What orjson does not know: texts that are translated late, and tuples with names."""
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


class BrowsableRenderer(BrowsableAPIRenderer):
    """DRF's browsable API, in the look of our pages and under the strict policy: templates/rest_framework/api.html."""

    def get_filter_form(self, data: Any, view: Any, request: Any) -> None:
        """None: the dialog would offer every row of a related table, and costs a query each time."""

    def get_context(
        self, data: Any, accepted_media_type: str | None, renderer_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        context = super().get_context(data, accepted_media_type, renderer_context)
        told = {"other_pages": context["extra_actions"], "subjects": getattr(context["view"], "subjects", dict)()}
        return {**context, **told}
