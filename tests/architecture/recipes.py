"""Follow a recipe of CONTRIBUTING.md to the letter in a copy of the project, and run tests there."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

from tests.architecture.source import ROOT

# file → pairs of a text of the file and what replaces it. A pair of "" and a text makes a new file.
Steps = dict[str, list[tuple[str, str]]]

# Compiled files come along: they are those of the copies, which have the same times.
LEFT_OUT = ignore_patterns(".git", ".venv*", ".*cache", "*.sqlite3*")


class Tree:
    """A copy of the project in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "tree"
        copytree(ROOT, self.folder, symlinks=True, ignore=LEFT_OUT)

    def follow(self, steps: Steps) -> None:
        """Replace the first place of each text; fail with the name of a file that has no such place."""
        for name, changes in steps.items():
            path = self.folder / name
            for found, changed in changes:
                text = path.read_text() if path.exists() else ""
                assert found in text, f"{name} has no {found!r}"
                path.write_text(text.replace(found, changed, 1))

    def run(self, *command: str) -> None:
        """Run Python with these arguments in the copy; fail with what it prints."""
        # Without PROVE: what a recipe adds is tried as by `make test`.
        environment = {**os.environ, "DATABASE_URL": "", "SECRET_KEY": "x" * 50, "DEBUG": "0", "PROVE": ""}
        done = subprocess.run(
            [sys.executable, *command], cwd=self.folder, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]

    def test(self, checks: str, *tests: str) -> None:
        """Run the new tests `checks`, and these of the suite, in the copy."""
        new = "tests/works/api/test_recipe.py"
        (self.folder / new).write_text(checks)
        self.run("-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", new, *tests)
