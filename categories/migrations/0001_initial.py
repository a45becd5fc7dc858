
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import wheelbarrow.core.db.constraints
import wheelbarrow.core.db.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('wheelbarrow', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='deleted at')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='updated at')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('content', models.TextField(blank=True, verbose_name='content')),
                ('path', wheelbarrow.core.db.fields.PathField(editable=False, max_length=2000, verbose_name='path')),
                ('level', models.PositiveSmallIntegerField(editable=False, verbose_name='level')),
                ('position', models.PositiveIntegerField(default=0, help_text='Order among siblings, from 0.', verbose_name='position')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='starts on')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends on')),
                ('deletion', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='wheelbarrow.deletion', verbose_name='deletion')),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='children', to='categories.category', verbose_name='parent')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'category',
                'verbose_name_plural': 'categories',
                'abstract': False,
                'default_related_name': 'categories',
                'indexes': [models.Index(condition=models.Q(('deletion__isnull', False)), fields=['deletion'], name='category_deletion_idx'), models.Index(fields=['user', 'parent', 'position'], name='category_siblings_idx')],
                'constraints': [models.UniqueConstraint(fields=('user', 'id'), name='category_user_id_uniq'), wheelbarrow.core.db.constraints.CompositeForeignKey(fields=('user', 'deletion'), name='category_deletion_fk'), models.CheckConstraint(condition=models.Q(models.Q(('deleted_at', None), ('deletion', None)), models.Q(('deleted_at__isnull', False), ('deletion__isnull', False)), _connector='OR'), name='category_trash_check'), wheelbarrow.core.db.constraints.CompositeForeignKey(fields=('user', 'parent'), name='category_parent_fk'), models.UniqueConstraint(fields=('user', 'path'), name='category_user_path_uniq'), models.UniqueConstraint(condition=models.Q(('deleted_at', None)), fields=('user', 'parent', 'name'), name='category_sibling_name_uniq'), models.UniqueConstraint(condition=models.Q(('deleted_at', None), ('parent', None)), fields=('user', 'name'), name='category_root_name_uniq'), models.CheckConstraint(condition=models.Q(('level', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.text.Length('path'), '-', django.db.models.functions.text.Length(django.db.models.functions.text.Replace('path', models.Value('/'), models.Value('')))), '-', models.Value(1))), ('path__startswith', '/')), name='category_path_level_check'), models.CheckConstraint(condition=models.Q(('level__lt', 100)), name='category_level_check'), models.CheckConstraint(condition=models.Q(models.Q(('level', 0), ('parent', None)), models.Q(('level__gt', 0), ('parent__isnull', False)), _connector='OR'), name='category_root_level_check'), models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='category_period_check')],
            },
        ),
    ]
