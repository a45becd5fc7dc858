"""How bodies are read."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any

import orjson
from rest_framework import parsers


class JSONParser(parsers.JSONParser):
    """DRF's, by way of orjson; what that does not take, DRF's own reads or refuses."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        body = stream.read()
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            return super().parse(BytesIO(body), media_type, parser_context)
