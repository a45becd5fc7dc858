"""The admin pages of categories. Those of the list and of one category are registered by works.admin, with its actions."""

from categories.admin.api_tokens import ApiTokenAdmin
from categories.admin.categories import CategoryAdmin

__all__ = ["ApiTokenAdmin", "CategoryAdmin"]
