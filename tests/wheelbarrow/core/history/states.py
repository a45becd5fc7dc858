"""The whole state of a person's rows, to compare before and after an undo."""

from django.db import connection

from wheelbarrow.core.db.soft_delete import soft_deletable_models
from wheelbarrow.core.models import Change, Deletion
from works.models.label import RecurringWorkLabel, WorkLabel

# What every write sets, and an undo sets again.
STAMPS = {"version", "updated_at"}


def state_of(user):
    """Return every row of the person, live and deleted, without the stamps of writes; and the deletions."""
    tables = {}
    for model in soft_deletable_models():
        rows = model.all_objects.owned_by(user).order_by("pk").values()
        tables[model.__name__] = [{name: row[name] for name in row if name not in STAMPS} for row in rows]
    for model in (WorkLabel, RecurringWorkLabel):
        tables[model.__name__] = _links(model, user)
    tables["Deletion"] = list(Deletion.objects.owned_by(user).order_by("pk").values())
    return tables


def _links(model, user):
    """Return the links as their table has them: the ORM shows None for a row in the trash."""
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {model._meta.db_table} WHERE user_id = %s", [user.pk])
        return sorted(cursor.fetchall())


def batches_of(user):
    """Return the batches of the person's log, the oldest first, with a change of each."""
    return dict(Change.objects.owned_by(user).order_by("-pk").values_list("batch", "pk"))
