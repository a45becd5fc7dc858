import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wheelbarrow", "0010_jobs")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="due_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, help_text="No attempt begins before.", verbose_name="due at"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="job",
            name="parameters",
            field=models.JSONField(
                default=dict, help_text="What else it needs; never a secret.", verbose_name="parameters"
            ),
        ),
        migrations.AlterField(
            model_name="job",
            name="failure",
            field=models.TextField(
                blank=True, help_text="Why it failed, in the person's language.", verbose_name="failure"
            ),
        ),
    ]
