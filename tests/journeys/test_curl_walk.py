"""The walk of docs/api.md, run step by step in one shell against a server."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest

from categories.models import Category
from tests.makers import make_category, make_user

API = Path(__file__).resolve().parents[2] / "docs" / "api.md"

# The keys whose values must equal those in the document; of the others the names and JSON types must agree.
EXACT_KEYS = {"status", "code", "kind", "current_status", "label", "count", "title", "name", "level", "token_type"}


class Step(NamedTuple):
    """One ```sh block with the ```json block that follows it."""

    script: str
    shape: object


def steps() -> list[Step]:
    text = API.read_text()
    walk = text[text.index("## A walk") : text.index("## Reference")]
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", walk, re.MULTILINE | re.DOTALL)
    assert [language for language, _ in blocks] == ["sh", "json"] * (len(blocks) // 2), "each step has its answer"
    return [Step(script, json.loads(shape)) for (_, script), (_, shape) in zip(blocks[::2], blocks[1::2], strict=True)]


def differences(shape: object, answer: object, place: str = "answer") -> list[str]:
    """Names, JSON types (null is one) and rows of the shape that the answer lacks."""
    if isinstance(shape, dict):
        if not isinstance(answer, dict):
            return [f"{place} is not an object: {answer!r}"]
        missing = [f"{place}.{key} is not there" for key in shape if key not in answer]
        both = [key for key in shape if key in answer]
        return missing + [row for key in both for row in _differences_at(key, shape[key], answer[key], place)]
    if isinstance(shape, list):
        if not isinstance(answer, list) or len(answer) < len(shape):
            return [f"{place} has fewer rows: {answer!r}"]
        return [row for n, item in enumerate(shape) for row in differences(item, answer[n], f"{place}[{n}]")]
    if type(shape) is not type(answer):
        return [f"{place} is {answer!r}, not like {shape!r}"]
    return []


def _differences_at(key: str, shape: object, answer: object, place: str) -> list[str]:
    place = f"{place}.{key}"
    if key in EXACT_KEYS and shape != answer:
        return [f"{place} is {answer!r}, should be {shape!r}"]
    return differences(shape, answer, place)


def walk(server: str, folder: Path) -> list[tuple[Step, bool, str, str]]:
    """Run every step in one shell, so that variables carry over. Return for each step: success, stdout, stderr."""
    script = "".join(
        f"{{\n{step.script}}} >{folder}/{n}.out 2>{folder}/{n}.err\ntouch {folder}/{n}.done\n"
        for n, step in enumerate(steps())
    )
    environment = {"PATH": os.environ["PATH"], "SERVER": server, "NO_PROXY": "*"}
    # -e: the first command that fails ends the walk.
    subprocess.run(["bash", "-eu"], input=script, text=True, env=environment, cwd=folder, timeout=120, check=False)
    return [
        (step, (folder / f"{n}.done").exists(), _read(folder / f"{n}.out"), _read(folder / f"{n}.err"))
        for n, step in enumerate(steps())
    ]


def _read(file: Path) -> str:
    return file.read_text() if file.exists() else ""


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.django_db(transaction=True)
class TestWalk:
    def test_answers_as_the_document_shows(self, live_server, tmp_path):
        # The report sorts by the text of paths: the ids of the walk must have the same number of digits.
        other = make_user("other@example.org")
        while len(str(make_category(user=other, name=uuid4().hex).pk + 20)) > len(
            str(Category.objects.latest("pk").pk)
        ):
            pass
        for step, succeeded, answer, errors in walk(live_server.url, tmp_path):
            assert succeeded, f"{step.script}\n{answer}\n{errors}"
            assert differences(step.shape, json.loads(answer)) == [], f"{step.script}\n{answer}"


class TestDifferences:
    def test_finds_a_missing_name_a_wrong_type_and_a_wrong_value(self):
        shape = {"id": 1, "rows": [{"kind": "work"}], "end_at": "2026-09-02T09:00:00Z", "gone": 1}

        found = differences(shape, {"id": "1", "rows": [{"kind": "category"}], "end_at": None})

        assert found == [
            "answer.gone is not there",
            "answer.id is '1', not like 1",
            "answer.rows[0].kind is 'category', should be 'work'",
            "answer.end_at is None, not like '2026-09-02T09:00:00Z'",
        ]

    def test_accepts_additional_names_and_rows(self):
        assert differences({"rows": [{"id": 1}]}, {"rows": [{"id": 7, "name": "x"}, {}], "more": 1}) == []
