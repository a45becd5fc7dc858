"""Do the waiting jobs of imports, as a worker would: `python -m tests.proofs.importer`. The database is DATABASE_URL."""

import os

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()

from django.core.management import call_command

from tests.works.exchange import plain_reader

if __name__ == "__main__":
    plain_reader.install()
    os.write(1, b"begins\n")
    call_command("run_scheduler", "--once")
    os.write(1, b"ended\n")
