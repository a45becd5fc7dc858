"""A reader for tests of the importer: JSON that has the records themselves."""

import json
from datetime import date, datetime, time

from works.choices import Priority, Status
from works.exchange import sources
from works.exchange.records import Container, Contents, Question, Repetition, Task, Unreadable

NAME = "plain"
LABEL = "Plain"

KINDS = {
    "status": Status,
    "priority": Priority,
    "labels": tuple,
    "starts_on": date.fromisoformat,
    "deadline_on": date.fromisoformat,
    "deadline_time": time.fromisoformat,
    "created_at": datetime.fromisoformat,
    "started_at": datetime.fromisoformat,
    "ended_at": datetime.fromisoformat,
    "repetition": lambda given: Repetition(**{**given, "starts_on": date.fromisoformat(given["starts_on"])}),
}


def matches(name, data):
    return data.lstrip().startswith(b'{"plain"') or name.endswith(".plain")


def read(data, reading):
    try:
        found = json.loads(data)
    except ValueError:
        raise Unreadable(line=1, reason="it is not JSON.") from None
    contents = Contents()
    for number, fields in enumerate(found.get("containers", []), start=1):
        contents.containers.append(Container(line=number, **fields))
    for number, fields in enumerate(found.get("tasks", []), start=1):
        values = {name: KINDS.get(name, lambda value: value)(value) for name, value in fields.items()}
        contents.tasks.append(Task(line=number, **values))
    if found.get("asks"):
        answer = reading.answers.get("shade", "light")
        choices = (("light", "Light"), ("dark", "Dark"))
        contents.questions.append(Question("shade", "Which shade?", choices, answer))
        contents.notice(None, f"The shade is {answer}.")
    return contents


def file_of(*, containers=(), tasks=(), **more):
    """Return a file with these records."""
    return json.dumps({"plain": 1, "containers": list(containers), "tasks": list(tasks), **more}).encode()


def install():
    """Add the reader to those that the importer knows, before any other."""
    import sys

    known = (sys.modules[__name__], *sources.readers())
    sources.readers = lambda: known
