from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from accounts import mails

        mails.register()
        # The name of the library, "Axes", does not describe its pages.
        apps.get_app_config("axes").verbose_name = _("Failed logins")
        # Models can be imported once the apps are loaded.
        from accounts.user_sessions import begin

        user_logged_in.connect(begin, dispatch_uid="user_sessions")
