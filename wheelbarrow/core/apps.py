"""The library that every app builds on, as an app: it owns the table of the trash and keeps its first label."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "wheelbarrow.core"
    label = "wheelbarrow"
    verbose_name = _("Wheelbarrow")
