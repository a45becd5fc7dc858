"""The library that every app builds on, as an app: it owns the table of the trash and keeps its first label."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.lean import import_lean

# This app is the first: the others import the framework.
import_lean()


class CoreConfig(AppConfig):
    name = "wheelbarrow.core"
    label = "wheelbarrow"
    verbose_name = _("Wheelbarrow")
