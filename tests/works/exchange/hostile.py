"""Damaged files, and what every reader must answer them with: right rows, or Unreadable with a line."""

import contextlib
import copy
import io
import json
import random
import re
import zipfile
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from works.choices import Priority, Status
from works.exchange.records import Contents, Reading, Unreadable
from works.recurrence.rule import Rule
from works.recurrence.schedule import check

SAMPLES = Path(__file__).with_name("samples")
SEOUL = Reading(ZoneInfo("Asia/Seoul"), date(2026, 11, 29))
NEW_YORK = Reading(ZoneInfo("America/New_York"), date(2026, 11, 29))
FORMULA = '=HYPERLINK("http://x.example","y")'

# What can stand in a file where something else should be.
STRANGE = [
    None, True, 0, -1, 7, 1.5, 2**80, 10**40, float("nan"), float("inf"), 1e300, "", "0", "x", "x" * 400, "9" * 5000, "\0",
    "\ud800", "\ud800\0", "<b>" * 50, FORMULA, "0001-01-01T00:00:00Z", "9999-12-31", "9999-12-31T23:59:59Z",
    "99991231T235959Z", "2026-13-45T99:99:99Z", "2026-12-01T09:00:00Z", [], [[1]], [[[]]], {}, {"a": [None]},
    {"dateTime": {}, "id": []},
]  # fmt: skip
BYTES = b"\n\r \t\"',:;=<>[]{}*#+-0129TZ\\x\x00\xff\xc3"
# Readers that leave titles and names that are empty, and rules of closed tasks, to the importer.
EMPTY_TITLES = {"todoist", "todoist-csv"}
CLOSED_RULES = {"csv"}
# What is no file of any format.
NOTHING = [
    b"", b"null", b"1", b"7", b"[]", b"{}", b"[[[[", b'"x"', b'"', b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"[1, null]",
    b'[{"a": 1}]', b"{", b"BEGIN:VCARD", b"a,b\n1,2", b"pf_", b"PK\x03\x04", b"[" * 100_000,
]  # fmt: skip


def sample(name):
    """Return the bytes of a sample."""
    return (SAMPLES / name).read_bytes()


def zipped(members, method=zipfile.ZIP_DEFLATED):
    """Return a zip of files, by their names: the same bytes each time."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return file.getvalue()


def read_or_refuse(reader, data, reading=SEOUL):
    """Return what the reader finds, after a check of it; None if it refuses the file, naming a line."""
    assert reader.matches("file", data) in (True, False)
    try:
        contents = reader.read(data, reading)
    except Unreadable as error:
        refusal = error.detail
    else:
        check_contents(contents, reader.NAME)
        return contents
    assert re.search(r"line [1-9]\d*: .{10,}", refusal, re.DOTALL)
    return None


def check_contents(contents: Contents, name):
    """Check what the importer may rely on, which is what records.py promises."""
    containers, tasks = ({row.key for row in rows} for rows in (contents.containers, contents.tasks))
    assert (len(containers), len(tasks)) == (len(contents.containers), len(contents.tasks))
    for container in contents.containers:
        assert isinstance(container.name, str)
        assert container.name or name in EMPTY_TITLES
        assert container.parent is None or container.parent in containers
        _check_text(container.key, container.name, container.content)
    for task in contents.tasks:
        assert task.key
        assert task.container is None or task.container in containers
        assert task.parent is None or task.parent in tasks - {task.key}
        _check_task(task)
        assert task.title or name in EMPTY_TITLES
        assert not (task.repetition and task.status.is_closed) or name in CLOSED_RULES
    for notice in contents.notices:
        assert notice.text
        _check_text(notice.text)
    for question in contents.questions:
        assert question.answer in dict(question.choices)


def _check_task(task):
    _check_text(task.key, task.title, task.content, *task.labels)
    assert all(task.labels)
    assert type(task.status) is Status
    assert type(task.priority) is Priority
    assert not (task.starts_on and task.deadline_on and task.starts_on > task.deadline_on)
    assert task.deadline_on or not task.deadline_time
    for at in (task.created_at, task.started_at, task.ended_at):
        assert at is None or at.utcoffset() is not None
    assert task.status.is_closed or not task.ended_at
    if task.repetition:
        check(Rule.parse(task.repetition.rule), task.repetition.starts_on)


def _check_text(*texts):
    """Check that a database can store the texts."""
    whole = "".join(texts)
    assert "\0" not in whole
    whole.encode()


def truncations(data):
    """Return the beginnings of the bytes, at each tenth of their length."""
    return [data[: len(data) * tenth // 10] for tenth in range(10)]


def other_encodings(data):
    """Return the text of the bytes in encodings that no reader takes."""
    text = data.decode("utf-8-sig")
    encoded = [text.encode(name, "replace") for name in ("utf-16", "utf-16-le", "utf-32", "euc-kr")]
    return [*encoded, ("é" + text).encode("latin-1", "replace"), data + b"\n\xe9\xe8,"]


def changed_bytes(data, count=200):
    """Yield the bytes with some of them replaced, removed or repeated."""
    for seed in range(count):
        chance, changed = random.Random(seed), bytearray(data)
        for _ in range(chance.randint(1, 6)):
            at, length = chance.randrange(len(changed)), chance.randint(1, 40)
            match chance.randrange(4):
                case 0:
                    changed[at] = chance.randrange(256)
                case 1:
                    del changed[at : at + length]
                case 2:
                    changed[at:at] = changed[at : at + length]
                case _:
                    changed[at] = chance.choice(BYTES)
            changed = changed or bytearray(b"x")
        yield bytes(changed)


def shuffled_lines(data, count=100):
    """Yield the file with lines removed, doubled and moved."""
    for seed in range(count):
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
        yield b"\n".join(rows)


def changed_values(value, count=200):
    """Yield JSON with up to four of its parts, wherever they are, removed or replaced by strange values."""
    for seed in range(count):
        chance, changed = random.Random(seed), copy.deepcopy(value)
        places = list(_places(changed))
        for holder, name in chance.sample(places, min(len(places), chance.randint(1, 4))):
            # What holds it may have been replaced before.
            with contextlib.suppress(KeyError, IndexError):
                if chance.randrange(4):
                    holder[name] = copy.deepcopy(chance.choice(STRANGE))
                else:
                    del holder[name]
        yield json.dumps(changed).encode()


def with_text_at_each_place(value, text):
    """Yield JSON with the text in place of each of its parts, one after the other."""
    for holder, name in list(_places(value)):
        before, holder[name] = holder[name], text
        yield json.dumps(value).encode()
        holder[name] = before


def _places(value):
    """Yield each holder and name or index in a JSON value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in list(pairs):
        yield value, name
        yield from _places(inner)
