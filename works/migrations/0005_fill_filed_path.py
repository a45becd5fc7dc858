from django.db import migrations


def fill(apps, schema_editor):
    """The path of what closed before there was one: the ids of its chain."""
    Work = apps.get_model('works', 'Work')
    closed = Work.objects.filter(end_at__isnull=False, filed_path='').only('filed_under').order_by('pk')
    batch = []
    for work in closed.iterator(chunk_size=1000):
        work.filed_path = ''.join(f"/{link['id']}" for link in work.filed_under)
        batch.append(work)
        if len(batch) == 1000:
            Work.objects.bulk_update(batch, ['filed_path'], batch_size=200)
            batch = []
    Work.objects.bulk_update(batch, ['filed_path'], batch_size=200)


class Migration(migrations.Migration):

    dependencies = [
        ('works', '0004_work_history'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
