"""Owned rows are written through `wheelbarrow/core/history/` and the trash, so that the change log has every write.

tests/recorded_writes.py checks the same while the tests run.
"""

import ast

from tests.architecture.source import Module, modules

WRITES = {
    "save",
    "update",
    "bulk_update",
    "bulk_create",
    "delete",
    "create",
    "get_or_create",
    "update_or_create",
    "store",
}

# These write rows, and note each write in the act that is running.
WRITERS = ("wheelbarrow.core.history", "wheelbarrow.core.trash", "wheelbarrow.core.db")
# They have no owned rows but those of accounts: people, tokens and their log-ins.
WITHOUT_OWNED_ROWS = ("accounts",)

# module, call → why it may
ALLOWED = {
    ("categories.repair", "model.all_objects.bulk_update"): "moves stranded rows to the trash, and notes each",
    ("categories.repair", "deletion.save"): "a deletion has no changes: those of its rows name it",
    ("categories.api_tokens", "row.save"): "a token is no row that history shows",
    ("wheelbarrow.core.jobs", "Job.objects.create"): "the state of background work, not a row of the person",
    ("wheelbarrow.core.jobs", "Job.objects.ended_before(at - KEPT).delete"): "the same",
    ("wheelbarrow.core.worker", "entry.delete"): "the queue",
    ("wheelbarrow.core.worker", "DBTaskResult.objects.filter(enqueued_at__lt=at - ENTRIES_KEPT).delete"): "the queue",
    ("wheelbarrow.core.quotas", "Usage.objects.bulk_create"): "an estimate, not a row of the person",
    ("wheelbarrow.core.rates", "RateCount.objects.filter(began_at__lt=at - RETENTION).delete"): "counts of requests",
    ("wheelbarrow.core.idempotency", "StoredAnswer.objects.filter(at__lte=at - KEPT).delete"): "stored answers",
    ("wheelbarrow.core.idempotency", "StoredAnswer.objects.filter(pk=claimed).update"): "stored answers",
    ("wheelbarrow.core.idempotency", "StoredAnswer.objects.beyond(user, MOST_KEYS).delete"): "stored answers",
    ("wheelbarrow.core.admin.options", "form.save"): "ServiceForm.save calls the service",
    ("wheelbarrow.core.api.pagination", "parameter['schema'].update"): "a dict of the schema, not rows",
    ("wheelbarrow.checks", "names.update"): "a set of names, not rows",
    ("works.services.feeds", "row.save"): "a feed is no row that history shows",
    ("works.services.feeds", "FeedLabel.objects.bulk_create"): "nor are the labels of a feed",
    ("works.services.importing.requests", "row.save"): "a file that waits, not a row of the change log",
    ("works.services.importing.requests", "row.delete"): "the same",
    ("works.services.importing.requests", "Import.objects.waiting().before(before_at).delete"): "the same",
    ("works.services.importing.background", "row.save"): "the same",
    ("works.services.importing.local", "row.save"): "the same",
    ("works.services.importing.writing", "ImportedRow.objects.bulk_create"): "which row came from which record",
    ("works.services.importing.writing", "ImportedRow.objects.all().store"): "the same",
    ("works.services.importing.new_rows", "free.update"): "a dict of positions, not rows",
    ("works.services.importing.new_rows", "plan.labels.update"): "a dict of ids, not rows",
    ("works.exchange.nesting", "safe.update"): "a set of keys, not rows",
    ("wheelbarrow.settings", "vars().update"): "the settings, not rows",
    ("works.exchange.account.memory", "ImportedRow.objects.bulk_create"): "which records became which rows",
    (
        "works.exchange.account.imported_rows",
        "ImportedRow.objects.bulk_create",
    ): "which records became which rows",
    ("works.exchange.account.archive", "digest.update"): "a sum of bytes, not rows",
    ("works.exchange.account.package", "digest.update"): "a sum of bytes, not rows",
}


def _writes(module: Module) -> list[tuple[str, int]]:
    """`receiver.verb` and the line of each call of such a verb."""
    return [
        (ast.unparse(call.func), call.lineno)
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in WRITES
    ]


def _checked() -> list[Module]:
    """Every module but those that write for the others, and querysets, which the writers call."""
    return [
        module
        for module in modules()
        if not module.name.startswith((*WRITERS, *WITHOUT_OWNED_ROWS)) and module.room != "querysets"
    ]


class TestWrites:
    def test_go_through_the_change_log(self):
        found = [
            f"{module.name}:{line} {call}"
            for module in _checked()
            for call, line in _writes(module)
            if (module.name, call) not in ALLOWED
        ]

        assert len(_checked()) > 50
        assert found == []

    def test_have_no_allowance_that_is_not_used(self):
        used = {(module.name, call) for module in _checked() for call, _line in _writes(module)}

        assert set(ALLOWED) <= used
