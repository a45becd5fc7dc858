"""The URL patterns of a view set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.urls import URLResolver, include, path
from django.utils.functional import Promise
from rest_framework import decorators
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ViewSetMixin

Method = TypeVar("Method", bound=Callable[..., Any])


def below(prefix: str, viewset: type[ViewSetMixin], basename: str) -> URLResolver:
    """Include the patterns below a prefix, so that Django rejects other addresses by one comparison."""
    router = SimpleRouter()
    router.register("", viewset, basename=basename)
    return path(prefix, include(router.urls))


def action(*, name: str | Promise, **options: Any) -> Callable[[Method], Method]:
    """Route a method of a view set, as DRF's decorator does, with the translated name of its page."""
    decorate: Callable[[Method], Any] = decorators.action(name=name, **options)  # type: ignore[arg-type]  # accepts lazy text too
    return decorate
