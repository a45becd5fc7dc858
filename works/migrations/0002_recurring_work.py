import accounts.models
import django.core.validators
import django.db.models.deletion
import wheelbarrow.core.db.constraints
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('categories', '0001_initial'),
        ('wheelbarrow', '0002_deletion_kind'),
        ('works', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RecurringWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='deleted at')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='updated at')),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('content', models.TextField(blank=True, verbose_name='content')),
                ('priority', models.CharField(choices=[('NONE', 'None'), ('LOW', 'Low'), ('MEDIUM', 'Medium'), ('HIGH', 'High'), ('URGENT', 'Urgent')], default='NONE', max_length=6, verbose_name='priority')),
                ('my_job', models.BooleanField(default=False, help_text='Mine to do, not one I wait for.', verbose_name='my job')),
                ('rule', models.CharField(help_text='RRULE of RFC 5545, such as FREQ=WEEKLY;BYDAY=FR.', max_length=500, verbose_name='rule')),
                ('starts_on', models.DateField(help_text='The first day of the rule (DTSTART).', verbose_name='starts on')),
                ('skipped_on', models.JSONField(blank=True, default=list, help_text='Days left out (EXDATE).', verbose_name='skipped days')),
                ('extra_on', models.JSONField(blank=True, default=list, help_text='Days added (RDATE).', verbose_name='extra days')),
                ('time_zone', models.CharField(blank=True, help_text="Empty: the person's own, wherever they go.", max_length=64, null=True, validators=[accounts.models.validate_time_zone], verbose_name='time zone')),
                ('deadline_days', models.PositiveSmallIntegerField(blank=True, help_text='Days from the occurrence to its deadline; 0 is the same day, empty is none.', null=True, validators=[django.core.validators.MaxValueValidator(366)], verbose_name='days to the deadline')),
                ('deadline_time', models.TimeField(blank=True, null=True, verbose_name='deadline time')),
                ('lead_days', models.PositiveSmallIntegerField(default=0, help_text='How many days before its day a work is made.', validators=[django.core.validators.MaxValueValidator(366)], verbose_name='days ahead')),
                ('catch_up', models.CharField(choices=[('create_all', 'make them all'), ('latest_only', 'make the latest, count the others as missed'), ('skip', 'make none, count them as missed'), ('wait_for_done', 'one at a time: the next when the last is done')], max_length=13, verbose_name='missed days')),
                ('is_active', models.BooleanField(default=True, help_text='Off: it has been ended.', verbose_name='active')),
                ('paused_from', models.DateField(blank=True, editable=False, null=True, verbose_name='paused from')),
                ('paused_until', models.DateField(blank=True, editable=False, help_text='The last day; empty is until resumed.', null=True, verbose_name='paused until')),
                ('resumed_at', models.DateTimeField(blank=True, editable=False, help_text='Days before this one are not made up for.', null=True, verbose_name='resumed at')),
                ('next_occurrence_on', models.DateField(blank=True, editable=False, null=True, verbose_name='next day')),
                ('next_due_on', models.DateField(blank=True, editable=False, help_text='The next day less the days ahead.', null=True, verbose_name='next made on')),
                ('missed_on', models.JSONField(blank=True, default=list, editable=False, verbose_name='missed days')),
                ('series', models.PositiveBigIntegerField(blank=True, editable=False, help_text='The id of the rule that this one continues.', null=True, verbose_name='series')),
                ('failed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='failed at')),
                ('failure', models.TextField(blank=True, editable=False, help_text='Why it was set aside.', verbose_name='failure')),
                ('category', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='recurring_works', to='categories.category', verbose_name='category')),
                ('deletion', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='wheelbarrow.deletion', verbose_name='deletion')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'recurring work',
                'verbose_name_plural': 'recurring works',
                'abstract': False,
                'default_related_name': 'recurring_works',
            },
        ),
        migrations.AddIndex(
            model_name='recurringwork',
            index=models.Index(condition=models.Q(('deletion__isnull', False)), fields=['deletion'], name='recurringwork_deletion_idx'),
        ),
        migrations.AddIndex(
            model_name='recurringwork',
            index=models.Index(fields=['user', 'category'], name='recurringwork_category_idx'),
        ),
        migrations.AddIndex(
            model_name='recurringwork',
            index=models.Index(condition=models.Q(('deleted_at', None), ('failed_at', None), ('is_active', True)), fields=['next_due_on'], name='recurringwork_due_idx'),
        ),
        migrations.AddIndex(
            model_name='recurringwork',
            index=models.Index(condition=models.Q(('deleted_at', None), ('failed_at__isnull', False)), fields=['failed_at'], name='recurringwork_failed_idx'),
        ),
        migrations.AddConstraint(
            model_name='recurringwork',
            constraint=models.UniqueConstraint(fields=('user', 'id'), name='recurringwork_user_id_uniq'),
        ),
        migrations.AddConstraint(
            model_name='recurringwork',
            constraint=wheelbarrow.core.db.constraints.CompositeForeignKey(fields=('user', 'deletion'), name='recurringwork_deletion_fk'),
        ),
        migrations.AddConstraint(
            model_name='recurringwork',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('deleted_at', None), ('deletion', None)), models.Q(('deleted_at__isnull', False), ('deletion__isnull', False)), _connector='OR'), name='recurringwork_trash_check'),
        ),
        migrations.AddConstraint(
            model_name='recurringwork',
            constraint=wheelbarrow.core.db.constraints.CompositeForeignKey(fields=('user', 'category'), name='recurringwork_category_fk'),
        ),
        migrations.AddConstraint(
            model_name='recurringwork',
            constraint=models.CheckConstraint(condition=models.Q(('priority__in', ['NONE', 'LOW', 'MEDIUM', 'HIGH', 'URGENT'])), name='recurringwork_priority_check'),
        ),
        migrations.AddConstraint(
            model_name='recurringwork',
            constraint=models.CheckConstraint(condition=models.Q(('catch_up__in', ['create_all', 'latest_only', 'skip', 'wait_for_done'])), name='recurringwork_catch_up_check'),
        ),
        migrations.AddConstraint(
            model_name='recurringwork',
            constraint=models.CheckConstraint(condition=models.Q(('deadline_time', None), ('deadline_days__isnull', False), _connector='OR'), name='recurringwork_deadline_time_check'),
        ),
        migrations.AddConstraint(
            model_name='recurringwork',
            constraint=models.CheckConstraint(condition=models.Q(('lead_days__lte', 366), models.Q(('deadline_days', None), ('deadline_days__lte', 366), _connector='OR')), name='recurringwork_days_check'),
        ),
        migrations.AddConstraint(
            model_name='recurringwork',
            constraint=models.CheckConstraint(condition=models.Q(('paused_until', None), models.Q(('paused_from__isnull', False), ('paused_until__gte', models.F('paused_from'))), _connector='OR'), name='recurringwork_pause_check'),
        ),
        migrations.AddConstraint(
            model_name='recurringwork',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_due_on', None), ('next_occurrence_on', None)), models.Q(('next_due_on__isnull', False), ('next_due_on__lte', models.F('next_occurrence_on')), ('next_occurrence_on__gte', models.F('starts_on')), ('next_occurrence_on__isnull', False)), _connector='OR'), name='recurringwork_cursor_check'),
        ),
        migrations.AddConstraint(
            model_name='recurringwork',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('failed_at', None), ('failure', '')), models.Q(('failed_at__isnull', False), models.Q(('failure', ''), _negated=True)), _connector='OR'), name='recurringwork_failure_check'),
        ),
        migrations.AddConstraint(
            model_name='recurringwork',
            constraint=models.CheckConstraint(condition=models.Q(('time_zone', None), models.Q(('time_zone', ''), _negated=True), _connector='OR'), name='recurringwork_time_zone_check'),
        ),
    ]
