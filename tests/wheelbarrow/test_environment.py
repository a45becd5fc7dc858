"""Settings whose values are files, as secrets are handed out."""

import json

import pytest

from tests.architecture.test_settings import manage

SHOW = """
import json
from django.conf import settings
from wheelbarrow.settings import _mail
print(json.dumps({
    "SECRET_KEY": settings.SECRET_KEY, "ADMIN_PASSWORD": settings.ADMIN_PASSWORD,
    "database": settings.DATABASES["default"]["NAME"], "mail": _mail["EMAIL_HOST"], "DEBUG": settings.DEBUG,
}))
"""


def settings_of(**environment):
    answer = manage("shell", "--no-imports", "--verbosity", "0", "--command", SHOW, **environment)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@pytest.fixture
def secret(tmp_path):
    """Writes a file of this content and gives its path."""

    def write(name, content):
        (tmp_path / name).write_text(content)
        return str(tmp_path / name)

    return write


class TestTheDatabase:
    def test_is_the_file_beside_manage_py_where_none_is_named(self):
        assert settings_of(SECRET_KEY="v" * 60, DATABASE_URL="")["database"].endswith("/wheelbarrow.sqlite3")

    @pytest.mark.parametrize("url", ["somewhere", "mysql://hush@host/name", "http://hush@host/name"])
    def test_that_cannot_be_is_refused_in_one_line(self, url):
        answer = manage("check", SECRET_KEY="v" * 60, DATABASE_URL=url)

        assert answer.returncode != 0
        assert len(answer.stderr.splitlines()) == 1
        assert "DATABASE_URL must be like postgres://" in answer.stderr
        assert "hush" not in answer.stderr


class TestAFile:
    def test_holds_the_value_without_the_end_of_its_line(self, secret):
        found = settings_of(
            SECRET_KEY_FILE=secret("key", "k" * 60 + "\n"),
            ADMIN_PASSWORD_FILE=secret("password", " hoist the mainsail\r\n"),
            DATABASE_URL_FILE=secret("database", "sqlite:////tmp/elsewhere.sqlite3\n"),
            EMAIL_URL_FILE=secret("mail", "smtp://user:pass@mail.example.org:25\n"),
            DEBUG_FILE=secret("debug", "0\n"),
        )

        assert found == {
            "SECRET_KEY": "k" * 60,
            "ADMIN_PASSWORD": " hoist the mainsail",
            "database": "/tmp/elsewhere.sqlite3",
            "mail": "mail.example.org",
            "DEBUG": False,
        }

    def test_counts_more_than_the_variable(self, secret):
        found = settings_of(SECRET_KEY="v" * 60, SECRET_KEY_FILE=secret("key", "f" * 60))

        assert found["SECRET_KEY"] == "f" * 60

    def test_that_is_not_named_leaves_the_variable(self):
        assert settings_of(SECRET_KEY="v" * 60, SECRET_KEY_FILE="")["SECRET_KEY"] == "v" * 60

    @pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "ADMIN_PASSWORD", "EMAIL_URL"])
    def test_that_cannot_be_read_is_refused_in_one_line(self, name, tmp_path):
        missing = tmp_path / "missing"

        answer = manage("check", **{"SECRET_KEY": "v" * 60, f"{name}_FILE": str(missing)})

        assert answer.returncode != 0
        assert len(answer.stderr.splitlines()) == 1
        assert f"{name}_FILE names a file that cannot be read" in answer.stderr
        assert str(missing) in answer.stderr

    def test_that_is_no_text_is_refused_without_what_is_in_it(self, tmp_path):
        (tmp_path / "key").write_bytes(b"\xff\xfehush")

        answer = manage("check", SECRET_KEY_FILE=str(tmp_path / "key"))

        assert "SECRET_KEY_FILE names a file that cannot be read" in answer.stderr
        assert "hush" not in answer.stderr
