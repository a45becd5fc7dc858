"""The door for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wheelbarrow.settings")

application = get_wsgi_application()
# Before the processes part, so that they share it, and before the first request, which would wait for it.
get_resolver()._populate()
