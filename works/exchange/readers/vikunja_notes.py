"""Write what a task of Vikunja has beside its fields as Markdown: description, comments, relations, reminders. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from works.exchange import notes, times, values
from works.exchange.html import markdown
from works.exchange.values import Json

# The relations beside those of a part and its whole, which become parents.
RELATIONS: dict[str, Promise] = {
    "related": gettext_lazy("Related: {titles}"),
    "blocking": gettext_lazy("Blocks: {titles}"),
    "blocked": gettext_lazy("Blocked by: {titles}"),
    "precedes": gettext_lazy("Before: {titles}"),
    "follows": gettext_lazy("After: {titles}"),
    "duplicateof": gettext_lazy("Duplicate of: {titles}"),
    "duplicates": gettext_lazy("Duplicates: {titles}"),
    "copiedfrom": gettext_lazy("Copied from: {titles}"),
    "copiedto": gettext_lazy("Copied to: {titles}"),
}


def content_of(item: Json, zone: tzinfo) -> str:
    """Return the content of a task, with its instants in the zone."""
    return notes.paragraphs(
        markdown(values.text(item.get("description"))),
        "\n".join(_remarks(item, zone)),
        *_comments(item, zone),
    )


def related(item: Json, kind: str) -> list[Json]:
    """Return the tasks with which the task has a relation of this kind."""
    return values.records(values.record(item.get("related_tasks")).get(kind))


def _remarks(item: Json, zone: tzinfo) -> Iterator[str]:
    ends_at, due_at = times.instant_of(item.get("end_date")), times.instant_of(item.get("due_date"))
    if ends_at and ends_at != due_at:
        yield _("Ends: {text}").format(text=_shown(item.get("end_date"), zone))
    if item.get("done") is not True and (percent := round(100 * values.number(item.get("percent_done")))):
        yield _("Progress: {percent} %").format(percent=percent)
    reminders = [_shown(row.get("reminder"), zone) for row in values.records(item.get("reminders"))]
    if any(reminders):
        yield _("Reminder: {text}").format(text=", ".join(filter(None, reminders)))
    people = [_name(person) for person in values.records(item.get("assignees"))]
    if any(people):
        yield _("Assigned to: {names}").format(names=", ".join(filter(None, people)))
    files = [values.record(row.get("file")).get("name") for row in values.records(item.get("attachments"))]
    if any(names := [values.line(name) for name in files]):
        yield _("Attachments, not imported: {names}").format(names=", ".join(filter(None, names)))
    for kind in values.record(item.get("related_tasks")):
        titles = [values.line(other.get("title")) for other in related(item, kind)]
        if kind in RELATIONS and any(titles):
            yield str(RELATIONS[kind]).format(titles=", ".join(filter(None, titles)))


def _comments(item: Json, zone: tzinfo) -> Iterator[str]:
    for comment in values.records(item.get("comments")):
        if text := markdown(values.text(comment.get("comment"))):
            texts = [_name(values.record(comment.get("author"))), _shown(comment.get("created"), zone)]
            yield notes.paragraphs(", ".join(filter(None, texts)) + ":" if any(texts) else "", text)


def _name(person: Json) -> str:
    return values.line(person.get("name")) or values.line(person.get("username"))


def _shown(value: object, zone: tzinfo) -> str:
    at = times.instant_of(value)
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""
