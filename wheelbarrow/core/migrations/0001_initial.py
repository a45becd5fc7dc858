
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Deletion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('deleted_at', models.DateTimeField(verbose_name='deleted at')),
                ('kind', models.CharField(help_text='What was deleted: category or work.', max_length=30, verbose_name='kind')),
                ('label', models.CharField(max_length=300, verbose_name='label')),
                ('counts', models.JSONField(default=dict, help_text='Rows taken along: {"categories": 3, "works": 10}.', verbose_name='counts')),
                ('purge_started_at', models.DateTimeField(blank=True, null=True, verbose_name='purge started at')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'deletion',
                'verbose_name_plural': 'trash',
                'abstract': False,
                'indexes': [models.Index(fields=['user', '-deleted_at'], name='deletion_user_deleted_at_idx'), models.Index(fields=['deleted_at'], name='deletion_deleted_at_idx')],
                'constraints': [models.UniqueConstraint(fields=('user', 'id'), name='deletion_user_id_uniq')],
            },
        ),
    ]
