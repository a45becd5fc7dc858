"""ensure_admin, as a start of the server meets it."""

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


class TestANewAccount:
    def test_opens_the_console_with_the_password(self, db, client):
        said = ensure()

        assert "was opened" in said
        client.post("/admin/login/", {"username": "root@example.org", "password": "hoist the mainsail"})
        assert client.get("/admin/").status_code == 200

    def test_is_told_without_the_address_and_the_password(self, db):
        said = ensure().lower()

        assert "root@" not in said
        assert "hoist" not in said

    @pytest.mark.parametrize("password", ["", "short", "password123"])
    def test_is_not_opened_with_a_weak_password(self, db, settings, password):
        settings.ADMIN_PASSWORD = password

        with pytest.raises(CommandError, match="ADMIN_PASSWORD: This password is too"):
            ensure()

        assert not User.objects.exists()

    def test_needs_an_address(self, db, settings):
        settings.ADMIN_EMAIL = ""

        with pytest.raises(CommandError, match="ADMIN_EMAIL"):
            ensure()


class TestAnAccountThatIsThere:
    def test_changes_nothing_the_second_time(self, db):
        ensure()
        before = User.objects.values().get()

        said = ensure()

        assert "password is as it was" in said
        assert User.objects.values().get() == before

    def test_keeps_its_password_and_gets_the_console(self, ann, ben, settings):
        settings.ADMIN_EMAIL, settings.ADMIN_PASSWORD = "ann@example.org", ""

        ensure()

        ann.refresh_from_db()
        ben.refresh_from_db()
        assert ann.check_password(PASSWORD)
        assert (ann.is_staff, ann.is_superuser) == (True, True)
        assert (ben.is_staff, ben.is_superuser) == (False, False)

    def test_stays_deactivated_and_says_so(self, ann, settings):
        settings.ADMIN_EMAIL = "ann@example.org"
        User.objects.filter(pk=ann.pk).update(is_active=False)

        said = ensure()

        ann.refresh_from_db()
        assert "deactivated" in said
        assert not ann.is_active
