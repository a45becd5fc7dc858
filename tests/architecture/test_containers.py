"""The image, the compose files and the workflow agree with the code; the tests cannot run them."""

import json
import os
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import yaml
from django.core.management import get_commands

from tests.architecture.source import PACKAGES, ROOT
from wheelbarrow.serving.limits import GRACE_SECONDS
from wheelbarrow.serving.with_granian import DRAIN_SECONDS

LONGEST_END = GRACE_SECONDS + DRAIN_SECONDS

DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SQLITE = yaml.safe_load((ROOT / "docker-compose.sqlite.yml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if "build" in service}
IGNORED = (ROOT / ".dockerignore").read_text().splitlines()
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())


def in_list(instruction):
    """Return the arguments of the last such instruction of the Dockerfile."""
    return json.loads(re.findall(rf"\b{instruction} (\[.*\])$", DOCKERFILE, re.MULTILINE)[-1])


class TestImage:
    def test_has_two_stages_and_runs_without_privileges(self):
        assert DOCKERFILE.count("\nFROM ") + DOCKERFILE.startswith("FROM ") == 2
        assert re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE)[-1] not in ("root", "0")

    def test_starts_by_an_existing_command(self):
        python, manage, command, *options = in_list("CMD")

        assert (python, manage, command) == ("python", "manage.py", "start")
        assert command in get_commands()
        assert options == ["--bind", "0.0.0.0:8000"]

    def test_checks_its_health_by_an_existing_module(self):
        python, dash, module = json.loads(re.search(r"HEALTHCHECK.*?CMD (\[.*?\])", DOCKERFILE, re.DOTALL)[1])

        assert (python, dash) == ("python", "-m")
        assert (ROOT / f"{module.replace('.', '/')}.py").exists()

    def test_is_readable_after_a_checkout_under_umask_077(self):
        assert DOCKERFILE.index("chmod -R a+rX .") > DOCKERFILE.index("collectstatic")

    def test_contains_what_the_server_needs_and_nothing_else(self):
        """An allow-list, so that a new file in a checkout (.env.production, a database, a key) stays out."""
        allowed = {line[1:] for line in IGNORED if line.startswith("!")}

        packages = {name.split(".")[0] for name in PACKAGES}
        needed = {*packages, "templates", "manage.py", "gunicorn.conf.py", "requirements.txt", "docs/api.md"}
        assert IGNORED[1] == "*"
        assert allowed == needed
        assert all((ROOT / name).exists() for name in allowed)

    def test_has_the_programs_of_a_backup(self):
        assert re.search(r"apt-get install .*\bpostgresql-client\b", DOCKERFILE)


class TestCompose:
    def test_runs_a_database_a_server_a_scheduler_and_a_worker(self):
        assert set(COMPOSE["services"]) == {"db", "web", "scheduler", "worker"}
        assert set(OURS) == {"web", "scheduler", "worker"}
        assert "command" not in OURS["web"]
        assert OURS["scheduler"]["command"] == ["python", "manage.py", "run_scheduler", "--no-worker"]
        assert OURS["worker"]["command"] == ["python", "manage.py", "run_worker"]

    def test_gives_ours_no_privileges_and_a_read_only_file_system(self):
        for service in (*OURS.values(), SQLITE["services"]["web"]):
            assert service["read_only"] is True
            assert service["cap_drop"] == ["ALL"]
            assert service["security_opt"] == ["no-new-privileges:true"]

    def test_waits_longer_for_the_end_than_the_server(self):
        services = [*OURS.values(), SQLITE["services"]["web"]]

        assert all(int(service["stop_grace_period"].rstrip("s")) > LONGEST_END for service in services)

    def test_passes_the_choice_of_the_server(self):
        for service in (OURS["web"], SQLITE["services"]["web"]):
            assert service["environment"]["SERVER"] == "${SERVER:-gunicorn}"

    def test_declares_its_volumes(self):
        for file in (COMPOSE, SQLITE):
            volumes = [name for service in file["services"].values() for name in service.get("volumes", [])]

            assert {volume.split(":")[0] for volume in volumes} == set(file["volumes"])

    def test_writes_backups_into_a_volume(self):
        for service in (*OURS.values(), SQLITE["services"]["web"]):
            assert service["environment"]["BACKUP_DIR"] == "${BACKUP_DIR-/backups}"
            assert "backups:/backups" in service["volumes"]

    def test_with_sqlite_runs_everything_in_one_container(self):
        [service] = SQLITE["services"].values()

        assert "command" not in service
        assert service["environment"]["RUN_SCHEDULER"] == "1"
        assert service["environment"]["DATABASE_URL"].startswith("sqlite:////data/")
        assert "data:/data" in service["volumes"]
        assert re.search(r"install -d -o wheelbarrow -m 700 .*/data\b", DOCKERFILE)

    def test_has_a_database_that_the_image_can_dump(self):
        [server] = re.findall(r"^postgres:(\d+)$", COMPOSE["services"]["db"]["image"])
        client_of = {"trixie": 17, "bookworm": 15}
        [base] = re.findall(r"^FROM python:[\d.]+-slim-(\w+)$", DOCKERFILE, re.MULTILINE)

        assert int(server) <= client_of[base]


class TestWorkflow:
    def test_runs_what_a_change_must_pass(self):
        [job] = WORKFLOW["jobs"].values()

        assert ".ci/run" in [step.get("run") for step in job["steps"]]
        assert job["services"]["postgres"]["ports"] == ["5432:5432"]


class TestHealthcheck:
    def test_asks_the_server_and_no_proxy(self):
        answers = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                answers.append((self.path, self.headers["Host"]))
                self.send_response(200)
                self.end_headers()

        with HTTPServer(("127.0.0.1", 0), Handler) as server:
            Thread(target=server.handle_request).start()
            environment = {
                "PATH": os.environ["PATH"],
                "HTTP_PROXY": "http://127.0.0.1:9",
                "http_proxy": "http://127.0.0.1:9",
                "ALLOWED_HOSTS": ".example.org,localhost",
                "SCRIPT_NAME": "/plan",
            }
            command = [sys.executable, "-m", "wheelbarrow.healthcheck", str(server.server_port)]
            done = subprocess.run(command, cwd=ROOT, env=environment, timeout=60, check=False)

        assert done.returncode == 0
        assert answers == [("/plan/healthz", "example.org")]
