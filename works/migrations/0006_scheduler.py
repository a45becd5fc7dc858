from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('works', '0005_fill_filed_path'),
    ]

    operations = [
        migrations.CreateModel(
            name='Scheduler',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ticked_at', models.DateTimeField(verbose_name='last tick')),
                ('took', models.DurationField(verbose_name='took')),
                ('made', models.PositiveIntegerField(verbose_name='works made')),
                ('failed', models.PositiveIntegerField(verbose_name='rules set aside')),
                ('host', models.CharField(max_length=255, verbose_name='host')),
            ],
            options={
                'verbose_name': 'scheduler',
                'verbose_name_plural': 'scheduler',
            },
        ),
        migrations.AddConstraint(
            model_name='scheduler',
            constraint=models.CheckConstraint(condition=models.Q(('pk', 1)), name='scheduler_one_row_check'),
        ),
    ]
