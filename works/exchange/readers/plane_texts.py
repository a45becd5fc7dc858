"""Write what a work item of Plane has besides its fields as Markdown: its relations, links and comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from works.exchange import notes
from works.exchange.times import Moment, read_moment
from works.exchange.values import Json, record, records, text, texts
from works.exchange.words import priority_of, status_of

LABELS = {
    "id": gettext_lazy("Number in Plane"),
    "state_name": gettext_lazy("Status"),
    "priority": gettext_lazy("Priority"),
    "start_date": gettext_lazy("Start"),
    "target_date": gettext_lazy("Due"),
    "module_name": gettext_lazy("Modules"),
    "estimate": gettext_lazy("Estimate"),
    "assignees": gettext_lazy("Assignees"),
    "cycle_name": gettext_lazy("Cycle"),
    "link": gettext_lazy("Link"),
    "attachment_links": gettext_lazy("Attachment"),
}
# Those that are kept as they are.
KEPT = tuple(LABELS)[6:]


def names_of(value: Any) -> list[str]:
    """Return a list of names; in a table they stand in one cell."""
    return texts(value if isinstance(value, list) else text(value).split(", ")) if value else []


def moment_of(row: Json, name: str) -> Moment | None:
    """Return the day of a field; None if it has none."""
    return read_moment(text(row.get(name)))


def content_of(row: Json, key: str) -> str:
    """Return the notes of a work item."""

    def of(name: str) -> str:
        return ", ".join(names_of(row.get(name)))

    odd = {
        "state_name": status_of(of("state_name")) is None,
        "priority": priority_of(of("priority")) is None,
        "start_date": moment_of(row, "start_date") is None,
        "target_date": moment_of(row, "target_date") is None,
    }
    kept = [
        (LABELS["id"], key),
        *((LABELS[name], of(name)) for name in (*(name for name in odd if odd[name]), *KEPT)),
        (LABELS["module_name"], ", ".join(names_of(row.get("module_name"))[1:])),
        *_relations(row.get("relations")),
    ]
    comments = [_comment(each) for each in records(row.get("comments"))]
    if written := text(row.get("comments")).strip():
        comments = [notes.line(_("Comments"), written)]
    return notes.paragraphs(text(row.get("description")), notes.lines(kept), *comments)


def _relations(value: Any) -> Iterator[tuple[object, str]]:
    yield gettext_lazy("Relation"), "" if text(value) in ("{}", "[]") else text(value)
    for kind, other in record(value).items():
        yield text(kind).replace("_", " "), text(other)


def _comment(comment: Json) -> str:
    author, day = text(comment.get("created_by")).strip(), text(comment.get("created_at")).strip()
    head = _("Comment by {name}, {day}:").format(name=author or "?", day=day or "?")
    return f"{head}\n{text(comment.get('comment'))}"
