"""The notes of a work, in Markdown, with what a work has no field for; and how notices quote a file. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from works.exchange import values
from works.exchange.records import Container, Contents, Task

# Characters of a title, or another text of the file, that a notice quotes.
QUOTED = 80


def paragraphs(*parts: str) -> str:
    """Return those of the parts that are not empty, with an empty line between them."""
    return "\n\n".join(part.strip("\r\n") for part in parts if part and not part.isspace())


def line(label: object, value: str) -> str:
    """Return a line such as `Estimate: 3`; "" if there is no value.

    The label of a line that is written for each row is lazy: a translation takes 5 µs.
    """
    return f"{label}: {value.strip()}" if value and not value.isspace() else ""


def lines(pairs: Iterable[tuple[object, str]]) -> str:
    """Return a paragraph with a line for each label whose value is not empty."""
    return "\n".join(filter(None, (line(label, value) for label, value in pairs)))


def checklist(items: Iterable[tuple[object, bool]]) -> str:
    """Return a check list: of each item its text, and whether it is ticked."""
    return "\n".join(f"- [{'x' if is_done else ' '}] {values.line(title)}" for title, is_done in items)


def shortened(text: str, limit: int = 100) -> str:
    """Return a text on one line, cut after `limit` characters."""
    text = " ".join(text[: limit * 2].split())
    return text if len(text) <= limit else f"{text[:limit]}…"


def quoted(text: str) -> str:
    """Return the beginning of a text in quotation marks."""
    return f"“{shortened(text, QUOTED)}”"


def add(record: Container | Task, *parts: str) -> None:
    """Add paragraphs to the notes of a record."""
    record.content = paragraphs(record.content, *parts)


def keep_repetition(contents: Contents, task: Task, text: str) -> None:
    """Write a repetition that no rule can express into the notes, with a notice."""
    add(task, line(gettext_lazy("Repeats"), text))
    message = _("{title} repeats {rule}, which no rule here can express. It is imported once, with this in its text.")
    contents.notice(task.line, message.format(title=quoted(task.title), rule=quoted(text)))


def keep_start(task: Task, label: object) -> None:
    """Move a first day after the deadline into the notes: a work cannot begin after it is due."""
    if task.starts_on and task.deadline_on and task.starts_on > task.deadline_on:
        add(task, line(label, str(task.starts_on)))
        task.starts_on = None


def keep_date(contents: Contents, task: Task, label: object, text: str) -> None:
    """Write a text that is no date, where the format has a date, into the notes, with a notice."""
    add(task, line(label, text))
    message = _("{title}: {text} is not a date. It is in its text.")
    contents.notice(task.line, message.format(title=quoted(task.title), text=quoted(text)))
