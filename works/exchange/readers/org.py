"""Org files: headings are a tree, those with a keyword are tasks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from works.choices import Priority, Status
from works.exchange import notes
from works.exchange.files import MAX_ROWS, refuse_too_many, start_of, text_of
from works.exchange.keys import Keys, digest_of
from works.exchange.readers.org_keywords import Keywords, declared
from works.exchange.readers.org_sections import Section, parse_section
from works.exchange.readers.org_text import markdown, without_links
from works.exchange.readers.org_times import set_times
from works.exchange.records import Container, Contents, Reading, Task

NAME = "org"
LABEL = "Org mode"

# Labels that a heading inherits: a bound for trees made to use up memory.
MAX_LABELS = 100

PRIORITIES = {"A": Priority.HIGH, "B": Priority.MEDIUM, "C": Priority.LOW}

_heading = re.compile(r"(\*+)[ \t]+(.*)")
_priority = re.compile(r"\[#([A-Za-z0-9]{1,2})\][ \t]*")
_tags = re.compile(r"[ \t]+:([\w@#%:]+):[ \t]*$")
_cookie = re.compile(r"[ \t]*\[(?:[0-9]*/[0-9]*|[0-9]*%)\]")
_setting = re.compile(r"#\+(title|filetags)[ \t]*:(.*)", re.IGNORECASE)
_settings = re.compile(rb"(?im)^#\+(?:title|filetags|seq_todo|typ_todo|todo|startup|property):")

_first_task = re.compile(rb"\*+ (?:TODO|NEXT|DONE) ")


@dataclass(slots=True)
class _Node:
    """An open heading: its level, the labels that those below inherit, and what it became."""

    level: int
    labels: tuple[str, ...]
    container: str | None = None
    task: Task | None = None


@dataclass(slots=True)
class _File:
    reading: Reading
    keywords: Keywords
    contents: Contents = field(default_factory=Contents)
    keys: Keys = field(default_factory=Keys)
    # Headings without a keyword below a task, by the key of the task.
    notes: dict[str, list[str]] = field(default_factory=dict)


def matches(name: str, data: bytes) -> bool:
    """Report whether it is named so, or begins with a setting or a task of org."""
    if name.lower().endswith((".org", ".org_archive")):
        return True
    begin = start_of(data)
    return bool(_settings.match(begin) or _first_task.match(begin))


def read(data: bytes, reading: Reading) -> Contents:
    """Return what the file has. Raises Unreadable."""
    rows = text_of(data).replace("\r\n", "\n").split("\n")
    file = _File(reading, declared(rows))
    nodes = [_Node(0, ())]
    begins = [number for number, row in enumerate(rows) if row.startswith("*") and _heading.match(row)]
    refuse_too_many(len(begins), line=begins[MAX_ROWS] + 1 if len(begins) > MAX_ROWS else None)
    _preamble(file, nodes[0], rows[: begins[0] if begins else len(rows)])
    for begin, end in pairwise([*begins, len(rows)]):
        found = _heading.match(rows[begin])
        if found:
            _add(file, nodes, len(found[1]), found[2], parse_section(rows[begin + 1 : end]), begin + 1)
    for task in file.contents.tasks:
        notes.add(task, *file.notes.get(task.key, ()))
    return file.contents


def _preamble(file: _File, top: _Node, rows: list[str]) -> None:
    """Make a container of the title of the file, with the text before the first heading."""
    settings = {found[1].lower(): found[2].strip() for row in rows if (found := _setting.fullmatch(row))}
    top.labels = _unique(settings.get("filetags", "").replace(":", " ").split())
    body = markdown([row for row in rows if not row.startswith("#")])
    if title := settings.get("title", ""):
        top.container = file.keys.unique(digest_of("file", title))
        file.contents.containers.append(Container(key=top.container, name=title, content=body, line=1))
    elif body.strip():
        file.contents.notice(1, _("The text before the first heading is left out."))


def _add(file: _File, nodes: list[_Node], level: int, heading: str, section: Section, line: int) -> None:
    """Add a heading: a task, a container, or a note of the task above."""
    while nodes[-1].level >= level:
        nodes.pop()
    above = nodes[-1]
    tags = _tags.search(heading)
    heading = heading[: tags.start()] if tags else heading
    node = _Node(level, _unique([*above.labels, *(tags[1].split(":") if tags else ())]), above.container, above.task)
    nodes.append(node)
    word, _space, rest = heading.strip().partition(" ")
    status = file.keywords.status(word)
    if status:
        node.task = _task(file, node, status, rest.strip(), section, line)
        if status in (Status.TODO, Status.DONE) and word != status:
            notes.add(node.task, notes.line(gettext_lazy("State"), word))
        file.contents.tasks.append(node.task)
    elif above.task:
        title = f"{'#' * min(level, 6)} {markdown([heading.strip()])}"
        file.notes.setdefault(above.task.key, []).append(notes.paragraphs(title, _content(section)))
    else:
        node.container = _container(file, above.container, heading.strip(), section, line)


def _task(file: _File, node: _Node, status: Status, heading: str, section: Section, line: int) -> Task:
    priority = _priority.match(heading)
    heading = heading[priority.end() :] if priority else heading
    title, links = without_links(_cookie.sub("", heading).strip())
    parent = node.task.key if node.task else None
    level = priority[1].upper() if priority else ""
    task = Task(
        key=_key(file, section, parent or node.container, title),
        title=title or _("Untitled"),
        container=node.container,
        parent=parent,
        status=status,
        priority=PRIORITIES.get(level, Priority.NONE),
        labels=node.labels,
        content=notes.paragraphs(
            links, _content(section), notes.line(gettext_lazy("Priority"), "" if level in PRIORITIES else level)
        ),
        line=line,
    )
    set_times(file.contents, task, section, file.reading.zone)
    return task


def _container(file: _File, parent: str | None, heading: str, section: Section, line: int) -> str:
    name, links = without_links(_cookie.sub("", heading).strip())
    planning = notes.lines((name.capitalize(), text) for name, text in section.planning.items())
    key = _key(file, section, parent, name)
    content = notes.paragraphs(links, _content(section), planning)
    file.contents.containers.append(
        Container(key=key, name=name or _("Untitled"), parent=parent, content=content, line=line)
    )
    return key


def _key(file: _File, section: Section, parent: str | None, title: str) -> str:
    own = next((value for name, value in section.properties.items() if name.upper() == "ID" and value), "")
    return file.keys.unique(own) if own else file.keys.unique(digest_of(parent, title))


def _content(section: Section) -> str:
    """Return the text of a section, with its log and its other properties."""
    hours, minutes = divmod(section.clocked, 60)
    remarks = [
        *((name, value) for name, value in section.properties.items() if name.upper() != "ID"),
        (gettext_lazy("Time spent"), f"{hours}:{minutes:02}" if section.clocked else ""),
    ]
    return notes.paragraphs(markdown(section.body), markdown(section.log), notes.lines(remarks))


def _unique(labels: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for label in labels if label))[:MAX_LABELS]
