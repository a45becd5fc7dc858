"""Conditions on categories and on API tokens."""

from categories.querysets.api_token import ApiTokenQuerySet
from categories.querysets.category import CategoryQuerySet, Link, path_range, root_of

__all__ = ["ApiTokenQuerySet", "CategoryQuerySet", "Link", "path_range", "root_of"]
