from django.db import migrations
from django.db.models import F, Q


def fill(apps, schema_editor):
    """List the days that have works from the cursor on, and those that were skipped behind it: they may have had one."""
    RecurringWork, Work = (apps.get_model('works', name) for name in ('RecurringWork', 'Work'))
    settled = {}
    for key in ('recurring_work', 'recurring_work_in_trash'):
        ahead = Work.objects.filter(**{'occurs_on__gte': F(f'{key}__next_occurrence_on')})
        for pk, day in ahead.values_list(key, 'occurs_on').iterator(chunk_size=1000):
            settled.setdefault(pk, set()).add(day.isoformat())
    skipping = RecurringWork.objects.exclude(skipped_on=[])
    for pk, days, cursor in skipping.values_list('pk', 'skipped_on', 'next_occurrence_on').iterator(chunk_size=1000):
        behind = [day for day in days if cursor is None or day < cursor.isoformat()]
        if behind:
            settled.setdefault(pk, set()).update(behind)
    for pk, days in settled.items():
        RecurringWork.objects.filter(pk=pk).update(settled_on=sorted(days))


def restore_due_days(apps, schema_editor):
    """Without the list a pause does not show in the day on which the next work is due."""
    rules = apps.get_model('works', 'RecurringWork').objects.filter(next_occurrence_on__isnull=False)
    rules.filter(Q(next_due_on=None) | Q(next_due_on__gt=F('next_occurrence_on'))).update(
        next_due_on=F('next_occurrence_on')
    )


class Migration(migrations.Migration):

    dependencies = [
        ('works', '0013_recurring_work_settled_days'),
    ]

    operations = [
        migrations.RunPython(fill, restore_due_days),
    ]
