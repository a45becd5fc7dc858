"""What a VTODO has and a work has no field for, as lines of text. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from works.exchange import notes
from works.exchange.readers.vtodo_lines import Component, Property
from works.exchange.readers.vtodo_times import Times, duration

NAMES = frozenset({"PERCENT-COMPLETE", "LOCATION", "GEO", "URL", "ORGANIZER", "ATTENDEE", "CONTACT"})
NAMES |= {"RESOURCES", "COMMENT", "ATTACH", "RELATED-TO", "CLASS"}


def remarks(times: Times, titles: dict[str, str], todo: Component) -> Iterator[tuple[object, str]]:
    """Yield what a work has no field for."""
    if not (todo.children or NAMES & todo.properties.keys()):
        return
    progress = todo.text("PERCENT-COMPLETE").strip("0 ")
    yield gettext_lazy("Progress"), f"{todo.text('PERCENT-COMPLETE')} %" if progress not in ("", "1") else ""
    yield gettext_lazy("Location"), todo.text("LOCATION") or todo.text("GEO")
    yield gettext_lazy("Link"), todo.text("URL")
    people = [found for name in ("ORGANIZER", "ATTENDEE", "CONTACT") for found in todo.all(name)]
    yield gettext_lazy("People"), ", ".join(found.parameters.get("CN") or found.text for found in people)
    yield gettext_lazy("Resources"), ", ".join(name for found in todo.all("RESOURCES") for name in found.items)
    for found in todo.all("COMMENT"):
        yield gettext_lazy("Comment"), found.text.strip()
    yield gettext_lazy("Attachments"), ", ".join(_named(found) for found in todo.all("ATTACH"))
    for alarm in todo.children:
        if alarm.name == "VALARM" and (trigger := alarm.first("TRIGGER")):
            yield gettext_lazy("Reminder"), _reminder(times, trigger, todo.line)
    siblings = [found.text for found in todo.all("RELATED-TO") if relation(found) not in ("PARENT", "CHILD")]
    yield gettext_lazy("Related to"), ", ".join(notes.quoted(titles.get(uid) or uid) for uid in siblings)
    if todo.text("CLASS").upper() not in ("", "PUBLIC"):
        yield gettext_lazy("Access"), todo.text("CLASS")


def _named(found: Property) -> str:
    """Return the name of an attachment; one within the file is left out."""
    is_within = "ENCODING" in found.parameters or found.value.lower().startswith("data:")
    return found.parameters.get("FILENAME") or (_("a file") if is_within else found.text)


def _reminder(times: Times, trigger: Property, line: int) -> str:
    """Return `2026-09-02 09:00`, or `1:00:00` before or after."""
    length = duration(trigger.value)
    if length is None:
        value = times.read(trigger, line)
        return " ".join(str(part) for part in times.on(value) if part) if value else trigger.text
    message = _("{length} after") if length.total_seconds() > 0 else _("{length} before")
    return message.format(length=abs(length))


def relation(found: Property) -> str:
    """Return how a RELATED-TO relates: PARENT, CHILD, SIBLING or another."""
    return found.parameters.get("RELTYPE", "PARENT").upper()
