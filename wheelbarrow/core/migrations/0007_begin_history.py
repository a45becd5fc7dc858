"""Mark that what people have written so far is not in the change log, so that no copy begins with the first change."""

from django.conf import settings
from django.db import migrations
from django.utils import timezone


def mark_people(apps, schema_editor):
    user, change = apps.get_model(settings.AUTH_USER_MODEL), apps.get_model("wheelbarrow", "Change")
    known = set(change.objects.values_list("user_id", flat=True).distinct())
    people = user.objects.exclude(pk__in=known).values_list("pk", flat=True)
    facts = {"at": timezone.now(), "actor": "command", "action": "pruned", "batch": 0, "kind": "", "row": 0}
    change.objects.bulk_create((change(user_id=pk, **facts) for pk in people.iterator()), batch_size=1000)


def unmark(apps, schema_editor):
    apps.get_model("wheelbarrow", "Change").objects.filter(action="pruned", batch=0).delete()


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("wheelbarrow", "0006_change"),
    ]

    operations = [migrations.RunPython(mark_people, unmark)]
