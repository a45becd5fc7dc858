"""Rules of the code that a test can check."""

import ast
import importlib
import io
import re
import tokenize
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.apps import apps
from django.db import models
from django.utils.functional import cached_property

from tests.architecture.source import PACKAGES, ROOT, Module, modules, package_of

LONGEST_MODULE = 300
LONGEST_FUNCTION = 40

# Modules that may use `all_objects` → why. All others see live rows only.
USES_ALL_OBJECTS = {
    "wheelbarrow.core.trash": "is the trash",
    "wheelbarrow.core.db.soft_delete": "counts the rows of a deletion",
    "wheelbarrow.core.admin.soft_deletable": "the admin shows the trash",
    "wheelbarrow.core.admin.deletions": "the admin shows the trash",
    "categories.admin.ancestors": "the admin shows the trash",
    "categories.admin.categories": "the admin shows the trash",
    "works.admin.recurring_works": "the admin counts created works",
    "wheelbarrow.core.db.searching": "keeps the texts of rows in the trash too",
    "wheelbarrow.core.db.tallies": "keeps the numbers of rows in the trash too",
    "wheelbarrow.core.history.recording": "writes rows in the trash too",
    "wheelbarrow.core.history.sentences": "names rows in the trash too",
    "wheelbarrow.core.history.undo": "compares rows in the trash too",
    "wheelbarrow.core.history.reversal": "restores and deletes again",
    "wheelbarrow.core.history.acts": "checks what it has written to rows in the trash too",
    "wheelbarrow.core.history.limiting": "names rows in the trash too",
    "wheelbarrow.core.querysets": "a deletion is known by its rows",
    "wheelbarrow.core.history.links": "writes links of rows in the trash too",
    "wheelbarrow.core.quotas": "rows in the trash take space too",
    "works.querysets.filed": "the admin searches the trash",
    "works.admin.filing": "the admin shows the trash",
    "categories.models.category": "makes the manager",
    "works.models.recurring_work": "makes the manager",
    "works.models.work": "makes the manager",
    "works.models.label": "makes the manager",
    "works.models.saved_view": "makes the manager",
    "works.searching": "a person may search the trash",
    "works.models.report_copy": "makes the manager",
    "works.querysets.worded": "searches the trash",
    "works.querysets.label": "finds what a restore would conflict with",
    "works.services.importing.plan": "an imported row in the trash is not imported again",
    "works.services.generation": "a deleted occurrence is not made again",
    "works.services.recurring": "a deleted occurrence was made",
    "works.services.splitting": "a deleted occurrence goes over to the new rule, so that it is not made again",
    "works.services.previews": "an occurrence can be in the trash, and is shown so",
    "categories.querysets.category": "finds what a restore would conflict with",
    "categories.services": "a move takes deleted descendants along",
    "categories.repair": "checks every row",
    "works.exchange.account.records": "exports the trash",
    "works.exchange.account.memory": "a row of an earlier import may be in the trash",
    "works.exchange.account.imported_rows": "a row that was imported may be in the trash",
    "works.exchange.account.deciding": "a deleted occurrence is not made again",
    "works.exchange.account.rows": "writes rows in the trash too",
    "works.exchange.account.trash": "moves a branch to the trash",
    "works.exchange.account.restore": "an account with rows in the trash is not empty",
}

SIGNALS = re.compile(r"\bsignals\b|\bdjango\.dispatch\b")

# Names whose meaning the framework gives, so that a docstring would only repeat it.
NAMED_BY_THE_FRAMEWORK = {"Meta", "Command", "AppConfig"}


def _functions(module: Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(module.tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def _comments(module: Module) -> list[tokenize.TokenInfo]:
    tokens = tokenize.generate_tokens(io.StringIO(module.text).readline)
    return [token for token in tokens if token.type == tokenize.COMMENT]


def _models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if package_of(model.__module__)]


class TestSignals:
    # Log-ins of Django's and DRF's own views, which no other code of ours passes.
    ALLOWED = {"accounts.apps: from django.contrib.auth.signals import user_logged_in"}

    def test_are_not_used(self):
        found = [
            f"{module.name}: {ast.unparse(node)}"
            for module in modules()
            for node in ast.walk(module.tree)
            if (isinstance(node, (ast.Import, ast.ImportFrom)) and SIGNALS.search(ast.unparse(node)))
            or (isinstance(node, ast.Attribute) and node.attr == "signals")
        ]

        assert {*found} == self.ALLOWED


class TestAllObjects:
    def test_is_used_only_where_deleted_rows_are_meant(self):
        uses = {
            module.name
            for module in modules()
            for node in ast.walk(module.tree)
            if (isinstance(node, ast.Attribute) and node.attr == "all_objects")
            or (isinstance(node, ast.Name) and node.id == "all_objects")
        }

        assert uses - set(USES_ALL_OBJECTS) == set()


class TestModules:
    def test_are_named_by_what_they_hold(self):
        named = [module.name for module in modules()]

        assert [name for name in named if name.split(".")[-1] in ("utils", "common", "helpers", "misc", "tools")] == []

    def test_are_short(self):
        lengths = {module.name: len(module.text.splitlines()) for module in modules()}

        assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}

    def test_leave_nothing_to_be_done(self):
        left = [
            f"{module.name}:{comment.start[0]} {comment.string}"
            for module in modules()
            for comment in _comments(module)
            if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", comment.string)
        ]

        assert left == []


