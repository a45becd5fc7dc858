"""docs/api.md promises a walk: here it is taken, step by step, in one shell against a real server."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

API = Path(__file__).resolve().parents[2] / "docs" / "api.md"

# Where a step shows one of these, the answer must say the same; elsewhere names and JSON types must agree.
TOLD_EXACTLY = {"status", "code", "kind", "current_status", "label", "count", "title", "name", "level", "token_type"}


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
    """What the shape shows and the answer has not: names, JSON types (null is one), rows."""
    if isinstance(shape, dict):
        if not isinstance(answer, dict):
            return [f"{place} is no object: {answer!r}"]
        missing = [f"{place}.{key} is not there" for key in shape if key not in answer]
        both = [key for key in shape if key in answer]
        return missing + [row for key in both for row in _differences_at(key, shape[key], answer[key], place)]
    if isinstance(shape, list):
        if not isinstance(answer, list) or len(answer) < len(shape):
            return [f"{place} has not as many: {answer!r}"]
        return [row for n, item in enumerate(shape) for row in differences(item, answer[n], f"{place}[{n}]")]
    if type(shape) is not type(answer):
        return [f"{place} is {answer!r}, not like {shape!r}"]
    return []


def _differences_at(key: str, shape: object, answer: object, place: str) -> list[str]:
    place = f"{place}.{key}"
    if key in TOLD_EXACTLY and shape != answer:
        return [f"{place} is {answer!r}, should be {shape!r}"]
    return differences(shape, answer, place)


def walk(server: str, folder: Path) -> list[tuple[Step, bool, str, str]]:
    """Run every step in one shell: what a step assigns, the next can use. Gives of each whether it went well and what it said."""
    script = "".join(
        f"{{\n{step.script}}} >{folder}/{n}.out 2>{folder}/{n}.err\ntouch {folder}/{n}.done\n"
        for n, step in enumerate(steps())
    )
    environment = {"PATH": os.environ["PATH"], "SERVER": server, "NO_PROXY": "*"}
    # -e: the first command that fails ends the walk.
    subprocess.run(["bash", "-eu"], input=script, text=True, env=environment, cwd=folder, timeout=120, check=False)
    return [
        (step, (folder / f"{n}.done").exists(), _said(folder / f"{n}.out"), _said(folder / f"{n}.err"))
        for n, step in enumerate(steps())
    ]


def _said(file: Path) -> str:
    return file.read_text() if file.exists() else ""


@pytest.mark.skipif(shutil.which("curl") is None, reason="the walk is taken with curl")
@pytest.mark.django_db(transaction=True)
class TestWalk:
    def test_answers_as_the_page_says(self, live_server, tmp_path):
        for step, went_well, answer, complaint in walk(live_server.url, tmp_path):
            assert went_well, f"{step.script}\n{answer}\n{complaint}"
            assert differences(step.shape, json.loads(answer)) == [], f"{step.script}\n{answer}"


class TestDifferences:
    def test_sees_a_name_a_type_a_row_and_a_word_that_differ(self):
        shape = {"id": 1, "rows": [{"kind": "work"}], "end_at": "2026-09-02T09:00:00Z", "gone": 1}

        found = differences(shape, {"id": "1", "rows": [{"kind": "category"}], "end_at": None})

        assert found == [
            "answer.gone is not there",
            "answer.id is '1', not like 1",
            "answer.rows[0].kind is 'category', should be 'work'",
            "answer.end_at is None, not like '2026-09-02T09:00:00Z'",
        ]

    def test_lets_the_answer_have_more(self):
        assert differences({"rows": [{"id": 1}]}, {"rows": [{"id": 7, "name": "x"}, {}], "more": 1}) == []
