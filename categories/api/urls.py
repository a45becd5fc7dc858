"""/api/v1/auth/tokens/; works/api/urls.py has the endpoints of categories, with what happens to their works."""

from categories.api.token_views import ApiTokenViewSet
from wheelbarrow.core.api.routes import below

urlpatterns = [below("auth/tokens/", ApiTokenViewSet, "api-token")]
