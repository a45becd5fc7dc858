from itertools import islice

from django.db import migrations
from django.db.models import Count

BATCH = 500


def fill(apps, schema_editor):
    """Count the finished works of each category, which every later write keeps."""
    Category, Work = apps.get_model('categories', 'Category'), apps.get_model('works', 'Work')
    done = Work.objects.filter(deleted_at=None, current_status='DONE', category_id__isnull=False)
    counts = done.values_list('category_id').order_by('category_id').annotate(number=Count('pk')).iterator()
    while batch := list(islice(counts, BATCH)):
        rows = [Category(pk=pk, finished_works=number) for pk, number in batch]
        Category.objects.bulk_update(rows, ['finished_works'])


def clear(apps, schema_editor):
    """Writes of the version before do not keep the numbers."""
    apps.get_model('categories', 'Category').objects.exclude(finished_works=0).update(finished_works=0)


class Migration(migrations.Migration):

    dependencies = [
        ('categories', '0005_finished_works'),
        ('works', '0024_work_category_indexes'),
    ]

    operations = [
        migrations.RunPython(fill, clear),
    ]
