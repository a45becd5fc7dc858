"""The tree in the admin."""

from categories.admin.categories import CategoryAdmin

__all__ = ["CategoryAdmin"]
