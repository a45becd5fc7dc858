"""Damage files as the world does, and check that a reader finds sound rows in them or names the line at fault."""

import copy
import io
import json
import zipfile
from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from works.choices import Priority, Status
from works.exchange.records import Contents, Reading, Unreadable
from works.recurrence.rule import Rule
from works.recurrence.schedule import check

SEOUL = Reading(ZoneInfo("Asia/Seoul"), date(2026, 11, 29))
NEW_YORK = Reading(ZoneInfo("America/New_York"), date(2026, 11, 29))

# What can stand in a file where something else should be.
STRANGE = [
    None,
    True,
    -1,
    2**80,
    float("nan"),
    float("inf"),
    1e300,
    "",
    "0",
    "9" * 5000,
    "\0",
    "\ud800",
    "<b>" * 50,
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "2026-13-45T99:99:99Z",
    '=HYPERLINK("https://example.org")',
    [],
    [[[]]],
    {},
    {"dateTime": {}, "id": []},
]


def samples(name):
    """Return the bytes of a sample file."""
    return open(f"tests/works/exchange/samples/{name}", "rb").read()


def zipped(members):
    """Return a zip of files, by their names: the same bytes each time."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def read_or_refuse(reader, data, reading=SEOUL):
    """Return what the reader finds, after a check of it; None if it refuses the file, naming a line."""
    reader.matches("file", data)
    try:
        contents = reader.read(data, reading)
    except Unreadable as refusal:
        if "line" not in refusal.detail:
            raise
        return None
    assert_sound(contents)
    return contents


def assert_sound(contents: Contents):
    """Check what the importer may rely on."""
    containers = [container.key for container in contents.containers]
    tasks = [task.key for task in contents.tasks]
    assert len(set(containers)) == len(containers)
    assert len(set(tasks)) == len(tasks)
    for row in [*contents.containers, *contents.tasks]:
        assert row.parent is None or row.parent in (containers if row in contents.containers else tasks)
    for container in contents.containers:
        assert container.name
        (container.key + container.name + container.content).encode()
    for task in contents.tasks:
        assert task.key
        assert task.title
        assert task.container is None or task.container in containers
        assert "\0" not in task.title + task.content
        "".join([task.key, task.title, task.content, *task.labels]).encode()
        assert isinstance(task.status, Status)
        assert isinstance(task.priority, Priority)
        assert not (task.starts_on and task.deadline_on and task.starts_on > task.deadline_on)
        assert task.deadline_time is None or task.deadline_on
        for at in (task.created_at, task.started_at, task.ended_at):
            assert at is None or at.utcoffset() is not None
        assert task.ended_at is None or task.status.is_closed
        if task.repetition:
            check(Rule.parse(task.repetition.rule), task.repetition.starts_on)
    for notice in contents.notices:
        assert notice.text


@st.composite
def damaged_json(draw, value):
    """Return the value with some of its parts, wherever they are, replaced by strange values or removed."""
    damaged = copy.deepcopy(value)
    for _time in range(draw(st.integers(1, 4))):
        places = list(_places(damaged))
        if not places:
            break
        holder, name = draw(st.sampled_from(places))
        if draw(st.booleans()):
            holder[name] = copy.deepcopy(draw(st.sampled_from(STRANGE)))
        else:
            del holder[name]
    return json.dumps(damaged).encode()


def with_text_at_each_place(value, text):
    """Yield the value with the text in place of each of its parts, one after the other."""
    for number in range(len(list(_places(value)))):
        damaged = copy.deepcopy(value)
        holder, name = list(_places(damaged))[number]
        holder[name] = text
        yield json.dumps(damaged).encode()


@st.composite
def damaged_bytes(draw, data):
    """Return the bytes with some of them replaced, removed or repeated."""
    damaged = bytearray(data)
    for _time in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(damaged) - 1))
        match draw(st.integers(0, 2)):
            case 0:
                damaged[at] = draw(st.integers(0, 255))
            case 1:
                del damaged[at : at + draw(st.integers(1, 40))]
            case 2:
                damaged[at:at] = damaged[at : at + draw(st.integers(1, 40))]
        damaged = damaged or bytearray(b"x")
    return bytes(damaged)


def truncations(data):
    """Return the beginnings of the bytes, at each tenth of their length."""
    return [data[: len(data) * tenth // 10] for tenth in range(10)]


def other_encodings(data):
    """Return the text of the bytes in encodings that no reader takes."""
    text = data.decode("utf-8-sig")
    return [text.encode("utf-16"), text.encode("utf-16-le"), ("é" + text).encode("latin-1", "replace")]


def _places(value):
    """Yield each holder and name or index in a JSON value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in list(pairs):
        yield value, name
        yield from _places(inner)
