"""How answers look to a person."""

from typing import Any

from rest_framework.renderers import BrowsableAPIRenderer


class BrowsableRenderer(BrowsableAPIRenderer):
    """DRF's, without the filter dialog: it would offer every row of a related table and costs a query each time."""

    def get_filter_form(self, data: Any, view: Any, request: Any) -> None:
        return None
