"""What a server does not load."""

import os
import subprocess
import sys

from tests.architecture.source import ROOT

LOADED = """
import sys
import django
django.setup()
from django.urls import get_resolver
get_resolver()._populate()
import wheelbarrow.management.commands.run_scheduler
print(*sys.modules)
from django.contrib.postgres.fields import ArrayField
"""
UNUSED = {"works.exchange.readers", "works.exchange.dialects", "granian", "psycopg", "django.contrib.postgres.fields"}


def loaded(url):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "wheelbarrow.settings", "DEBUG": "1", "DATABASE_URL": url}
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split()) & UNUSED


class TestImportLean:
    def test_leaves_out_what_no_request_uses(self):
        assert loaded("sqlite:////nowhere/file.sqlite3") == set()

    def test_leaves_in_the_driver_of_postgresql(self):
        assert loaded("postgres://nobody@127.0.0.1:1/nothing") == {"psycopg"}
