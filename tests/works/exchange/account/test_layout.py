"""What an export has: a model or a field that is added later must be in it, or be left out on purpose."""

from django.apps import apps

from accounts.models import User
from tests.makers import NOON, make_user
from wheelbarrow.core.db.ownership import Owned
from works.exchange.account.layout import (
    LINKS,
    NOT_COLUMNS,
    NOT_EXPORTED,
    NOT_SETTINGS,
    SETTINGS,
    TABLES,
    account_of,
    columns_of,
)


class TestTables:
    def test_every_model_of_owned_rows_is_exported_or_left_out_on_purpose(self):
        owned = {model._meta.label for model in apps.get_models() if issubclass(model, Owned)}

        exported = {table.model._meta.label for table in TABLES}
        assert owned - exported - LINKS.keys() - NOT_EXPORTED.keys() == set()
        assert not exported & NOT_EXPORTED.keys()

    def test_every_column_is_exported_follows_from_others_or_is_left_out_on_purpose(self):
        for table in TABLES:
            columns = {field.name for field in table.model._meta.concrete_fields}
            left_out = columns - {field.name for field in columns_of(table.model)}
            assert left_out <= NOT_COLUMNS.keys() | getattr(table.model, "derived", set()), table.name

    def test_every_column_of_a_link_is_a_key(self):
        for label in LINKS:
            names = {field.name for field in apps.get_model(label)._meta.concrete_fields}
            assert len(names - {"id", "user"}) == 2, label

    def test_a_row_refers_only_to_tables_before_its_own(self):
        order = [table.model for table in TABLES]
        for table in TABLES:
            for field in columns_of(table.model):
                if field.is_relation:
                    assert order.index(field.related_model) <= order.index(table.model), (table.name, field.name)


class TestSettings:
    def test_every_field_of_an_account_is_exported_or_left_out_on_purpose(self):
        fields = {field.name for field in User._meta.concrete_fields}

        assert fields - set(SETTINGS) - NOT_SETTINGS.keys() == set()


class TestAccountOf:
    def test_it_is_the_same_each_time_and_another_for_each_account(self, ann, ben):
        assert account_of(ann) == account_of(User.objects.get(pk=ann.pk))
        assert account_of(ann) != account_of(ben)

    def test_a_new_email_does_not_change_it(self, ann):
        before = account_of(ann)

        ann.email = "other@example.org"
        ann.save()

        assert account_of(ann) == before

    def test_an_account_with_the_same_number_elsewhere_has_another(self, db):
        ann = make_user()
        elsewhere = User(pk=ann.pk, created_at=NOON.replace(microsecond=1))

        assert account_of(elsewhere) != account_of(ann)
