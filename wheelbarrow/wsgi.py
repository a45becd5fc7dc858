"""The WSGI application that the servers of wheelbarrow/serving/ run."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.urls import get_resolver

from wheelbarrow.core.lean import loading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wheelbarrow.settings")

with loading():
    application = get_wsgi_application()
    # Loaded before processes are forked, so that they share the memory and no first request waits for it.
    get_resolver()._populate()
    import_module("rest_framework_simplejwt.state")
if connection.vendor == "postgresql":
    limits = " ".join(f"-c {name}={seconds}s" for name, seconds in settings.REQUEST_TIMEOUTS.items())
    options = settings.DATABASES["default"]["OPTIONS"]
    # The options of DATABASE_URL come later and take precedence.
    options["options"] = f"{limits} {options.get('options', '')}".strip()
