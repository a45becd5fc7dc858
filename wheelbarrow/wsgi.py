"""The door for gunicorn."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wheelbarrow.settings")

application = get_wsgi_application()
if connection.vendor == "postgresql":
    limits = " ".join(f"-c {name}={seconds}s" for name, seconds in settings.REQUEST_TIMEOUTS.items())
    options = settings.DATABASES["default"]["OPTIONS"]
    # Those of DATABASE_URL come later, and win.
    options["options"] = f"{limits} {options.get('options', '')}".strip()
# Before the processes part, so that they share it, and before the first request, which would wait for it.
get_resolver()._populate()
import_module("rest_framework_simplejwt.state")
