from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        # The name of the library, "Axes", does not describe its pages.
        apps.get_app_config("axes").verbose_name = _("Failed logins")
