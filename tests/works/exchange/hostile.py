"""Damaged files: what every reader must answer with right rows or Unreadable, whatever is in them."""

import contextlib
import copy
import json
import random
import re
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from works.exchange.records import Contents, Reading, Unreadable
from works.recurrence.rule import Rule
from works.recurrence.schedule import check

SAMPLES = Path(__file__).with_name("samples")
SEOUL = Reading(zone=ZoneInfo("Asia/Seoul"), today=date(2026, 11, 28))

VALUES = [
    None,
    True,
    0,
    -1,
    1e308,
    10**30,
    "",
    "\0",
    "\ud800",
    "9999-12-31",
    "99991231T235959Z",
    [],
    [[1]],
    {},
    {"a": {}},
    "x" * 400,
]


def sample(name):
    return (SAMPLES / name).read_bytes()


def read_or_refuse(reader, data):
    """Read a file; check what comes out, or that the refusal names a line."""
    try:
        contents = reader.read(data, SEOUL)
    except Unreadable as refusal:
        check_refusal(refusal)
        return None
    check_contents(contents)
    return contents


def check_refusal(refusal):
    found = re.search(r"line ([0-9]+)", str(refusal))
    assert found
    assert int(found[1]) >= 1


def check_contents(contents: Contents):
    containers = [container.key for container in contents.containers]
    keys = [task.key for task in contents.tasks]
    assert len(set(containers)) == len(containers)
    assert len(set(keys)) == len(keys)
    for container in contents.containers:
        assert container.name
        assert container.parent is None or container.parent in containers
    for task in contents.tasks:
        _check_task(task, set(containers), set(keys))


def _check_task(task, containers, keys):
    assert task.title
    assert task.container is None or task.container in containers
    assert task.parent is None or task.parent in keys - {task.key}
    assert "\0" not in task.title + task.content
    (task.title + task.content + "".join(task.labels)).encode()
    assert not (task.starts_on and task.deadline_on and task.starts_on > task.deadline_on)
    assert task.deadline_on or not task.deadline_time
    for instant in (task.created_at, task.started_at, task.ended_at):
        assert instant is None or instant.utcoffset() is not None
    assert not (task.ended_at and not task.status.is_closed)
    if task.repetition:
        assert not task.status.is_closed
        check(Rule.parse(task.repetition.rule), task.repetition.starts_on)


def truncated(data):
    return [data[: len(data) * tenth // 10] for tenth in range(10)]


def flipped(data, seed):
    """Return the file with up to five other bytes."""
    chance, changed = random.Random(seed), bytearray(data)
    for _ in range(chance.randint(1, 5)):
        changed[chance.randrange(len(changed))] = chance.choice(b'\n\r \t:;,"<>[]{}*#+-0129TZ\x00\xff\\')
    return bytes(changed)


def shuffled(data, seed):
    """Return the file with lines removed, doubled and moved."""
    chance, rows = random.Random(seed), data.split(b"\n")
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(rows))
        match chance.randrange(3):
            case 0 if len(rows) > 1:
                del rows[at]
            case 1:
                rows.insert(at, chance.choice(rows))
            case _:
                rows[at], rows[-1] = rows[-1], rows[at]
    return b"\n".join(rows)


def replaced(value, seed):
    """Return JSON with up to four values replaced by ones of other types."""
    chance, changed = random.Random(seed), copy.deepcopy(value)
    places = list(_places(changed))
    for parent, key in chance.sample(places, min(len(places), chance.randint(1, 4))):
        # A value above may have been replaced before.
        with contextlib.suppress(KeyError, IndexError):
            parent[key] = chance.choice(VALUES)
    return json.dumps(changed).encode()


def _places(value):
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in list(pairs):
        yield value, key
        yield from _places(below)
