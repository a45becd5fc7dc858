"""Settings from the environment and from files."""

import json
from urllib.parse import unquote

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.architecture.test_settings import manage
from wheelbarrow.environment import Files, database_settings, script_name, secret_key

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
    """Write a file and return its path."""

    def write(name, content):
        (tmp_path / name).write_text(content)
        return str(tmp_path / name)

    return write


class TestDatabase:
    def test_of_another_kind_is_refused_in_one_line(self):
        for url in ("somewhere", "mysql://hush@host/name", "http://hush@host/name"):
            with pytest.raises(ImproperlyConfigured, match="must be like postgres://") as refused:
                database_settings(url)
            assert "hush" not in str(refused.value)

        answer = manage("check", SECRET_KEY="v" * 60, DATABASE_URL="mysql://hush@host/name")

        assert answer.returncode != 0
        assert len(answer.stderr.splitlines()) == 1
        assert "(DATABASE_URL) must be like postgres://" in answer.stderr
        assert "hush" not in answer.stderr

    @pytest.mark.parametrize("password", ["hu/sh", "12/hush", "hu?sh", "hu#sh", "12#hush"])
    def test_must_have_an_encoded_password(self, password):
        with pytest.raises(ImproperlyConfigured, match=r"Percent-encode .*: / is %2F, \? is %3F") as refused:
            database_settings(f"postgres://me:{password}@host:5432/name")

        assert "hush" not in str(refused.value)

    @pytest.mark.parametrize("password", ["hush", "h@sh", "hu%2Fsh", "hu%3Fsh", "hu%5Bsh"])
    def test_may_have_any_encoded_password(self, password):
        found = database_settings(f"postgres://me:{password}@host:5432/name")

        assert (found["PASSWORD"], found["HOST"], found["NAME"]) == (unquote(password), "host", "name")


class TestSecretKey:
    @pytest.mark.parametrize(("key", "message"), [("", "Set SECRET_KEY to 32"), ("k" * 31, "has 31 characters")])
    def test_is_refused_if_short(self, key, message):
        with pytest.raises(ImproperlyConfigured, match=message):
            secret_key(key, debug=False)

    def test_may_be_anything_with_debug(self):
        assert secret_key("k", debug=True) == "k"
        assert secret_key("", debug=True)


class TestScriptName:
    @pytest.mark.parametrize("path", ["/", "plan", "/plan/", "//plan", "/p an", "/한"])
    def test_is_refused_if_it_is_no_path(self, path):
        with pytest.raises(ImproperlyConfigured, match="SCRIPT_NAME must be like /work"):
            script_name(path)

    def test_is_a_path_or_nothing(self):
        assert (script_name(""), script_name("/work"), script_name("/a/b")) == (None, "/work", "/a/b")


class TestFile:
    def test_holds_the_value_without_the_end_of_its_line_and_overrides_the_variable(self, secret):
        found = settings_of(
            SECRET_KEY="v" * 60,
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

    def test_without_a_name_leaves_the_variable_or_the_default(self):
        found = settings_of(SECRET_KEY="v" * 60, SECRET_KEY_FILE="", DATABASE_URL="")

        assert found["SECRET_KEY"] == "v" * 60
        assert found["database"].endswith("/wheelbarrow.sqlite3")

    def test_that_cannot_be_read_is_refused_in_one_line(self, tmp_path):
        missing = str(tmp_path / "missing")

        answer = manage("check", SECRET_KEY="v" * 60, DATABASE_URL_FILE=missing)

        assert answer.returncode != 0
        assert len(answer.stderr.splitlines()) == 1
        assert "DATABASE_URL_FILE names a file that cannot be read" in answer.stderr
        assert missing in answer.stderr

    def test_that_is_not_text_is_refused_without_its_content(self, tmp_path, monkeypatch):
        (tmp_path / "value").write_bytes(b"\xff\xfehush")
        for name in ("SECRET_KEY", "DATABASE_URL", "ADMIN_PASSWORD", "EMAIL_URL"):
            monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "value"))

            with pytest.raises(ImproperlyConfigured, match=f"{name}_FILE names a file that cannot be read") as refused:
                Files()[name]

            assert "hush" not in str(refused.value)
