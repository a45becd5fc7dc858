from django.db import migrations

MAKE = "CREATE STATISTICS work_owner_stat (dependencies) ON user_id, category_id FROM works_work"
DROP = "DROP STATISTICS work_owner_stat"


def _run(sql):
    def on_postgresql(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return on_postgresql


class Migration(migrations.Migration):
    """A category has one owner: not knowing it, PostgreSQL takes a branch of 500 works for one of 3, and reads it whole."""

    dependencies = [("works", "0007_work_category_covers")]

    operations = [migrations.RunPython(_run(MAKE), _run(DROP))]
