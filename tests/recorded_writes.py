"""While the tests run: a write of our code to an owned row is part of an act, and the act has a change that covers it."""

import re
import sys
from functools import cache, wraps
from pathlib import Path

from django.db.backends.signals import connection_created

from wheelbarrow.core.db.soft_delete import soft_deletable_models
from wheelbarrow.core.history import acts

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = tuple(str(ROOT / name) + "/" for name in ("accounts", "categories", "wheelbarrow", "works", "tests"))

# Code that writes for its callers: the caller counts.
WRITERS = re.compile(r"/wheelbarrow/core/db/|/querysets/|/querysets\.py$|/recorded_writes\.py$")

# file, function → why it may write without a change
ALLOWED = {
    ("wheelbarrow/core/history/acts.py", "store_tallies"): "numbers that follow from the changes of the act",
    ("wheelbarrow/core/trash.py", "_remove"): "purged rows: their changes lose their contents instead",
    ("wheelbarrow/backups/", ""): "replaces the whole database, with its log",
}


@cache
def _tables():
    return {model._meta.db_table: acts.kind_of(model) for model in soft_deletable_models()}


@cache
def _write():
    return re.compile(rf'\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+[`"]?({"|".join(_tables())})[`"]?\s', re.IGNORECASE)


def _caller():
    """The file and the function of ours that issue the statement; None if it is a test, a migration or a library."""
    frame = sys._getframe(2)
    while frame:
        path = frame.f_code.co_filename
        if path.startswith(PACKAGES) and not WRITERS.search(path):
            name = path.removeprefix(f"{ROOT}/")
            return None if name.startswith("tests/") or "/migrations/" in name else (name, frame.f_code.co_name)
        frame = frame.f_back
    return None


def check(execute, sql, params, many, context):
    """Refuse a write outside of an act, and note the kind of each other write in its act."""
    if found := _write().search(sql):
        caller = _caller()
        is_free = caller is None or any(
            caller[0].startswith(file) and function in ("", caller[1]) for file, function in ALLOWED
        )
        if not is_free:
            act = acts._current.get()
            assert act, f"{caller[0]}, {caller[1]}() writes outside of an act: {sql[:200]}"
            act.__dict__.setdefault("written", {}).setdefault(_tables()[found[1]], caller)
    return execute(sql, params, many, context)


def covers(act, kind):
    """Whether the changes of the act cover writes of this kind: one of the kind, or a deletion with all that it takes."""
    has_deletion = any("deletion" in entry.before or "deletion" in entry.after for entry in act.entries.values())
    return has_deletion or kind in act.flushed or any(known == kind for known, _row in act.entries)


def _record_what_covers_all_writes(record):
    @wraps(record)
    def checked(act):
        missing = {kind: caller for kind, caller in act.__dict__.get("written", {}).items() if not covers(act, kind)}
        assert not missing, f"The act {act.action} has no change of what it writes: {missing}"
        record(act)

    return checked


def _watch(connection, **_kwargs):
    # First, because execute_wrapper() removes the last one when it ends.
    if check not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, check)


def install():
    """Watch the connections of every thread."""
    connection_created.connect(_watch)
    acts.Act.record = _record_what_covers_all_writes(acts.Act.record)
