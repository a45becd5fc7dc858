"""How answers look to a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import BrowsableAPIRenderer


class BrowsableRenderer(BrowsableAPIRenderer):
    """DRF's browsable API, under the strict policy: templates/rest_framework/api.html shows what DRF styles inline."""

    def get_filter_form(self, data: Any, view: Any, request: Any) -> None:
        """None: the dialog would offer every row of a related table, and costs a query each time."""

    def get_context(
        self, data: Any, accepted_media_type: str | None, renderer_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        context = super().get_context(data, accepted_media_type, renderer_context)
        return {**context, "code_style": None, "extra_actions": None, "other_pages": context["extra_actions"]}
