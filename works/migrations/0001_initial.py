
import django.db.models.deletion
import wheelbarrow.core.db.constraints
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('categories', '0001_initial'),
        ('wheelbarrow', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Work',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='deleted at')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='updated at')),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('content', models.TextField(blank=True, verbose_name='content')),
                ('current_status', models.CharField(choices=[('TODO', 'To do'), ('IN_PROGRESS', 'In progress'), ('UNDER_REVIEW', 'Under review'), ('REJECTED', 'Rejected'), ('DONE', 'Done'), ('CANCELLED', 'Cancelled')], default='TODO', max_length=12, verbose_name='status')),
                ('priority', models.CharField(choices=[('NONE', 'None'), ('LOW', 'Low'), ('MEDIUM', 'Medium'), ('HIGH', 'High'), ('URGENT', 'Urgent')], default='NONE', max_length=6, verbose_name='priority')),
                ('my_job', models.BooleanField(default=False, help_text='Mine to do, not one I wait for.', verbose_name='my job')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='starts on')),
                ('deadline_on', models.DateField(blank=True, null=True, verbose_name='deadline')),
                ('deadline_time', models.TimeField(blank=True, null=True, verbose_name='deadline time')),
                ('started_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='started at')),
                ('end_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='ended at')),
                ('filed_under', models.JSONField(blank=True, default=list, editable=False, help_text='The chain at the moment of closing, from the root: [{"id": 1, "name": "2026"}].', verbose_name='filed under')),
                ('position', models.PositiveIntegerField(default=0, help_text='Order within the category, from 0.', verbose_name='position')),
                ('category', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='works', to='categories.category', verbose_name='category')),
                ('deletion', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='wheelbarrow.deletion', verbose_name='deletion')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'work',
                'verbose_name_plural': 'works',
                'abstract': False,
                'default_related_name': 'works',
                'indexes': [models.Index(condition=models.Q(('deletion__isnull', False)), fields=['deletion'], name='work_deletion_idx'), models.Index(fields=['user', 'category', 'position'], name='work_category_idx'), models.Index(condition=models.Q(('deleted_at', None), ('end_at', None)), fields=['user', 'starts_on'], name='work_open_idx'), models.Index(condition=models.Q(('deleted_at', None), ('current_status', 'DONE')), fields=['user', 'end_at'], name='work_finished_idx'), models.Index(fields=['user', 'updated_at'], name='work_updated_idx')],
                'constraints': [models.UniqueConstraint(fields=('user', 'id'), name='work_user_id_uniq'), wheelbarrow.core.db.constraints.CompositeForeignKey(fields=('user', 'deletion'), name='work_deletion_fk'), models.CheckConstraint(condition=models.Q(models.Q(('deleted_at', None), ('deletion', None)), models.Q(('deleted_at__isnull', False), ('deletion__isnull', False)), _connector='OR'), name='work_trash_check'), wheelbarrow.core.db.constraints.CompositeForeignKey(fields=('user', 'category'), name='work_category_fk'), models.CheckConstraint(condition=models.Q(('current_status__in', ['TODO', 'IN_PROGRESS', 'UNDER_REVIEW', 'REJECTED', 'DONE', 'CANCELLED'])), name='work_status_check'), models.CheckConstraint(condition=models.Q(('priority__in', ['NONE', 'LOW', 'MEDIUM', 'HIGH', 'URGENT'])), name='work_priority_check'), models.CheckConstraint(condition=models.Q(models.Q(('current_status__in', ['CANCELLED', 'DONE']), ('end_at__isnull', False)), models.Q(models.Q(('current_status__in', ['CANCELLED', 'DONE']), _negated=True), ('end_at', None)), _connector='OR'), name='work_end_at_check'), models.CheckConstraint(condition=models.Q(('deadline_time', None), ('deadline_on__isnull', False), _connector='OR'), name='work_deadline_time_check'), models.CheckConstraint(condition=models.Q(('starts_on', None), ('deadline_on', None), ('deadline_on__gte', models.F('starts_on')), _connector='OR'), name='work_deadline_check')],
            },
        ),
    ]
