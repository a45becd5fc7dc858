"""Empty the database after a test that commits: only the tables that have rows.

Django's flush empties all of them, and creates content types and permissions again. Processor time of each call: 0.22 s with it on PostgreSQL, 0.05 s on SQLite; a hundredth and less with this.
"""

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

KEPT = {ContentType._meta.db_table, Permission._meta.db_table}
flush = TransactionTestCase._fixture_teardown


def has_all_types() -> bool:
    """Whether content types and permissions are those that migrations have created."""
    models = [model._meta for model in apps.get_models()]
    permissions = sum(len(meta.default_permissions) + len(meta.permissions) for meta in models)
    return (ContentType.objects.count(), Permission.objects.count()) == (len(models), permissions)


def empty(test: TransactionTestCase) -> None:
    # A restored backup may have given them other ids.
    ContentType.objects.clear_cache()
    if not has_all_types():
        flush(test)
        return
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
    # Every foreign key is checked at the end of the transaction.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables))
        for [name] in cursor.fetchall():
            cursor.execute(f"DELETE FROM {name}")


def install() -> None:
    TransactionTestCase._fixture_teardown = empty
