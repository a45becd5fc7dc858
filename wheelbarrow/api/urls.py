"""/api/v1/"""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from wheelbarrow.api.root import ApiRoot
from wheelbarrow.api.trash import TrashViewSet

router = SimpleRouter()
router.register("trash", TrashViewSet, basename="deletion")

urlpatterns = [
    path("", ApiRoot.as_view({"get": "show"}), name="api-root"),
    path("auth/", include("accounts.api.urls")),
    path("", include("categories.api.urls")),
    path("", include("works.api.urls")),
    path("", include(router.urls)),
]
