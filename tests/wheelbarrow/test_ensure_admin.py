"""manage.py ensure_admin."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests.makers import PASSWORD


@pytest.fixture(autouse=True)
def _named(settings):
    settings.ADMIN_EMAIL, settings.ADMIN_PASSWORD = "Root@Example.org", "hoist the mainsail"


def ensure():
    out = io.StringIO()
    call_command("ensure_admin", stdout=out)
    return out.getvalue()


class TestNewAccount:
    def test_opens_the_admin_with_the_password(self, db, client):
        printed = ensure()

        assert "was created" in printed
        client.post("/admin/login/", {"username": "root@example.org", "password": "hoist the mainsail"})
        assert client.get("/admin/").status_code == 200

    def test_is_reported_without_email_and_password(self, db):
        printed = ensure().lower()

        assert "root@" not in printed
        assert "hoist" not in printed

    @pytest.mark.parametrize("password", ["", "short", "password123"])
    def test_is_not_created_with_a_weak_password(self, db, settings, password):
        settings.ADMIN_PASSWORD = password

        with pytest.raises(CommandError, match="ADMIN_PASSWORD: This password is too"):
            ensure()

        assert not User.objects.exists()

    def test_needs_an_email(self, db, settings):
        settings.ADMIN_EMAIL = ""

        with pytest.raises(CommandError, match="ADMIN_EMAIL"):
            ensure()


class TestExistingAccount:
    def test_changes_nothing_the_second_time(self, db):
        ensure()
        before = User.objects.values().get()

        printed = ensure()

        assert "password is unchanged" in printed
        assert User.objects.values().get() == before

    def test_keeps_its_password_and_gets_the_admin(self, ann, ben, settings):
        settings.ADMIN_EMAIL, settings.ADMIN_PASSWORD = "ann@example.org", ""

        ensure()

        ann.refresh_from_db()
        ben.refresh_from_db()
        assert ann.check_password(PASSWORD)
        assert (ann.is_staff, ann.is_superuser) == (True, True)
        assert (ben.is_staff, ben.is_superuser) == (False, False)

    def test_stays_deactivated_and_is_reported(self, ann, settings):
        settings.ADMIN_EMAIL = "ann@example.org"
        User.objects.filter(pk=ann.pk).update(is_active=False)

        printed = ensure()

        ann.refresh_from_db()
        assert "deactivated" in printed
        assert not ann.is_active
