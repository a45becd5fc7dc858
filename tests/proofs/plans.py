"""How the database goes about a compiled statement."""

import json
from datetime import date, datetime, time

from django.db import connection

from wheelbarrow.core.db.compiled import _fill, _shape

# The types of parameters in prepared.run().
TYPES = {int: "bigint", str: "unknown", date: "date", datetime: "timestamptz", time: "time"}


def plan_of(compiled, *arguments, limit=None):
    """The plan; on PostgreSQL the one that serves all values where the statement is prepared."""
    sql, values = _explained(compiled, arguments, limit)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
            return "\n".join(row[-1] for row in cursor.fetchall())
        if compiled.run.keywords["replan"]:
            cursor.execute(f"EXPLAIN {sql}", values)
        else:
            _prepare(cursor, sql, values)
            cursor.execute(f"EXPLAIN EXECUTE one {_places(values)}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
        if not compiled.run.keywords["replan"]:
            cursor.execute("DEALLOCATE one")
        return plan


def measured_plan_of(compiled, *arguments, limit=None):
    """The plan as a tree with what it has read, on PostgreSQL, for these values."""
    sql, values = _explained(compiled, arguments, limit)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values)
        explained = cursor.fetchone()[0]
    return (json.loads(explained) if isinstance(explained, str) else explained)[0]["Plan"]


def _explained(compiled, arguments, limit):
    sql, places, _read = compiled._statement(*map(_shape, arguments))
    values = _fill(places, arguments)
    return (sql, values) if limit is None else (f"{sql} LIMIT %s", [*values, limit])


def _places(values):
    return f"({', '.join(['%s'] * len(values))})" if values else ""


def _prepare(cursor, sql, values):
    cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
    pieces = sql.replace("%%", "%").split("%s")
    numbered = "".join(f"{piece}${n}" for n, piece in enumerate(pieces[:-1], start=1)) + pieces[-1]
    types = ", ".join(TYPES[type(value)] for value in values)
    cursor.execute(f"PREPARE one{f' ({types})' if types else ''} AS {numbered}")
