"""The addresses of a view set."""

from django.urls import URLResolver, include, path
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ViewSetMixin


def below(prefix: str, viewset: type[ViewSetMixin], basename: str) -> URLResolver:
    """All of them behind one prefix: another address is told by it, and not by each of their patterns."""
    router = SimpleRouter()
    router.register("", viewset, basename=basename)
    return path(prefix, include(router.urls))
