"""Write what a card of Trello has besides its fields as Markdown: check lists, custom fields, attachments, comments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from works.exchange.records import Contents
from works.exchange.tables import line, paragraphs, records, text, texts

# Trello exports the last actions of a board only, and comments are among them.
MOST_ACTIONS = 1000

Row = dict[str, Any]


def content_of(board: Row, contents: Contents) -> Callable[[Row, int], str]:
    """Return a function that writes the notes of a card; the number is that of the card, for notices."""
    checklists: dict[str, list[Row]] = defaultdict(list)
    for each in sorted(records(board.get("checklists")), key=_position):
        checklists[text(each.get("idCard"))].append(each)
    comments = _comments(board)
    fields = {text(field.get("id")): field for field in sorted(records(board.get("customFields")), key=_position)}
    people = {text(each.get("id")): text(each.get("fullName")) for each in records(board.get("members"))}
    if len(records(board.get("actions"))) >= MOST_ACTIONS:
        contents.notice(None, _("Trello exports the last 1,000 actions of a board: older comments are missing."))

    def write(card: Row, number: int) -> str:
        key = text(card.get("id"))
        names = [people.get(each, "") or each for each in texts(card.get("idMembers"))]
        lines = [
            *_field_lines(card, fields),
            line(gettext_lazy("Members"), ", ".join(names)),
            *(line(gettext_lazy("Attachment"), _attachment(each)) for each in records(card.get("attachments"))),
        ]
        if card.get("dueReminder") not in (None, -1):
            contents.notice(number, _("Its reminder is left out."))
        return paragraphs(
            [text(card.get("desc")), *map(_checklist, checklists[key]), "\n".join(filter(None, lines)), *comments[key]]
        )

    return write


def _position(row: Row) -> float:
    value = row.get("pos")
    return value if isinstance(value, int | float) and abs(value) < 2**60 else 0


def _checklist(checklist: Row) -> str:
    items = sorted(records(checklist.get("checkItems")), key=_position)
    lines = [
        f"- [{'x' if item.get('state') == 'complete' else ' '}] {_one_line(item.get('name'))}{_due(item)}"
        for item in items
    ]
    name = _one_line(checklist.get("name"))
    return "\n".join([f"**{name}**\n", *lines] if name else lines)


def _due(item: Row) -> str:
    day = text(item.get("due"))[:10]
    return f" ({day})" if day else ""


def _field_lines(card: Row, fields: dict[str, Row]) -> list[str]:
    """Return a line for each custom field that has a value, in the order of the board."""
    values = {text(item.get("idCustomField")): _value(item, fields) for item in records(card.get("customFieldItems"))}
    return [line(text(field.get("name")).strip() or key, values.get(key, "")) for key, field in fields.items()]


def _value(item: Row, fields: dict[str, Row]) -> str:
    value = item.get("value")
    if isinstance(value, dict):
        if "checked" in value:
            return _("yes") if value["checked"] in (True, "true") else _("no")
        return next(filter(None, (text(value.get(kind)) for kind in ("text", "number", "date"))), "")
    options = records(fields.get(text(item.get("idCustomField")), {}).get("options"))
    chosen = [each.get("value") for each in options if text(each.get("id")) == text(item.get("idValue"))]
    return text(chosen[0].get("text")) if chosen and isinstance(chosen[0], dict) else ""


def _attachment(attachment: Row) -> str:
    name, address = _one_line(attachment.get("name")), text(attachment.get("url")).strip()
    return name if name == address or not address else f"{name} {address}".strip()


def _comments(board: Row) -> dict[str, list[str]]:
    """Return the comments of each card, the oldest first."""
    found: dict[str, list[str]] = defaultdict(list)
    actions = sorted(records(board.get("actions")), key=lambda action: text(action.get("date")))
    for action in actions:
        data, author = action.get("data"), action.get("memberCreator")
        card = data.get("card") if isinstance(data, dict) else None
        if action.get("type") != "commentCard" or not isinstance(data, dict) or not isinstance(card, dict):
            continue
        name = text(author.get("fullName")) if isinstance(author, dict) else ""
        head = _("Comment by {name}, {day}:").format(name=name or "?", day=text(action.get("date"))[:10])
        found[text(card.get("id"))].append(f"{head}\n{text(data.get('text'))}")
    return found


def _one_line(value: Any) -> str:
    return " ".join(text(value).split())
