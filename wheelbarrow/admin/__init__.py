"""The console: what every page shares, and the trash."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from wheelbarrow.admin import deletions  # noqa: F401  registers the trash

admin.site.site_header = admin.site.site_title = "Wheelbarrow"
admin.site.index_title = _("Console")
