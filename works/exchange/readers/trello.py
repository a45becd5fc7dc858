"""Read the JSON file that Trello exports of a board."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from works.choices import Status
from works.exchange.files import json_of, refuse_too_many, start_of
from works.exchange.readers.trello_texts import content_of, position
from works.exchange.records import Container, Contents, Question, Reading, Task, Unreadable
from works.exchange.times import read_moment
from works.exchange.values import Json, record, records, text
from works.exchange.words import status_of

NAME, LABEL = "trello", "Trello"

LEAVE_OUT, CANCEL, IMPORT = "leave_out", "cancel", "import"
DONE, OPEN = "done", "open"


def matches(name: str, data: bytes) -> bool:
    """Report whether it is a JSON object with the keys of a board."""
    return start_of(data).startswith(b"{") and all(key in data for key in (b'"lists"', b'"cards"', b'"labelNames"'))


def read(data: bytes, reading: Reading) -> Contents:
    """Return the board and its lists as containers, cards as tasks."""
    board = json_of(data)
    if not isinstance(board, dict) or not isinstance(board.get("lists"), list):
        raise Unreadable(line=1, reason=_("it is not the export of a Trello board: it has no lists."))
    cards = sorted(records(board.get("cards")), key=position)
    refuse_too_many(len(cards))
    contents, lists = Contents(), sorted(records(board["lists"]), key=position)
    archived = _ask_archived(contents, reading, [*lists, *cards])
    finished = _finished_lists(contents, reading, lists)
    _add_containers(contents, board, lists, archived)
    closed_lists = {text(each.get("id")) for each in lists if each.get("closed") is True}
    content = content_of(board, contents)
    ended, taken = _instants_of_completion(board), set()
    keys = {container.key for container in contents.containers}
    left_out = 0
    for number, card in enumerate(_by_list(lists, cards), 1):
        key = text(card.get("id")) or f"card {number}"
        if key in taken:
            contents.notice(number, _("A card occurs twice; the first one is imported."))
            continue
        taken.add(key)
        is_archived = card.get("closed") is True or text(card.get("idList")) in closed_lists
        if is_archived and archived == LEAVE_OUT:
            left_out += 1
            continue
        task = _task(card, key, number, reading.zone, contents)
        task.status = _status(card, is_cancelled=is_archived and archived == CANCEL, finished=finished)
        task.ended_at = ended.get(key) if task.status is Status.DONE else None
        task.container = _container(card, keys, contents, number)
        task.content = content(card, number)
        contents.tasks.append(task)
    if left_out:
        sentence = ngettext("{count} archived card is left out.", "{count} archived cards are left out.", left_out)
        contents.notice(None, sentence.format(count=left_out))
    return contents


def _by_list(lists: list[Json], cards: list[Json]) -> list[Json]:
    """Return the cards of the first list, then those of the second and so on, and at the end those of no list."""
    places = {text(each.get("id")): place for place, each in reversed([*enumerate(lists)])}
    return sorted(cards, key=lambda card: places.get(text(card.get("idList")), len(lists)))


def _ask_archived(contents: Contents, reading: Reading, rows: Iterable[Json]) -> str:
    choices = ((LEAVE_OUT, _("leave out")), (CANCEL, _("import as cancelled")), (IMPORT, _("import")))
    answer = reading.answer("archived", dict(choices), LEAVE_OUT)
    if any(row.get("closed") is True for row in rows):
        contents.questions.append(Question("archived", _("Archived lists and cards:"), choices, answer))
    return answer


def _finished_lists(contents: Contents, reading: Reading, lists: list[Json]) -> set[str]:
    """Return the lists whose cards are done, such as “Done”: boards rarely use the tick box of a card."""
    found = [each for each in lists if status_of(text(each.get("name"))) is Status.DONE]
    if not found:
        return set()
    names = ", ".join(f"“{text(each.get('name'))}”" for each in found[:5])
    question = _("Cards in the lists {names} are:").format(names=names)
    choices = ((DONE, _("done")), (OPEN, _("open, unless they are ticked")))
    answer = reading.answer("finished_lists", dict(choices), DONE)
    contents.questions.append(Question("finished_lists", question, choices, answer))
    return {text(each.get("id")) for each in found} if answer == DONE else set()


def _add_containers(contents: Contents, board: Json, lists: list[Json], archived: str) -> None:
    top = f"board {text(board.get('id'))}".strip()
    name = text(board.get("name")).strip() or _("(no name)")
    contents.containers.append(Container(top, name, content=text(board.get("desc"))))
    taken = set()
    for each in lists:
        key = text(each.get("id"))
        if key and key not in taken and not (each.get("closed") is True and archived == LEAVE_OUT):
            taken.add(key)
            contents.containers.append(Container(key, text(each.get("name")).strip() or _("(no name)"), top))


def _container(card: Json, keys: set[str], contents: Contents, number: int) -> str:
    key = text(card.get("idList"))
    if key in keys:
        return key
    contents.notice(number, _("Its list is not in the file: it is filed in the board."))
    return contents.containers[0].key


def _task(card: Json, key: str, number: int, zone: ZoneInfo, contents: Contents) -> Task:
    title = text(card.get("name")).strip()
    if not title:
        title = _("(no title)")
        contents.notice(number, _("It has no title."))
    starts_on, __ = _local(card, "start", zone, contents, number)
    deadline_on, deadline_time = _local(card, "due", zone, contents, number)
    if starts_on and deadline_on and starts_on > deadline_on:
        contents.notice(number, _("It starts after it is due: the start is left out."))
        starts_on = None
    return Task(
        key=key,
        title=title,
        labels=tuple(dict.fromkeys(filter(None, map(_label, records(card.get("labels")))))),
        starts_on=starts_on,
        deadline_on=deadline_on,
        deadline_time=deadline_time,
        created_at=_created_at(key),
        line=number,
    )


def _local(card: Json, name: str, zone: ZoneInfo, contents: Contents, number: int) -> tuple[date | None, time | None]:
    written = text(card.get(name))
    moment = read_moment(written)
    if moment is None:
        if card.get(name):
            contents.notice(number, _("“{text}” is not a day.").format(text=written[:80]))
        return None, None
    local = moment.instant(zone).astimezone(zone)
    return local.date(), local.time().replace(second=0, microsecond=0)


def _label(label: Json) -> str:
    """Return the name of a label; its colour if it has none, as Trello shows it."""
    return text(label.get("name")).strip() or text(label.get("color")).strip().replace("_", " ")


def _status(card: Json, *, is_cancelled: bool, finished: set[str]) -> Status:
    if card.get("dueComplete") is True or text(card.get("idList")) in finished:
        return Status.DONE
    return Status.CANCELLED if is_cancelled else Status.TODO


def _created_at(key: str) -> datetime | None:
    """Return the instant in the first eight digits of an id of Trello."""
    try:
        return datetime.fromtimestamp(int(key[:8], 16), UTC) if len(key) == 24 else None
    except ValueError:
        return None


def _instants_of_completion(board: Json) -> dict[str, datetime]:
    """Return when cards were ticked, as far as the actions of the board go back."""
    found: dict[str, datetime] = {}
    for action in records(board.get("actions")):
        card = record(record(action.get("data")).get("card"))
        if action.get("type") == "updateCard" and card.get("dueComplete") is True:
            moment = read_moment(text(action.get("date")))
            if moment:
                # The newest action is first.
                found.setdefault(text(card.get("id")), moment.instant(UTC))
    return found
