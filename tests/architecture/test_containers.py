"""What the image, compose and the workflow say agrees with the code: none of them can be run in every test."""

import json
import re

import yaml
from django.core.management import get_commands

from tests.architecture.source import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if "build" in service}
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())


def in_list(instruction):
    """The arguments of the last such instruction of the Dockerfile in its list form."""
    return json.loads(re.findall(rf"\b{instruction} (\[.*\])$", DOCKERFILE, re.MULTILINE)[-1])


class TestTheImage:
    def test_has_stages_and_ends_as_somebody_without_rights(self):
        assert DOCKERFILE.count("\nFROM ") + DOCKERFILE.startswith("FROM ") == 2
        assert re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE)[-1] not in ("root", "0")

    def test_starts_by_a_command_that_there_is(self):
        python, manage, command, *options = in_list("CMD")

        assert (python, manage, command) == ("python", "manage.py", "start")
        assert command in get_commands()
        assert options == ["--bind", "0.0.0.0:8000"]

    def test_asks_a_module_that_there_is_for_its_health(self):
        python, dash, module = json.loads(re.search(r"HEALTHCHECK.*?CMD (\[.*?\])", DOCKERFILE, re.DOTALL)[1])

        assert (python, dash) == ("python", "-m")
        assert (ROOT / f"{module.replace('.', '/')}.py").exists()

    def test_has_the_programs_of_a_backup(self):
        assert re.search(r"apt-get install .*\bpostgresql-client\b", DOCKERFILE)


class TestCompose:
    def test_runs_a_database_a_server_and_a_scheduler(self):
        assert set(COMPOSE["services"]) == {"db", "web", "scheduler"}
        assert set(OURS) == {"web", "scheduler"}
        assert "command" not in OURS["web"]
        assert OURS["scheduler"]["command"] == ["python", "manage.py", "run_scheduler"]

    def test_lets_ours_write_nowhere_and_become_nobody_else(self):
        for service in OURS.values():
            assert service["read_only"] is True
            assert service["cap_drop"] == ["ALL"]
            assert service["security_opt"] == ["no-new-privileges:true"]

    def test_waits_longer_for_the_end_than_gunicorn_does(self):
        graceful_timeout = 30

        assert all(int(service["stop_grace_period"].rstrip("s")) > graceful_timeout for service in OURS.values())

    def test_names_volumes_that_there_are(self):
        used = {
            volume.split(":")[0] for service in COMPOSE["services"].values() for volume in service.get("volumes", [])
        }

        assert used == set(COMPOSE["volumes"])

    def test_has_a_database_that_the_image_can_dump(self):
        [server] = re.findall(r"^postgres:(\d+)$", COMPOSE["services"]["db"]["image"])
        client_of = {"trixie": 17, "bookworm": 15}
        [base] = re.findall(r"^FROM python:[\d.]+-slim-(\w+)$", DOCKERFILE, re.MULTILINE)

        assert int(server) <= client_of[base]


class TestTheWorkflow:
    def test_runs_what_a_change_must_pass(self):
        [job] = WORKFLOW["jobs"].values()

        assert ".ci/run" in [step.get("run") for step in job["steps"]]
        assert job["services"]["postgres"]["ports"] == ["5432:5432"]
