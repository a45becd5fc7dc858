"""Addresses of the account of a person. The names are those by which Django's and allauth's code know them."""

from django.urls import path
from django.views.generic import RedirectView

from accounts.web import entrances, settings

urlpatterns = [
    path("login/", entrances.LogIn.as_view(), name="account_login"),
    path("login/demo/", entrances.enter_demo, name="enter-demo"),
    path("signup/", entrances.SignUp.as_view(), name="account_signup"),
    path("logout/", entrances.LogOut.as_view(), name="account_logout"),
    path("email/confirm/<str:key>/", entrances.ConfirmEmail.as_view(), name="account_confirm_email"),
    path("password/reset/", entrances.RequestReset.as_view(), name="admin_password_reset"),
    path("password/reset/sent/", entrances.ResetSent.as_view(), name="password_reset_done"),
    path("password/reset/done/", entrances.ResetDone.as_view(), name="password_reset_complete"),
    path("password/reset/<uidb64>/<token>/", entrances.ResetPassword.as_view(), name="password_reset_confirm"),
    path("settings/", RedirectView.as_view(pattern_name="settings-profile")),
    path("settings/profile/", settings.ProfileView.as_view(), name="settings-profile"),
    path("settings/email/", settings.EmailView.as_view(), name="settings-email"),
    path("settings/email/cancel/", settings.CancelEmailView.as_view(), name="settings-email-cancel"),
    path("settings/password/", settings.PasswordView.as_view(), name="settings-password"),
    path("settings/sessions/", settings.SessionsView.as_view(), name="settings-sessions"),
    path("settings/sessions/<int:pk>/end/", settings.EndSessionView.as_view(), name="settings-session-end"),
    path("settings/account/", settings.AccountView.as_view(), name="settings-account"),
    # Links that were mailed before these pages moved.
    path("accounts/password/reset/", RedirectView.as_view(pattern_name="admin_password_reset")),
    path("accounts/password/reset/<uidb64>/<token>/", RedirectView.as_view(pattern_name="password_reset_confirm")),
]
