import json
import unicodedata

from django.db import migrations

BATCH = 1000


def fill(apps, schema_editor):
    """Copy title and content of every work, live and deleted."""
    works, connection = apps.get_model('works', 'Work').objects, schema_editor.connection
    given = (
        'SELECT (e->>0)::bigint, (e->>1)::bigint, e->>2 FROM jsonb_array_elements(%s::jsonb) AS e'
        if connection.vendor == 'postgresql'
        else 'SELECT value->>0, value->>1, value->>2 FROM json_each(%s)'
    )
    last = 0
    with connection.cursor() as cursor:
        while rows := list(
            works.filter(pk__gt=last).order_by('pk').values_list('pk', 'user_id', 'title', 'content')[:BATCH]
        ):
            texts = [[pk, user, f'{_fold(title)}\x1f{_fold(content)}'] for pk, user, title, content in rows]
            cursor.execute(
                f'INSERT INTO works_worktext (row_id, user_id, folded) {given}', [json.dumps(texts, ensure_ascii=False)]
            )
            last = rows[-1][0]


def empty(_apps, schema_editor):
    schema_editor.execute('DELETE FROM works_worktext', params=None)


def _fold(text):
    return _normalize(_normalize(text).casefold())


def _normalize(text):
    return unicodedata.normalize('NFC', text.replace('\r\n', '\n').replace('\r', '\n'))


class Migration(migrations.Migration):

    dependencies = [
        ('works', '0022_search'),
    ]

    operations = [
        migrations.RunPython(fill, empty),
    ]
