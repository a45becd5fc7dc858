"""The tree in the console."""

from categories.admin.categories import CategoryAdmin

__all__ = ["CategoryAdmin"]
