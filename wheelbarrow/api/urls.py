"""/api/v1/"""

from django.urls import include, path

from wheelbarrow.api.root import ApiRoot
from wheelbarrow.api.routes import below
from wheelbarrow.api.trash import TrashViewSet

urlpatterns = [
    path("", include("works.api.urls")),
    path("", include("categories.api.urls")),
    path("auth/", include("accounts.api.urls")),
    below("trash/", TrashViewSet, "deletion"),
    path("", ApiRoot.as_view({"get": "entrances"}, name="API"), name="api-root"),
]
