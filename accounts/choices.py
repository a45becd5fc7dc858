"""The words a person can choose between."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Language(TextChoices):
    """Of the pages, the mails and the messages."""

    ENGLISH = "en", _("English")
    KOREAN = "ko", _("Korean")


class Weekday(TextChoices):
    """RFC 5545, section 3.3.10."""

    MONDAY = "MO", _("Monday")
    TUESDAY = "TU", _("Tuesday")
    WEDNESDAY = "WE", _("Wednesday")
    THURSDAY = "TH", _("Thursday")
    FRIDAY = "FR", _("Friday")
    SATURDAY = "SA", _("Saturday")
    SUNDAY = "SU", _("Sunday")