class TestFunctions:
    def test_are_short(self):
        long = {
            f"{module.name}.{function.name}": function.end_lineno - function.lineno + 1
            for module in modules()
            for function in _functions(module)
            if function.end_lineno - function.lineno + 1 > LONGEST_FUNCTION
        }

        assert long == {}

    def test_have_all_their_types(self):
        untyped = [
            f"{module.name}:{function.lineno} {function.name}"
            for module in modules()
            for function in _functions(module)
            if function.returns is None
        ]

        assert untyped == []


class TestDocstrings:
    def test_are_not_read_by_the_code(self):
        """`python -OO` has none."""
        found = [
            f"{module.name}:{node.lineno}"
            for module in modules()
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Attribute) and node.attr == "__doc__"
        ]

        assert found == []

    def test_are_on_every_public_name(self):
        silent = [
            name
            for module in modules()
            if module.room not in ("api", "admin", "web")
            for name in _undocumented(module.name, module.tree, None)
        ]

        assert silent == []


def _undocumented(prefix: str, parent: ast.Module | ast.ClassDef, owner: type | None) -> list[str]:
    """Return public names without a docstring, except those that a base class documents."""
    found = []
    for node in parent.body:
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef)) or node.name.startswith("_"):
            continue
        if node.name in NAMED_BY_THE_FRAMEWORK or any("AppConfig" in ast.unparse(base) for base in _bases(node)):
            continue
        if isinstance(node.body[-1], ast.Expr) and ast.unparse(node.body[-1]) == "...":
            # A method of a Protocol: the docstring of the class explains it.
            continue
        if any(ast.unparse(statement).startswith("template = ") for statement in node.body):
            # The message of an error describes it.
            continue
        inherited = owner is not None and any(node.name in vars(base) for base in owner.__mro__[1:])
        if ast.get_docstring(node) is None and not inherited:
            found.append(f"{prefix}.{node.name}")
        if isinstance(node, ast.ClassDef) and owner is None:
            kind = getattr(importlib.import_module(prefix), node.name)
            found += _undocumented(f"{prefix}.{node.name}", node, kind)
    return found


def _bases(node: ast.FunctionDef | ast.ClassDef) -> list[ast.expr]:
    return node.bases if isinstance(node, ast.ClassDef) else []


class TestModels:
    def test_save_and_delete_as_django_does(self):
        overridden = [
            f"{model.__name__}.{name}"
            for model in _models()
            for kind in model.__mro__
            if package_of(kind.__module__)
            for name in ("save", "delete", "save_base", "full_clean")
            if name in vars(kind)
        ]

        assert overridden == []

    @pytest.mark.parametrize("model", _models())
    def test_ask_the_database_nothing_in_a_property(self, model):
        row = model(**{field.attname: _plausible(field) for field in model._meta.concrete_fields})

        asking = [name for name in _properties(model) if _asks(row, name)]

        assert asking == []


def _properties(model: type[models.Model]) -> list[str]:
    return [
        name
        for kind in model.__mro__
        if package_of(kind.__module__)
        for name, value in vars(kind).items()
        if isinstance(value, (property, cached_property))
    ]


def _asks(row: models.Model, name: str) -> bool:
    """Does it go to the database? This test has no database, so pytest-django refuses it."""
    try:
        getattr(row, name)
    except RuntimeError as refusal:
        return "Database access not allowed" in str(refusal)
    except ValueError:
        # A made-up value that the property could not read.
        return False
    return False


def _plausible(field: models.Field) -> object:
    if field.has_default():
        return field.get_default()
    if field.name == "rule":
        return "FREQ=DAILY"
    by_type = {
        "DateTimeField": datetime(2026, 9, 2, 9, 0, tzinfo=UTC),
        "DateField": date(2026, 9, 2),
        "TimeField": time(9, 0),
        "CharField": "/1/2",
        "TextField": "text",
        "EmailField": "ann@example.org",
        "BooleanField": False,
        "JSONField": {},
        "DurationField": timedelta(seconds=1),
    }
    return by_type.get(field.get_internal_type(), 1)


class TestTheseTests:
    def test_have_no_allowance_that_is_not_used(self):
        known = {module.name for module in modules()}

        assert {name for name in USES_ALL_OBJECTS if name not in known and not name.endswith("admin")} == set()

    def test_read_every_package(self):
        assert {module.package for module in modules()} == set(PACKAGES)
        assert all(module.path.is_relative_to(ROOT) for module in modules())
