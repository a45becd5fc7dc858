"""Write what a card of Trello has besides its fields as Markdown: check lists, custom fields, attachments, comments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from works.exchange import notes
from works.exchange.records import Contents
from works.exchange.values import Json, number, record, records, text, texts
from works.exchange.values import line as line_of

# Trello exports the last actions of a board only, and comments are among them.
MOST_ACTIONS = 1000


def content_of(board: Json, contents: Contents) -> Callable[[Json, int], str]:
    """Return a function that writes the notes of a card; the number is that of the card, for notices."""
    checklists: dict[str, list[Json]] = defaultdict(list)
    for each in sorted(records(board.get("checklists")), key=position):
        checklists[text(each.get("idCard"))].append(each)
    comments = _comments(board)
    fields = {text(field.get("id")): field for field in sorted(records(board.get("customFields")), key=position)}
    people = {text(each.get("id")): text(each.get("fullName")) for each in records(board.get("members"))}
    if len(records(board.get("actions"))) >= MOST_ACTIONS:
        contents.notice(None, _("Trello exports the last 1,000 actions of a board: older comments are missing."))

    def write(card: Json, number: int) -> str:
        key = text(card.get("id"))
        names = [people.get(each, "") or each for each in texts(card.get("idMembers"))]
        kept = [
            *_custom_fields(card, fields),
            (gettext_lazy("Members"), ", ".join(names)),
            *((gettext_lazy("Attachment"), _attachment(each)) for each in records(card.get("attachments"))),
        ]
        if card.get("dueReminder") not in (None, -1):
            contents.notice(number, _("Its reminder is left out."))
        return notes.paragraphs(
            text(card.get("desc")), *map(_checklist, checklists[key]), notes.lines(kept), *comments[key]
        )

    return write


def position(row: Json) -> float:
    """Return where a list, a card or an item is among its equals."""
    return number(row.get("pos"))


def _checklist(checklist: Json) -> str:
    items = sorted(records(checklist.get("checkItems")), key=position)
    name = line_of(checklist.get("name"))
    return notes.paragraphs(
        f"**{name}**" if name else "",
        notes.checklist(
            (f"{line_of(item.get('name'))}{_due(item)}", item.get("state") == "complete") for item in items
        ),
    )


def _due(item: Json) -> str:
    day = text(item.get("due"))[:10]
    return f" ({day})" if day else ""


def _custom_fields(card: Json, fields: dict[str, Json]) -> Iterator[tuple[object, str]]:
    """Yield the name and the value of each custom field, in the order of the board."""
    values = {text(item.get("idCustomField")): _value(item, fields) for item in records(card.get("customFieldItems"))}
    for key, field in fields.items():
        yield text(field.get("name")).strip() or key, values.get(key, "")


def _value(item: Json, fields: dict[str, Json]) -> str:
    value = item.get("value")
    if isinstance(value, dict):
        if "checked" in value:
            return _("yes") if value["checked"] in (True, "true") else _("no")
        return next(filter(None, (text(value.get(kind)) for kind in ("text", "number", "date"))), "")
    options = records(fields.get(text(item.get("idCustomField")), {}).get("options"))
    chosen = [record(each.get("value")) for each in options if text(each.get("id")) == text(item.get("idValue"))]
    return text(chosen[0].get("text")) if chosen else ""


def _attachment(attachment: Json) -> str:
    name, address = line_of(attachment.get("name")), text(attachment.get("url")).strip()
    return name if name == address or not address else f"{name} {address}".strip()


def _comments(board: Json) -> dict[str, list[str]]:
    """Return the comments of each card, the oldest first."""
    found: dict[str, list[str]] = defaultdict(list)
    actions = sorted(records(board.get("actions")), key=lambda action: text(action.get("date")))
    for action in actions:
        data, name = record(action.get("data")), text(record(action.get("memberCreator")).get("fullName"))
        if action.get("type") == "commentCard" and (card := record(data.get("card"))):
            head = _("Comment by {name}, {day}:").format(name=name or "?", day=text(action.get("date"))[:10])
            found[text(card.get("id"))].append(f"{head}\n{text(data.get('text'))}")
    return found
