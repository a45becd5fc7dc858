"""The URL patterns of a view set."""

from __future__ import annotations

from typing import Any

from django.urls import URLResolver, include, path
from django.utils.functional import Promise
from rest_framework import decorators
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ViewSetMixin


def below(prefix: str, viewset: type[ViewSetMixin], basename: str) -> URLResolver:
    """Include the patterns below a prefix, so that Django rejects other addresses by one comparison."""
    router = SimpleRouter()
    router.register("", viewset, basename=basename)
    return path(prefix, include(router.urls))


def action(*, name: str | Promise, **options: Any) -> Any:
    """Route a method of a view set, as DRF's decorator does, with the translated name of its page."""
    return decorators.action(name=name, **options)  # type: ignore[arg-type]  # accepts lazy text too
