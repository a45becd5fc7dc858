"""The breadcrumbs of the browsable API."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.urls import Resolver404, get_script_prefix, resolve


def crumbs_of(path_info: str, *, has_row: Callable[[], bool]) -> list[tuple[str, str]]:
    """The pages on the way to an address and its own, by name and address.

    An address that no view set has is left out, and so is that of a row which does not exist any more.
    """
    steps = path_info.strip("/").split("/")
    found = []
    for count in range(1, len(steps) + 1):
        address = "/".join(steps[:count]) + "/"
        with suppress(Resolver404):
            function, _args, kwargs = resolve(f"/{address}")
            # Django REST Framework imports this module before its view sets.
            if not hasattr(function, "cls") or not hasattr(function.cls, "get_body_serializer_class"):
                continue
            view = function.cls(**function.initkwargs)
            view.kwargs = kwargs
            if count == len(steps) or not view.detail or has_row():
                found.append((view.get_view_name(), get_script_prefix() + address))
    return found
