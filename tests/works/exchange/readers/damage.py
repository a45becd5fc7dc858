"""Damaged files: each must give rows or Unreadable, and never another exception."""

import json
import random
import re
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from works.choices import Priority, Status
from works.exchange.records import Contents, Reading, Unreadable

SEOUL = Reading(ZoneInfo("Asia/Seoul"), date(2026, 11, 29))
NEW_YORK = Reading(ZoneInfo("America/New_York"), date(2026, 11, 29))
VALUES = (
    None,
    True,
    0,
    -1,
    1e308,
    float("nan"),
    "",
    "x",
    "=HYPERLINK(1)",
    "\ud800\0",
    [],
    [[1]],
    {},
    {"a": [None]},
    "2026-13-45",
    10**40,
)


def read_or_refuse(reader, data, reading=SEOUL):
    """Return what the reader gives, checked; None if it refuses the file with its line."""
    assert reader.matches("x", data) in (True, False)
    try:
        contents = reader.read(data, reading)
    except Unreadable as error:
        refusal = error.detail
    else:
        check(contents)
        return contents
    assert re.search(r"line [1-9]\d*: .{10,}", refusal)
    return None


def check(contents: Contents):
    """Fail unless the contents keep what records.py promises."""
    keys = [task.key for task in contents.tasks]
    assert len(keys) == len(set(keys))
    containers = [container.key for container in contents.containers]
    assert len(containers) == len(set(containers))
    known = {*containers, None}
    assert all(
        container.parent in known and isinstance(container.name, str) and container.name
        for container in contents.containers
    )
    for task in contents.tasks:
        assert isinstance(task.title, str)
        assert task.title
        assert isinstance(task.content, str)
        assert task.container in known
        assert task.parent is None or task.parent in keys
        assert type(task.status) is Status
        assert type(task.priority) is Priority
        assert all(isinstance(label, str) and label for label in task.labels)
        assert task.ended_at is None or (task.ended_at.tzinfo and task.status.is_closed)
        assert task.created_at is None or task.created_at.tzinfo
        assert task.deadline_time is None or task.deadline_on
    for question in contents.questions:
        assert question.answer in dict(question.choices)
    json.dumps(
        [*(task.title for task in contents.tasks), *(task.content for task in contents.tasks)], ensure_ascii=False
    ).encode()


def truncations(data):
    """Yield the file cut at each tenth of its length."""
    for tenth in range(1, 10):
        yield data[: len(data) * tenth // 10]


def flips(data, count=200):
    """Yield the file with a few bytes changed."""
    source = random.Random(7)
    for _ in range(count):
        changed = bytearray(data)
        for _ in range(source.randint(1, 3)):
            changed[source.randrange(len(changed))] = source.choice(b"\0\"',;\n\r\t{}[]:=0x\xff\xc3")
        yield bytes(changed)


def replacements(value, count=200):
    """Yield the JSON value with one value in it replaced."""
    source = random.Random(7)
    for _ in range(count):
        copy = json.loads(json.dumps(value))
        place, depth = copy, source.randint(1, 6)
        while True:
            keys = list(place) if isinstance(place, dict) else range(len(place))
            key = source.choice(list(keys))
            depth -= 1
            if depth and isinstance(place[key], dict | list) and place[key]:
                place = place[key]
            else:
                place[key] = source.choice(VALUES)
                break
        yield json.dumps(copy).encode()


def refuses_other_encodings(reader, data):
    """Check that UTF-16 and Latin-1 are refused with a line."""
    for damaged in (data.decode().encode("utf-16"), data + b"\n\xe9\xe8,"):
        with pytest.raises(Unreadable):
            reader.read(damaged, SEOUL)
