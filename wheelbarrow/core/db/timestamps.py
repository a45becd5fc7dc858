"""When a row was made and last changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Timestamped(models.Model):
    """Instants in UTC, given by the service as `at`, so that one write has one clock."""

    created_at = models.DateTimeField(_("created at"), editable=False)
    updated_at = models.DateTimeField(_("updated at"), editable=False)

    class Meta:
        abstract = True
