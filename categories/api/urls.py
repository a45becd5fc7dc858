"""The URLs below /api/v1/categories/."""

from categories.api.views import CategoryViewSet
from wheelbarrow.core.api.routes import below

urlpatterns = [below("categories/", CategoryViewSet, "category")]
