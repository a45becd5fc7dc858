import django.db.models.deletion
import wheelbarrow.core.db.constraints
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('works', '0002_recurring_work'),
    ]

    operations = [
        migrations.AddField(
            model_name='work',
            name='occurs_on',
            field=models.DateField(blank=True, editable=False, help_text='The day of the rule it was made for.', null=True, verbose_name='occurrence'),
        ),
        migrations.AddField(
            model_name='work',
            name='recurring_work',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='works', to='works.recurringwork', verbose_name='recurring work'),
        ),
        migrations.AddField(
            model_name='work',
            name='recurring_work_in_trash',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='works.recurringwork', verbose_name='recurring work in the trash'),
        ),
        migrations.AddIndex(
            model_name='work',
            index=models.Index(condition=models.Q(('recurring_work_in_trash__isnull', False)), fields=['recurring_work_in_trash'], name='work_recurring_in_trash_idx'),
        ),
        migrations.AddConstraint(
            model_name='work',
            constraint=wheelbarrow.core.db.constraints.CompositeForeignKey(fields=('user', 'recurring_work'), name='work_recurring_work_fk'),
        ),
        migrations.AddConstraint(
            model_name='work',
            constraint=wheelbarrow.core.db.constraints.CompositeForeignKey(fields=('user', 'recurring_work_in_trash'), name='work_recurring_work_in_trash_fk'),
        ),
        migrations.AddConstraint(
            model_name='work',
            constraint=models.UniqueConstraint(fields=('recurring_work', 'occurs_on'), name='work_occurrence_uniq'),
        ),
        migrations.AddConstraint(
            model_name='work',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('recurring_work', None), ('recurring_work_in_trash', None)), models.Q(('occurs_on__isnull', False), models.Q(('recurring_work', None), ('recurring_work_in_trash', None), _connector='OR')), _connector='OR'), name='work_occurrence_check'),
        ),
    ]
