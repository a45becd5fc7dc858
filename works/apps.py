from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorksConfig(AppConfig):
    name = "works"
    verbose_name = _("Works")

    def ready(self) -> None:
        """Add the jobs of imports, and their sentence in the history."""
        from wheelbarrow.core import jobs
        from wheelbarrow.core.history.headlines import headlines
        from works import import_selectors
        from works.services.importing import background, requests

        jobs.handlers[requests.READ] = background.read_in_background
        jobs.handlers[requests.APPLY] = background.apply_in_background
        jobs.labels[requests.READ] = _("reading of a file")
        jobs.labels[requests.APPLY] = _("import")
        headlines["import"] = import_selectors.headlines_of
