"""The admin pages of categories."""

from categories.admin.categories import CategoryAdmin

__all__ = ["CategoryAdmin"]
