"""docs/security.md names what is there: every test, file, setting and variable, and each requirement once as held."""

import ast
import re

import django.conf.global_settings
import pytest

from tests.architecture.source import ROOT
from tests.architecture.test_settings import documented
from wheelbarrow import settings

PAGE = (ROOT / "docs" / "security.md").read_text()
HELD = [
    cells for line in PAGE.splitlines() if len(cells := line.strip("| ").split(" | ")) == 3 and cells[0][0].isdigit()
]
CELLS = "\n".join(cells[2] for cells in HELD)
QUOTED = re.findall(r"`([^`\n]+)`", PAGE)
TESTS = sorted({name for name in QUOTED if name.startswith("tests/")})
FILES = sorted(
    {name for name in re.findall(r"`([^`\n]+)`", CELLS) if re.search(r"[./]", name) and "tests/" not in name}
)
NAMES = sorted({name for name in QUOTED if re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*(=\d+)?", name)})


def classes_of(path):
    return {node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef)}


class TestThePage:
    @pytest.mark.parametrize("name", TESTS)
    def test_names_a_test_that_is_there(self, name):
        path, _, class_name = name.partition("::")

        assert (ROOT / path).is_file()
        assert re.search(r"^( {4})?def test_", (ROOT / path).read_text(), re.MULTILINE)
        assert not class_name or class_name in classes_of(ROOT / path)

    @pytest.mark.parametrize("name", FILES)
    def test_names_a_file_that_is_there(self, name):
        assert (ROOT / name).is_file()

    @pytest.mark.parametrize("name", NAMES)
    def test_names_a_setting_or_a_variable_that_is_there(self, name):
        name = name.partition("=")[0]

        assert hasattr(settings, name) or name in documented() or hasattr(django.conf.global_settings, name)

    def test_names_what_meets_each_requirement(self):
        assert len(HELD) > 50
        assert [cells[0] for cells in HELD if not re.search(r"`[^`]+`", cells[2])] == []

    def test_holds_no_requirement_twice_and_each_in_its_chapter(self):
        held, misplaced = [], []
        for chapter in PAGE.split("\n## V")[1:]:
            number = chapter.split()[0]
            found = [
                identifier
                for line in chapter.splitlines()
                if re.match(r"\| \d", line)
                for identifier in re.findall(r"\d+\.\d+\.\d+", line.split(" | ")[0])
            ]
            held += found
            misplaced += [identifier for identifier in found if identifier.split(".")[0] != number]

        assert misplaced == []
        assert sorted({identifier for identifier in held if held.count(identifier) > 1}) == []

    def test_reads_names_at_all(self):
        assert len(TESTS) > 30
        assert len(NAMES) > 25
        assert FILES
