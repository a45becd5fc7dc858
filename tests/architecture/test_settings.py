"""The environment: documented where it is read, refused in one line if it is wrong, safe in the containers."""

import ast
import os
import re
import runpy
import secrets
import subprocess
import sys

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured

from tests.architecture.source import ROOT
from wheelbarrow.environment import TAKEN, admin_path
from wheelbarrow.settings import REQUEST_TIMEOUTS

READERS = re.compile(r"env(\.\w+)?$")


def read_in_settings() -> set[str]:
    tree = ast.parse((ROOT / "wheelbarrow" / "settings.py").read_text())
    return {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and READERS.match(ast.unparse(call.func))
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def documented() -> set[str]:
    return set(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def environment_of_web(**given: str) -> dict[str, str]:
    """Return the environment of the web service if only `given` is in .env."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    environment = compose["services"]["web"]["environment"]
    return {name: re.sub(r"\$\{(\w+)(?::?([-?])(.*?))?\}", _fill(given), value) for name, value in environment.items()}


def _fill(given: dict[str, str]):
    def value_of(match: re.Match) -> str:
        name, kind, text = match.groups()
        if name not in given and kind == "?":
            raise KeyError(f"{name}: {text}")
        return given.get(name, text if kind == "-" else "") or ""

    return value_of


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Run manage.py with an environment of PATH and what is given."""
    command = [sys.executable, "manage.py", *arguments]
    environment = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


class TestEnvironment:
    def test_is_documented_where_it_is_read(self):
        assert read_in_settings() - documented() == set()

    def test_is_described_for_operators(self):
        page = (ROOT / "docs" / "operations.md").read_text().split("## Every setting")[1]

        assert documented() - set(re.findall(r"`([A-Z_]+)`", page)) == set()

    def test_is_read_where_it_is_documented(self):
        compose = (ROOT / "docker-compose.yml").read_text()

        read_by_compose = set(re.findall(r"\$\{(\w+)", compose))

        assert documented() - read_in_settings() - read_by_compose == set()

    def test_of_the_containers_is_read(self):
        assert set(environment_of_web(SECRET_KEY="x", POSTGRES_PASSWORD="x")) - read_in_settings() == set()


class TestSecretKey:
    def test_is_required_in_one_line(self):
        # Set but empty, so that a .env of a developer does not set it.
        answer = manage("migrate", DEBUG="0", SECRET_KEY="")

        assert answer.returncode != 0
        assert len(answer.stderr.splitlines()) == 1
        assert "SECRET_KEY" in answer.stderr

    def test_is_not_needed_to_develop(self):
        answer = manage("check", DEBUG="1", SECRET_KEY="")

        assert (answer.returncode, answer.stderr) == (0, "")


LINKS = """
import re
import django
django.setup()
from django.test import Client
from django.urls import reverse
home = Client().get("/").content.decode()
login = Client().get(reverse("admin:login")).content.decode()
print(reverse("admin:index"), *re.findall(r'href="([^"]*)"', home), *re.findall(r'(?:href|action)="([^"]*)"', login))
print(Client().get("/admin/").status_code, Client().get(reverse("admin:works_work_changelist")).headers["Location"])
"""


class TestAdminPath:
    def test_is_in_every_link_to_the_admin(self):
        environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "wheelbarrow.settings", "DEBUG": "1"}
        environment |= {"ADMIN_PATH": "back-office/private_2/", "ALLOWED_HOSTS": "testserver"}

        process = subprocess.run(
            [sys.executable, "-c", LINKS], cwd=ROOT, env=environment, capture_output=True, text=True
        )

        links, answers = process.stdout.splitlines()
        assert {"/back-office/private_2/", "/back-office/private_2/login/"} <= set(links.split()), process.stderr
        assert not any(link.startswith("/admin") for link in links.split())
        assert answers == "404 /back-office/private_2/login/?next=/back-office/private_2/works/work/"

    def test_is_refused_unless_it_is_a_path_that_is_free(self, monkeypatch):
        # refuse() hides tracebacks for the rest of the process.
        monkeypatch.setattr(sys, "tracebacklimit", 1000, raising=False)
        taken = [f"{name}/" for name in TAKEN] + ["api/v1/", "accounts/x/"]
        for path in ["", "/", "admin", "/admin/", "a//b/", "한/", "a b/", ".*/", "<x>/", "a/\nb/", *taken]:
            with pytest.raises(ImproperlyConfigured, match="ADMIN_PATH"):
                admin_path(path)

    def test_is_refused_in_one_line(self):
        answer = manage("check", DEBUG="1", ADMIN_PATH="/admin/")

        assert answer.returncode != 0
        assert len(answer.stderr.splitlines()) == 1
        assert "ADMIN_PATH" in answer.stderr

    def test_is_written_nowhere_else(self):
        written = [
            f"{path.relative_to(ROOT)}:{number}"
            for folder in ("wheelbarrow", "accounts", "categories", "works", "templates")
            for path in sorted((ROOT / folder).rglob("*"))
            if path.suffix in (".py", ".html", ".js")
            for number, line in enumerate(path.read_text().splitlines(), 1)
            if re.search(r"""["'/]/?admin/["'?#]|["']/admin/""", line) and "default=" not in line
        ]

        assert written == []


MAIL = """
from django.conf import settings
mailers = getattr(settings, "MAILERS", None)
print(mailers["default"]["OPTIONS"].get("timeout") if mailers else settings.EMAIL_TIMEOUT)
"""


class TestTimeouts:
    def test_of_gunicorn_let_requests_end_before_the_container_is_killed(self):
        served = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
        compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())

        grace = int(compose["services"]["web"]["stop_grace_period"].removesuffix("s"))
        assert 0 < served["keepalive"] < served["timeout"]
        assert REQUEST_TIMEOUTS["statement_timeout"] < served["graceful_timeout"] < grace

    @pytest.mark.parametrize(
        ("environment", "seconds"),
        [
            ({"EMAIL_URL": "smtp://mail.example.org", "EMAIL_TIMEOUT_SECONDS": "3"}, "3"),
            pytest.param({"EMAIL_URL": "smtp+tls://me:secret@mail.example.org:587"}, "10", marks=pytest.mark.prove),
            pytest.param({}, "None", marks=pytest.mark.prove),
        ],
    )
    def test_of_mail_are_those_of_the_environment(self, environment, seconds):
        process = manage("shell", "--verbosity", "0", "-c", MAIL, DEBUG="1", **environment)

        assert process.stdout.split()[-1:] == [seconds], process.stderr


class TestContainers:
    def test_require_their_secrets(self):
        with pytest.raises(KeyError, match="SECRET_KEY"):
            environment_of_web()

    def test_pass_the_check_of_a_deployment(self):
        environment = environment_of_web(SECRET_KEY=secrets.token_urlsafe(50), POSTGRES_PASSWORD="x")

        answer = manage("check", "--deploy", "--fail-level", "WARNING", **environment)

        assert (answer.returncode, answer.stderr) == (0, "")
        assert answer.stdout.startswith("System check identified no issues")
