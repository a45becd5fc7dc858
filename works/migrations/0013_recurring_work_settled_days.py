from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('categories', '0001_initial'),
        ('wheelbarrow', '0003_texts'),
        ('works', '0012_compose_text'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='recurringwork',
            name='recurringwork_cursor_check',
        ),
        migrations.AddField(
            model_name='recurringwork',
            name='settled_on',
            field=models.JSONField(blank=True, default=list, editable=False, verbose_name='settled days'),
        ),
        migrations.AddField(
            model_name='recurringwork',
            name='split_on',
            field=models.DateField(blank=True, editable=False, help_text='The day from which it continues that rule.', null=True, verbose_name='split on'),
        ),
        migrations.AddConstraint(
            model_name='recurringwork',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_due_on', None), ('next_occurrence_on', None)), models.Q(('next_occurrence_on__gte', models.F('starts_on')), ('next_occurrence_on__isnull', False)), _connector='OR'), name='recurringwork_cursor_check'),
        ),
    ]
