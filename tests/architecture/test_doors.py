"""Doors take, call once and give: they neither write rows nor spell conditions."""

import ast

from tests.architecture.source import Module, modules

DOORS = ("api", "web", "admin", "management")
VERBS = {
    "filter",
    "exclude",
    "save",
    "delete",
    "update",
    "create",
    "get_or_create",
    "update_or_create",
    "aggregate",
    "raw",
}

# module, call → why it may
ALLOWED = {
    ("works.api.rows", "filters.filters[name].filter"): "a filter of the list, which asks a sentence",
    ("wheelbarrow.api.pagination", "parameter['schema'].update"): "a dict of the schema, not rows",
}


def _verbs(module: Module) -> list[tuple[str, int]]:
    """`receiver.verb` and the line of each call of such a verb."""
    return [
        (ast.unparse(call.func), call.lineno)
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and (call.func.attr in VERBS or call.func.attr.startswith("bulk_"))
    ]


class TestDoors:
    def test_hold_no_verb_of_the_database(self):
        doors = [module for module in modules() if module.room in DOORS]

        found = [
            f"{module.name}:{line} {call}"
            for module in doors
            for call, line in _verbs(module)
            if (module.name, call) not in ALLOWED
        ]

        assert doors
        assert found == []

    def test_have_no_allowance_that_is_not_used(self):
        used = {(module.name, call) for module in modules() for call, _line in _verbs(module)}

        assert set(ALLOWED) <= used
