"""Clients that are generated from the OpenAPI document work without a patch, checked in strict mode.

`make clients` installs the generators; without one its test is skipped.
"""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.architecture.source import ROOT

WALKS = ROOT / "tests" / "proofs" / "clients"
NODE_MODULES = ROOT / ".cache" / "clients" / "node_modules"

needs_node = pytest.mark.skipif(not NODE_MODULES.is_dir(), reason="make clients")
needs_python = pytest.mark.skipif(not importlib.util.find_spec("openapi_python_client"), reason="make clients")

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]


def run(folder: Path, *command: object, **environment: str) -> None:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        env=environment or None,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "openapi.json"
    call_command("spectacular", format="openapi-json", file=path)
    return path


@needs_python
def test_a_python_client_takes_its_walk(document, tmp_path, live_server):
    # The generator reads bytes of this one type only.
    config = "post_hooks: []\ncontent_type_overrides:\n  application/zip: application/octet-stream\n"
    (tmp_path / "config.yml").write_text(config)
    generate = "from openapi_python_client.cli import app; app()"
    options = ["--meta", "none", "--config", "config.yml", "--fail-on-warning", "--output-path", "wheelbarrow_client"]
    run(tmp_path, sys.executable, "-c", generate, "generate", "--path", document, *options)
    shutil.copy(WALKS / "walk.py", tmp_path)

    run(tmp_path, sys.executable, "-m", "mypy", "--strict", "--config-file=", "--follow-imports=silent", "walk.py")
    run(tmp_path, sys.executable, "walk.py", live_server.url)


@needs_node
def test_a_typescript_client_takes_its_walk(document, tmp_path, live_server):
    (tmp_path / "node_modules").symlink_to(NODE_MODULES)
    binaries = NODE_MODULES / ".bin"
    run(tmp_path, binaries / "openapi-typescript", document, "-o", "api.d.ts")
    shutil.copy(WALKS / "walk.ts", tmp_path)
    (tmp_path / "package.json").write_text(json.dumps({"type": "module"}))

    target = ["--target", "es2022", "--module", "nodenext", "--types", "node"]
    strict = ["--strict", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes"]
    run(tmp_path, binaries / "tsc", *strict, *target, "walk.ts")
    run(tmp_path, "node", "walk.js", live_server.url)


@needs_node
def test_spectral_finds_no_error(document, tmp_path):
    (tmp_path / ".spectral.yaml").write_text('extends: ["spectral:oas"]')

    run(tmp_path, NODE_MODULES / ".bin" / "spectral", "lint", "--ruleset", ".spectral.yaml", "-F", "error", document)
