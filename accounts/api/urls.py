"""/api/v1/auth/"""

from django.urls import path

from accounts.api import views

urlpatterns = [
    path("register/", views.RegisterViewSet.as_view({"post": "create"}), name="register"),
    path("token/", views.TokenViewSet.as_view({"post": "create"}), name="token"),
    path("token/refresh/", views.RefreshViewSet.as_view({"post": "create"}), name="token-refresh"),
    path("token/verify/", views.VerifyViewSet.as_view({"post": "create"}), name="token-verify"),
    path("logout/", views.LogoutViewSet.as_view({"post": "create"}), name="log-out"),
    path("password/reset/", views.PasswordResetViewSet.as_view({"post": "create"}), name="password-reset"),
    path(
        "password/reset/confirm/",
        views.PasswordResetViewSet.as_view({"post": "confirm"}),
        name="password-reset-confirm",
    ),
    path(
        "me/",
        views.MeViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="me",
    ),
    path("me/password/", views.MeViewSet.as_view({"post": "change_password"}), name="me-password"),
]
