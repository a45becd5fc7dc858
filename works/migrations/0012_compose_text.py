import unicodedata

from django.db import migrations
from django.db.models import F

# One label per model: the fields that people write, with the name by which the live rows of a place differ.
TEXTS = [
    ('accounts', 'User', ['name']),
    ('categories', 'Category', ['name', 'content']),
    ('works', 'RecurringWork', ['title', 'content']),
    ('works', 'Work', ['title', 'content']),
]


def compose(apps, schema_editor):
    """Store text in NFC. A live sibling whose name becomes one that is taken gets a number behind it."""
    User = apps.get_model('accounts', 'User')
    for app, name, fields in TEXTS:
        model = apps.get_model(app, name)
        owners = set()
        owner = 'pk' if model is User else 'user_id'
        for row in model.objects.only(owner, *fields).order_by('pk').iterator(chunk_size=1000):
            changes = {field: unicodedata.normalize('NFC', getattr(row, field)) for field in fields}
            changes = {field: text for field, text in changes.items() if text != getattr(row, field)}
            if not changes:
                continue
            if name == 'Category' and 'name' in changes:
                changes['name'] = _free_name(model, row.pk, changes['name'])
            model.objects.filter(pk=row.pk).update(**changes)
            owners.add(getattr(row, owner))
        # Answers that a client keeps are older than these rows.
        User.objects.filter(pk__in=owners).update(version=F('version') + 1)


def _free_name(model, pk, name):
    row = model.objects.get(pk=pk)
    if row.deleted_at:
        return name
    siblings = model.objects.filter(user_id=row.user_id, parent_id=row.parent_id, deleted_at=None).exclude(pk=pk)
    taken = {unicodedata.normalize('NFC', each) for each in siblings.values_list('name', flat=True)}
    free, number = name, 2
    while free in taken:
        free = f'{name[:190]} ({number})'
        number += 1
    return free


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_texts'),
        ('categories', '0001_initial'),
        ('works', '0011_work_deadline_index'),
    ]

    operations = [
        migrations.RunPython(compose, migrations.RunPython.noop),
    ]
