"""The pages behind a mailed password link: Django's own views and the admin's templates."""

from django.contrib.auth import views
from django.urls import path

from accounts.forms import RequestResetForm, ResetPasswordForm

urlpatterns = [
    path(
        "password/reset/",
        views.PasswordResetView.as_view(form_class=RequestResetForm),
        name="admin_password_reset",
    ),
    path("password/reset/sent/", views.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "password/reset/<uidb64>/<token>/",
        views.PasswordResetConfirmView.as_view(form_class=ResetPasswordForm),
        name="password_reset_confirm",
    ),
    path("password/reset/done/", views.PasswordResetCompleteView.as_view(), name="password_reset_complete"),
]
