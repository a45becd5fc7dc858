"""Interfaces take, call once and render: they neither write rows nor build conditions."""

import ast

from tests.architecture.source import Module, modules

INTERFACES = ("api", "web", "admin", "management")
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
    ("wheelbarrow.core.admin.options", "form.save"): "ServiceForm.save calls the service",
    ("works.api.listing", "filters.filters[name].filter"): "a filter of the list, which calls a queryset method",
    ("wheelbarrow.core.api.pagination", "parameter['schema'].update"): "a dict of the schema, not rows",
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


class TestInterfaces:
    def test_hold_no_verb_of_the_database(self):
        interfaces = [module for module in modules() if module.room in INTERFACES]

        found = [
            f"{module.name}:{line} {call}"
            for module in interfaces
            for call, line in _verbs(module)
            if (module.name, call) not in ALLOWED
        ]

        assert interfaces
        assert found == []

    def test_have_no_allowance_that_is_not_used(self):
        used = {(module.name, call) for module in modules() for call, _line in _verbs(module)}

        assert set(ALLOWED) <= used
