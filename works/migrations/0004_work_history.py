import wheelbarrow.core.db.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('works', '0003_work_occurrence'),
    ]

    operations = [
        migrations.AddField(
            model_name='work',
            name='deadline_moves',
            field=models.JSONField(blank=True, default=list, editable=False, help_text='Each time the deadline was put off: [{"from": "2026-09-04", "to": "2026-09-11", "at": …}].', verbose_name='deadline moves'),
        ),
        migrations.AddField(
            model_name='work',
            name='filed_path',
            field=wheelbarrow.core.db.fields.PathField(blank=True, editable=False, help_text='Of filed_under; empty for nowhere.', max_length=2000, verbose_name='path when it closed'),
        ),
    ]
