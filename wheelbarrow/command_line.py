"""Run manage.py's commands, for which a database that cannot be used is one line and exit status 1."""

from __future__ import annotations

import sys

import django
from django.core.management import execute_from_command_line
from django.db import Error, InterfaceError, OperationalError

from wheelbarrow.core.db.availability import Problem, problem_of
from wheelbarrow.core.lean import loading

UNDEFINED_TABLE = "42P01"
ADVICE = {
    Problem.UNREACHABLE: "The database cannot be reached",
    Problem.BUSY: "The database is busy; try again",
    Problem.FULL: "The disk of the database is full or failing",
    Problem.READ_ONLY: "The database is read-only",
}


def run(arguments: list[str]) -> None:
    """Run the command. Errors that are bugs keep their traceback, and so does any error with --traceback."""
    try:
        with loading():
            django.setup()
        execute_from_command_line(arguments)
    except Error as error:
        if "--traceback" in arguments or not (line := _line_of(error)):
            raise
        sys.exit(f"CommandError: {line}")


def _line_of(error: Error) -> str:
    reason = next(iter(str(error).splitlines()), "")
    if "no such table" in reason or getattr(error.__cause__, "sqlstate", None) == UNDEFINED_TABLE:
        return f"A table is missing; apply the migrations with manage.py migrate: {reason}"
    if problem := problem_of(error):
        return f"{ADVICE[problem]}: {reason}"
    return f"The database refused: {reason}" if isinstance(error, (OperationalError, InterfaceError)) else ""
