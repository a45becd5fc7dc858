"""The code of the packages as syntax trees, for the tests of this folder."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]

# Each may import those before it: a library, three apps, and the project that assembles them.
PACKAGES = ["wheelbarrow.core", "accounts", "categories", "works", "wheelbarrow"]


def package_of(name: str) -> str:
    """The package of a dotted name; empty for modules of others."""
    return next((package for package in PACKAGES if f"{name}.".startswith(f"{package}.")), "")


class Module(NamedTuple):
    """One file: `name` is dotted, `path` is its file."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        """One of PACKAGES."""
        return package_of(self.name)

    @property
    def room(self) -> str:
        """The first name below the package: models, api, services, …; empty for the package itself."""
        return self.name.removeprefix(self.package).removeprefix(".").split(".")[0]


class Import(NamedTuple):
    """`module` imports `target`, a dotted module of ours or of others, on `line`."""

    module: Module
    target: str
    line: int
    for_types_only: bool

    def __str__(self) -> str:
        return f"{self.module.path.relative_to(ROOT)}:{self.line} imports {self.target}"


@cache
def modules() -> list[Module]:
    """Every module of the packages but migrations."""
    found = []
    for folder in ("accounts", "categories", "wheelbarrow", "works"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if "migrations" not in name.split("."):
                text = path.read_text()
                found.append(Module(name, path, text, ast.parse(text)))
    return found


@cache
def names() -> frozenset[str]:
    """The dotted name of every module."""
    return frozenset(module.name for module in modules())


@cache
def imports(module: Module) -> list[Import]:
    """All of a module's imports, inside functions too; `from a import b` is of `a.b` where that is a module."""
    for_types = {
        id(node)
        for block in ast.walk(module.tree)
        if isinstance(block, ast.If) and ast.unparse(block.test).endswith("TYPE_CHECKING")
        for statement in block.body
        for node in ast.walk(statement)
    }
    return [
        Import(module, target, node.lineno, id(node) in for_types)
        for node in ast.walk(module.tree)
        for target in _targets(module, node)
    ]


def _targets(module: Module, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        source = node.module or ""
        if node.level:
            is_package = module.path.name == "__init__.py"
            above = module.name.split(".")[: None if is_package and node.level == 1 else is_package - node.level]
            source = ".".join([*above, *([source] if source else [])])
        for alias in node.names:
            inside = f"{source}.{alias.name}"
            yield inside if inside in names() else source
