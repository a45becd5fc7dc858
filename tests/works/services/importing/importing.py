"""Import files in tests as a person does, and compare the tables."""

from tests.makers import NOON
from tests.works.exchange.plain_reader import file_of
from wheelbarrow.core import jobs
from wheelbarrow.core.db.soft_delete import soft_deletable_models
from works.models import Import, RecurringWorkLabel, WorkLabel
from works.services.importing import requests


def bring(user, data=None, *, name="file.plain", at=NOON, answers=None, **records) -> Import:
    """Upload a file, apply it, and run the job; return the import as it is then."""
    data = data or file_of(**records)
    row = requests.start_import(user=user, name=name, data=data, answers=answers, at=at)
    requests.apply_import(user=user, import_id=row.pk, at=at)
    run_jobs()
    row.refresh_from_db()
    return row


def run_jobs():
    jobs.run_waiting()


def tables(user, *, but=("updated_at",)):
    """Return all rows of the person, as they are stored, but for the instant of the write."""
    found = {}
    for model in [*soft_deletable_models(), WorkLabel, RecurringWorkLabel]:
        manager = getattr(model, "all_objects", model.objects)
        names = [field.attname for field in model._meta.concrete_fields if field.name not in but]
        found[model.__name__] = sorted(map(repr, manager.filter(user=user).values(*names)))
    return found


def contents(user):
    """Return the same without versions, and without the ids of links, which nothing refers to."""
    found = tables(user, but=("updated_at", "version"))
    return {
        name: sorted(row.partition("'user_id'")[2] for row in rows)
        if name.endswith("Label") and name != "Label"
        else rows
        for name, rows in found.items()
    }
