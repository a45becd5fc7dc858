"""/api/v1/auth/"""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from accounts.api import views

urlpatterns = [
    path("register/", views.RegisterViewSet.as_view({"post": "create"}, name=_("Open an account")), name="register"),
    path("token/", views.TokenViewSet.as_view({"post": "create"}, name=_("Get tokens")), name="token"),
    path(
        "token/refresh/",
        views.RefreshViewSet.as_view({"post": "create"}, name=_("Refresh tokens")),
        name="token-refresh",
    ),
    path(
        "token/verify/", views.VerifyViewSet.as_view({"post": "create"}, name=_("Verify a token")), name="token-verify"
    ),
    path("logout/", views.LogoutViewSet.as_view({"post": "create"}, name=_("End a refresh token")), name="log-out"),
    path(
        "password/reset/",
        views.PasswordResetViewSet.as_view({"post": "create"}, name=_("Request a password reset")),
        name="password-reset",
    ),
    path(
        "password/reset/confirm/",
        views.PasswordResetViewSet.as_view({"post": "confirm"}, name=_("Set a new password")),
        name="password-reset-confirm",
    ),
    path(
        "me/",
        views.MeViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}, name=_("My account")
        ),
        name="me",
    ),
    path(
        "me/password/",
        views.MeViewSet.as_view({"post": "change_password"}, name=_("Change password")),
        name="me-password",
    ),
]
