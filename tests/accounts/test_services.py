"""What can be done to an account."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import override_settings
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from accounts import services, tokens
from accounts.models import User
from categories import services as categories
from tests.makers import NOON, PASSWORD, make_ancestors, make_finished_work, make_recurring_work, make_work
from works.services import editing, recurring


def rows_of(user):
    """How many rows of each table are a person's, in the trash or not."""
    counts = {}
    for model in apps.get_models():
        keys = [field.name for field in model._meta.concrete_fields if field.related_model is User]
        for key in keys:
            manager = getattr(model, "all_objects", model._default_manager)
            counts[f"{model._meta.label}.{key}"] = manager.filter(**{key: user.pk}).count()
    return {name: count for name, count in counts.items() if count}


def make_rows(user):
    """Make rows of every kind, live and deleted."""
    root, leaf = make_ancestors(user=user, names=["2026", "Garden"])
    gone = make_ancestors(user=user, names=["2025", "Kitchen"])
    make_work(user=user, category=leaf)
    make_work(user=user, category=gone[-1])
    make_finished_work(user=user, category=root)
    make_recurring_work(user=user, category=gone[-1])
    rule = make_recurring_work(user=user, category=leaf)
    recurring.delete_recurring_work(user=user, recurring_work_id=rule.pk, at=NOON)
    editing.delete_work(user=user, work_id=make_work(user=user, category=gone[-1]).pk, at=NOON)
    categories.delete_category(user=user, category_id=gone[0].pk, at=NOON)
    tokens.revoke(tokens.issue(user)["refresh"])


class TestCreateAccount:
    @pytest.mark.parametrize("email", ["ann@example.org", "ANN@Example.ORG", "  Ann@example.org "])
    def test_refuses_a_taken_email_in_any_case(self, email, ann):
        with pytest.raises(services.EmailTaken):
            services.create_account(email=email, password=PASSWORD, at=NOON)

    @pytest.mark.parametrize("password", ["short", "password123", "1234567890123", "ann@example.org"])
    def test_refuses_a_weak_password(self, password, db):
        with pytest.raises(services.WeakPassword) as refused:
            services.create_account(email="ann@example.org", password=password, at=NOON)

        assert set(refused.value.errors) == {"password"}
        assert not User.objects.exists()

    def test_keeps_the_email_in_lower_case_and_the_password_hashed(self, db):
        user = services.create_account(email=" Ann@Example.ORG ", password=PASSWORD, at=NOON)

        user.refresh_from_db()
        assert user.email == "ann@example.org"
        assert user.created_at == NOON
        assert PASSWORD not in user.password
        assert user.check_password(PASSWORD)


class TestRegister:
    @override_settings(REGISTRATION_OPEN=False)
    def test_is_refused_where_it_is_closed(self, db):
        with pytest.raises(services.RegistrationClosed):
            services.register(email="ann@example.org", password=PASSWORD, at=NOON)

        assert not User.objects.exists()


class TestSetPowers:
    def test_ends_the_tokens_of_whom_it_deactivates(self, ann, ben):
        versions = ann.token_version, ben.token_version

        services.set_permissions(user=ann, at=NOON, is_active=False)

        ann.refresh_from_db()
        ben.refresh_from_db()
        assert (ann.token_version, ben.token_version) == (versions[0] + 1, versions[1])

    def test_takes_back_the_closing_of_whom_it_activates(self, ann):
        services.close_account(user=ann, password=PASSWORD, at=NOON)

        services.set_permissions(user=ann, at=NOON, is_active=True)

        ann.refresh_from_db()
        assert ann.is_active
        assert ann.deleted_at is None

    @pytest.mark.parametrize("power", ["is_active", "is_superuser"])
    def test_leaves_somebody_who_runs_the_server(self, ann, operator, power):
        with pytest.raises(services.LastOperator):
            services.set_permissions(user=operator, at=NOON, **{power: False})
        services.set_permissions(user=ann, at=NOON, is_superuser=True)
        services.set_permissions(user=operator, at=NOON, **{power: False})

        assert list(User.objects.operators()) == [ann]


class TestSetPassword:
    def test_ends_every_token(self, ann):
        version = ann.token_version

        services.set_password(user=ann, password="another horse battery")

        ann.refresh_from_db()
        assert ann.check_password("another horse battery")
        assert ann.token_version == version + 1


class TestChangeEmail:
    def test_refuses_anothers_in_any_case(self, ann, ben):
        with pytest.raises(services.EmailTaken):
            services.change_email(user=ann, email="BEN@example.org")

    def test_takes_ones_own_in_another_case(self, ann):
        services.change_email(user=ann, email="Ann@Example.org")

        ann.refresh_from_db()
        assert ann.email == "ann@example.org"


class TestPurgeClosedAccounts:
    def test_removes_everything_of_the_closed_and_nothing_of_others(self, ann, ben):
        make_rows(ann)
        make_rows(ben)
        kept = rows_of(ben)
        services.close_account(user=ann, password=PASSWORD, at=NOON)

        purged = services.purge_closed_accounts(before=NOON + timedelta(seconds=1), at=NOON)

        assert purged == 1
        assert rows_of(ann) == {}
        assert not User.objects.filter(pk=ann.pk).exists()
        assert not OutstandingToken.objects.filter(user=None).exists()
        assert rows_of(ben) == kept
        assert {"works.Work.user", "works.RecurringWork.user", "categories.Category.user"} <= set(kept)
        assert {"wheelbarrow.Deletion.user"} <= set(kept)
        connection.check_constraints()

    def test_waits_until_the_time_is_up(self, ann):
        make_rows(ann)
        kept = rows_of(ann)
        services.close_account(user=ann, password=PASSWORD, at=NOON)

        purged = services.purge_closed_accounts(before=NOON, at=NOON)

        assert purged == 0
        assert rows_of(ann) == kept

    def test_leaves_an_account_that_its_operator_deactivated(self, ann):
        services.set_permissions(user=ann, at=NOON, is_active=False)

        purged = services.purge_closed_accounts(before=NOON + timedelta(days=9999), at=NOON)

        assert purged == 0
        assert User.objects.filter(pk=ann.pk).exists()

    def test_can_be_repeated(self, ann):
        services.close_account(user=ann, password=PASSWORD, at=NOON)
        services.purge_closed_accounts(before=NOON + timedelta(days=1), at=NOON)

        assert services.purge_closed_accounts(before=NOON + timedelta(days=1), at=NOON) == 0
