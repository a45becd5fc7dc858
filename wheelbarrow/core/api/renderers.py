"""The JSON renderer of the API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import orjson
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer
from rest_framework.utils import encoders


class JSONRenderer(BaseRenderer):
    """Write JSON in UTF-8, with days, times and instants of rows in ISO 8601 and instants in UTC with a Z."""

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
            # An error may repeat a name with a lone surrogate, which UTF-8 cannot encode: escape it in ASCII.
            return json.dumps(data, cls=encoders.JSONEncoder).encode()


def _plain(value: Any) -> Any:
    """Convert what orjson does not know: lazily translated strings and named tuples."""
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} is not JSON serializable")
