"""The project as an app: it owns the trash's table, the checks, the commands and the static files."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WheelbarrowConfig(AppConfig):
    name = "wheelbarrow"
    verbose_name = _("Wheelbarrow")

    def ready(self) -> None:
        from wheelbarrow import checks  # noqa: F401  registers itself
