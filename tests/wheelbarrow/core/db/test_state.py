"""What the code knows about the database."""

from django.db.migrations.loader import MigrationLoader

from wheelbarrow.core.db import state


class TestKnownMigrations:
    def test_are_those_that_django_loads(self):
        assert state._known_migrations() == MigrationLoader(None).disk_migrations.keys()
