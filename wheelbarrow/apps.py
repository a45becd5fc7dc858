"""The project as an app: it owns the system checks, the commands and the static files."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "wheelbarrow"
    # The label "wheelbarrow" belongs to wheelbarrow.core, whose tables were created under it.
    label = "project"

    def ready(self) -> None:
        from wheelbarrow import checks  # noqa: F401  registers itself
