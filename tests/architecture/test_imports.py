"""Imports point one way: wheelbarrow.core ← accounts ← categories ← works ← wheelbarrow, and the layers inside an app."""

import ast
import re

from tests.architecture.source import PACKAGES, Import, imports, modules, package_of

PURE, QUERYSETS, MODELS, SERVICES, INTERFACES = range(5)
# The layer of a module by the first name below its package; a module that is not listed is a service.
LAYERS = {
    **dict.fromkeys(
        [
            "choices",
            "paths",
            "recurrence",
            "quick_add",
            "search",
            "lateness",
            "hashers",
            "exceptions",
            "logs",
            "secrets",
            "text",
        ],
        PURE,
    ),
    **dict.fromkeys(["querysets", "db"], QUERYSETS),
    "models": MODELS,
    **dict.fromkeys(["api", "web", "admin", "management", "urls", "views"], INTERFACES),
}
# URLs and views outside api/ belong to the pages.
INTERFACE_OF = {"urls": "web", "views": "web"}

# importer, imported module → the reason
EXCEPTIONS = {
    ("accounts.web.limits", "wheelbarrow.core.api.throttles"): "attempts on a page and on the API are counted together",
    (
        "works.web.feed",
        "wheelbarrow.core.api.throttles",
    ): "programs read a feed as they read the API, and are counted alike",
    ("works.web.feed", "wheelbarrow.core.api.conditional"): "an ETag of a feed depends on the same state of the person",
}


def _ours() -> list[Import]:
    return [found for module in modules() for found in imports(module) if package_of(found.target)]


def _first_name(name: str) -> str:
    return name.removeprefix(package_of(name)).removeprefix(".").split(".")[0]


def _layer(name: str) -> int:
    first = _first_name(name)
    return LAYERS.get(first, SERVICES) if first else PURE


def _interface(name: str) -> str:
    return INTERFACE_OF.get(_first_name(name), _first_name(name))


class TestPackages:
    def test_import_only_those_before_them(self):
        rank = PACKAGES.index

        upward = [str(found) for found in _ours() if rank(package_of(found.target)) > rank(found.module.package)]

        assert upward == []

    def test_do_not_import_tests(self):
        found = [str(found) for module in modules() for found in imports(module) if found.target.startswith("tests")]

        assert found == []


class TestCore:
    def test_names_no_app_in_a_string(self):
        app = re.compile(r"(?<![\w-])(accounts|categories|works)(?![\w-])")

        named = [
            f"{module.name}:{node.lineno} {node.value!r}"
            for module in modules()
            if module.package == "wheelbarrow.core"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and app.search(node.value)
            # Prose may use the words; a name has no blank.
            and " " not in node.value
        ]

        assert named == []


class TestLayers:
    def test_import_only_those_before_them(self):
        upward = [
            str(found)
            for found in _ours()
            if found.module.package == package_of(found.target) != "wheelbarrow"
            and _layer(found.target) > _layer(found.module.name)
            and not found.for_types_only
        ]

        assert upward == []

    def test_only_interfaces_import_interfaces_of_another_package(self):
        found = [
            str(found)
            for found in _ours()
            if found.module.package != "wheelbarrow"
            and _layer(found.target) == INTERFACES
            and _layer(found.module.name) < INTERFACES
            and not found.for_types_only
        ]

        assert found == []


class TestInterfaces:
    def test_never_import_each_other(self):
        mixed = [
            str(found)
            for found in _ours()
            if found.module.package != "wheelbarrow"
            and _layer(found.module.name) == _layer(found.target) == INTERFACES
            and _interface(found.module.name) != _interface(found.target)
            and (found.module.name, found.target) not in EXCEPTIONS
        ]

        assert mixed == []

    def test_have_no_unused_exception(self):
        used = {(found.module.name, found.target) for found in _ours()}

        assert set(EXCEPTIONS) <= used
