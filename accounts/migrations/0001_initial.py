
import accounts.models
import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='email')),
                ('name', models.CharField(blank=True, max_length=150, verbose_name='name')),
                ('time_zone', models.CharField(default=accounts.models.default_time_zone, max_length=64, validators=[accounts.models.validate_time_zone], verbose_name='time zone')),
                ('language', models.CharField(choices=[('en', 'English'), ('ko', 'Korean')], default=accounts.models.default_language, max_length=2, verbose_name='language')),
                ('week_starts_on', models.CharField(choices=[('MO', 'Monday'), ('TU', 'Tuesday'), ('WE', 'Wednesday'), ('TH', 'Thursday'), ('FR', 'Friday'), ('SA', 'Saturday'), ('SU', 'Sunday')], default='MO', max_length=2, verbose_name='week starts on')),
                ('is_active', models.BooleanField(default=True, help_text='Off ends every session and token at once.', verbose_name='active')),
                ('is_staff', models.BooleanField(default=False, help_text='May enter the console.', verbose_name='staff')),
                ('token_version', models.PositiveIntegerField(default=1, editable=False, help_text='Tokens that carry an older number are dead.', verbose_name='token version')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, help_text='When the person deleted the account.', null=True, verbose_name='deleted at')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_lower_check'), models.CheckConstraint(condition=models.Q(('deleted_at', None), ('is_active', False), _connector='OR'), name='user_deleted_inactive_check')],
            },
        ),
    ]
