from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorksConfig(AppConfig):
    name = "works"
    verbose_name = _("Works")

    def ready(self) -> None:
        """Add the jobs of imports."""
        from wheelbarrow.core import jobs
        from works.services.importing import background, requests

        jobs.handlers[requests.READ] = background.read_in_background
        jobs.handlers[requests.APPLY] = background.apply_in_background
