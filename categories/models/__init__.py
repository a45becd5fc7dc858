"""The models of categories, and of the API tokens that may be limited to one."""

from categories.models.api_token import ApiToken
from categories.models.category import Category

__all__ = ["ApiToken", "Category"]
