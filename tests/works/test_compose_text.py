"""The migration that stores text in NFC."""

import unicodedata
from importlib import import_module

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from categories.models import Category
from tests.makers import make_category, make_work

compose = import_module("works.migrations.0012_compose_text").compose


def decompose(row, *columns):
    """Store what an older version stored."""
    values = [unicodedata.normalize("NFD", getattr(row, column)) for column in columns]
    names = ", ".join(f"{column} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {names} WHERE id = %s", [*values, row.pk])


class TestCompose:
    def test_composes_every_text_and_numbers_a_sibling_whose_name_is_taken(self, ann, ben):
        tree = make_category(user=ann, name="한글")
        twin = make_category(user=ann, name="twin")
        twin.name = "한글"
        work = make_work(user=ann, title="é", content="ü")
        for row, columns in ((twin, ["name"]), (work, ["title", "content"])):
            decompose(row, *columns)
        versions = [ann.version, ben.version]
        loader = MigrationLoader(connection)

        compose(loader.project_state(("works", "0012_compose_text")).apps, None)

        work.refresh_from_db()
        assert (work.title, work.content) == ("é", "ü")
        assert list(Category.objects.order_by("pk").values_list("name", flat=True)) == ["한글", "한글 (2)"]
        assert tree.pk < twin.pk
        for person in (ann, ben):
            person.refresh_from_db()
        assert ann.version > versions[0]
        assert ben.version == versions[1]
