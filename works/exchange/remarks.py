"""What becomes text in the content of a work because a work has no field for it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from works.exchange.records import Contents, Task

# Characters of a title, or another text of the file, that a notice quotes.
QUOTED = 80


def joined(*blocks: str) -> str:
    """Return the blocks that are not empty, as paragraphs."""
    return "\n\n".join(block for block in (block.strip("\n") for block in blocks) if block.strip())


def lines(pairs: Iterable[tuple[object, str]]) -> str:
    """Return a block with a line `label: value` for each value that is not empty; the labels may be lazy."""
    return "\n".join(f"{label}: {value}" for label, value in pairs if value)


def quoted(text: str) -> str:
    """Return the beginning of a text in quotation marks."""
    text = " ".join(text[: QUOTED * 2].split())
    return f"“{text[:QUOTED]}…”" if len(text) > QUOTED else f"“{text}”"


def keep_repetition(contents: Contents, task: Task, text: str) -> None:
    """Write a repetition that no rule can express into the content, with a notice."""
    task.content = joined(task.content, lines([(gettext_lazy("Repeats"), text)]))
    message = _("{title} repeats {rule}, which no rule here can express. It is imported once, with this in its text.")
    contents.notice(task.line, message.format(title=quoted(task.title), rule=quoted(text)))


def keep_start(task: Task, label: object) -> None:
    """Move a first day after the deadline into the content: a work cannot begin after it is due."""
    if task.starts_on and task.deadline_on and task.starts_on > task.deadline_on:
        task.content = joined(task.content, lines([(label, str(task.starts_on))]))
        task.starts_on = None


def keep_date(contents: Contents, task: Task, label: object, text: str) -> None:
    """Write a text that is no date, where the format has a date, into the content, with a notice."""
    task.content = joined(task.content, lines([(label, text)]))
    message = _("{title}: {text} is not a date. It is in its text.")
    contents.notice(task.line, message.format(title=quoted(task.title), text=quoted(text)))


def untitled() -> str:
    """Return the title of a task that has none."""
    return _("Untitled")
