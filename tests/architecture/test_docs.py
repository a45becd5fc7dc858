"""Pages that list what the code has, list all of it."""

import re

import pytest
from django.apps import apps

from categories.api.filters import CategoryFilter
from tests.architecture.source import ROOT, modules, package_of
from wheelbarrow.core.exceptions import DomainError
from works.api.filters import LabelFilter, RecurringWorkFilter, WorkFilter

KINDS = {
    "invalid",
    "unauthenticated",
    "forbidden",
    "not_found",
    "conflict",
    "gone",
    "precondition_failed",
    "unprocessable",
    "too_many",
}


def page(name: str) -> str:
    return (ROOT / name).read_text()


def named_in(text: str) -> set[str]:
    """What stands in backticks, each word on its own."""
    return {word for quoted in re.findall(r"`([^`\n]+)`", text) for word in re.split(r"[\s,]+", quoted)}


def refusals(kind: type[DomainError] = DomainError) -> set[str]:
    return {code for child in kind.__subclasses__() for code in {child.code()} | refusals(child)}


class TestDataModel:
    def test_names_every_table_constraint_and_index(self):
        ours = [model for model in apps.get_models() if package_of(model.__module__)]
        rules = {rule.name for model in ours for rule in [*model._meta.constraints, *model._meta.indexes]}

        assert rules - named_in(page("docs/data-model.md")) == set()

    def test_draws_every_column(self):
        drawn = page("docs/data-model.md").split("```mermaid")[1].split("```")[0]
        ours = [model for model in apps.get_models() if package_of(model.__module__)]
        by_django = {"password", "last_login", "is_superuser", "is_staff"}

        missing = [
            f"{model._meta.model_name}.{field.column}"
            for model in ours
            for field in model._meta.concrete_fields
            if field.column not in by_django
            and not re.search(rf"^    {model._meta.model_name} {{[^}}]*\b{field.column}\b", drawn, re.MULTILINE)
        ]

        assert missing == []


class TestApi:
    def test_names_every_refusal(self):
        assert modules()

        assert refusals() - KINDS - named_in(page("docs/api.md")) == set()

    @pytest.mark.parametrize(
        ("filters", "section"),
        [
            (CategoryFilter, "categories"),
            (WorkFilter, "works"),
            (RecurringWorkFilter, "recurring works"),
            (LabelFilter, "labels"),
        ],
    )
    def test_names_every_filter_and_order(self, filters, section):
        text = page("docs/api.md").split(f"### Filters and ordering of {section}\n")[1].split("\n###")[0]
        orders = next(line for line in text.splitlines() if line.startswith("| `ordering` |"))

        first_cells = "\n".join(re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE))
        assert named_in(first_cells) == set(filters.base_filters)
        assert set(filters.base_filters["ordering"].param_map) - named_in(orders) == set()


class TestDependencies:
    @pytest.mark.parametrize("file", ["requirements.in", "requirements-dev.in"])
    def test_have_their_reason(self, file):
        chosen = re.findall(r"^([A-Za-z][\w-]*)", page(file), re.MULTILINE)

        reasons = re.findall(r"^\| ([^|]+) \|", page("docs/decisions/0002-dependencies.md"), re.MULTILINE)

        assert set(chosen) - {name for cell in reasons for name in cell.split(", ")} == set()
