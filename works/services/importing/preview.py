"""Read a file and describe what its import would do: the preview, as it is stored and shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from categories.models import Category
from categories.paths import MAX_LEVELS
from wheelbarrow.core.exceptions import Invalid
from works.exchange.account.package import Package
from works.exchange.cleaning import clean
from works.exchange.files import refuse_too_many
from works.exchange.nesting import TOP, Subtasks, Tree, has_subtasks, nest
from works.exchange.records import Contents, Question, Reading, Task
from works.exchange.sources import reader_named
from works.models import Import, ImportedRow
from works.services.importing import accounts
from works.services.importing.plan import CATEGORY, Action, Item, Plan
from works.services.importing.planning import negative_ids, plan_import

# What a preview shows of its rows and notices.
MOST_ROWS, MOST_NOTICES = 100, 500
# Categories among which the question for the place chooses; the API takes the id of any.
MOST_PLACES = 200

# Those of them that everybody has.
FIXED_PLACES = 2

WHERE, SUBTASKS = "where", "subtasks"
NEW, AT_THE_TOP = "new", "top"


class UnknownAnswer(Invalid):
    template = gettext_lazy("“{answer}” is no answer to {name}. Use one of: {choices}.")


class UnknownQuestion(Invalid):
    template = gettext_lazy("This file has no question {name}. It has: {known}.")


class Parsed(NamedTuple):
    """A file as it was read with the answers: its tree, the category above it, and what the person has to know."""

    contents: Contents
    tree: Tree
    base: Category | None


def parse(user: User, row: Import, *, at: datetime) -> Parsed:
    """Read the file of an import with its answers. Raises Unreadable, UnknownQuestion, UnknownAnswer."""
    reader = reader_named(row.source)
    reading = Reading(user.zone, user.local_time(at).date(), user.language, dict(row.answers), row.file_name)
    contents = reader.read(bytes(row.data or b""), reading)
    refuse_too_many(len(contents.tasks) + len(contents.containers))
    clean(contents, zone=user.zone)
    contents.questions += _questions(user, row, contents)
    _refuse_unknown(row.answers, contents.questions)
    answers = {question.name: question.answer for question in contents.questions}
    base = find_base(user, answers.get(WHERE, ""))
    tree = nest(
        contents,
        subtasks=Subtasks(answers.get(SUBTASKS, Subtasks.AUTO)),
        top=top_name(row.source) if answers.get(WHERE) == NEW else None,
        levels=MAX_LEVELS - (base.level + 1 if base else 0),
    )
    if tree.places.keys() == {TOP}:
        tree = Tree(tasks=tree.tasks)
    return Parsed(contents, tree, base)


def find_base(user: User, answer: str) -> Category | None:
    """Return the category below which the import goes; None if it is no existing one. Raises UnknownAnswer."""
    if not _is_id(answer):
        return None
    category: Category | None = Category.objects.owned_by(user).with_id(int(answer)).first()
    if category is None:
        raise UnknownAnswer(field="options", name=WHERE, answer=answer, choices=f"{NEW}, {AT_THE_TOP}")
    return category


def make_preview(user: User, row: Import, *, at: datetime) -> dict[str, Any]:
    """Read the file and return the preview of its import. Raises as parse()."""
    if accounts.is_account(row):
        return preview_account(row, accounts.open_import(row))
    parsed = parse(user, row, at=at)
    plan = plan_import(user, row.source, parsed.tree, base=parsed.base, new_ids=negative_ids)
    return describe(plan, parsed.contents)


def preview_account(row: Import, package: Package) -> dict[str, Any]:
    """Return the preview of an export. Raises Unreadable, UnknownQuestion, UnknownAnswer."""
    questions = accounts.questions_of(row.user, row, package)
    _refuse_unknown(row.answers, questions)
    return {**accounts.plan_account(row.user, package), "questions": [_question(question) for question in questions]}


def describe(plan: Plan, contents: Contents) -> dict[str, Any]:
    """Return the preview as JSON. Its texts are in the active language."""
    rows = list(_rows(plan))
    notices = sorted(contents.notices, key=lambda notice: notice.line or 0)
    skipped = Counter(item.reason for item in plan.items if item.action is Action.SKIP)
    return {
        "counts": plan.counts(),
        "rows": rows,
        "more_rows": len(plan.items) - len(rows),
        "skipped": [{"reason": reason, "count": count} for reason, count in skipped.most_common()],
        "kept": sum(bool(item.kept) for item in plan.items),
        "notices": [{"line": notice.line, "text": notice.text} for notice in notices[:MOST_NOTICES]],
        "more_notices": max(len(notices) - MOST_NOTICES, 0),
        "questions": [_question(question) for question in contents.questions],
    }


def top_name(source: str) -> str:
    """Return the name of the new category for a source: “Todoist” for “Todoist (CSV)”."""
    return reader_named(source).LABEL.partition(" (")[0]


def where_choices(user: User, source: str) -> list[tuple[str, str]]:
    """Return the places for what is imported, with their labels: a new category, the top, and the person's categories."""
    name = top_name(source)
    places = Category.objects.owned_by(user).choices(limit=MOST_PLACES)
    return [
        (NEW, _("Below a new project “{name}”").format(name=name)),
        (AT_THE_TOP, _("At the top, as yearly projects")),
        *((str(pk), _("Below {category}").format(category=label)) for pk, label in places),
    ]


def _questions(user: User, row: Import, contents: Contents) -> list[Question]:
    found = []
    if contents.containers or has_subtasks(contents):
        choices = where_choices(user, row.source)
        answer = row.answers.get(WHERE) or _usual_place(user, row, has_categories=len(choices) > FIXED_PLACES)
        found.append(Question(WHERE, _("Where do the projects of the file go?"), tuple(choices), answer))
    if has_subtasks(contents):
        kinds = (
            (Subtasks.AUTO.value, _("Check lists if they are only titles, else projects")),
            (Subtasks.CHECK_LISTS.value, _("Always check lists in the notes")),
            (Subtasks.CATEGORIES.value, _("Always projects, with a work for each")),
            (Subtasks.FLAT.value, _("Works beside what they belong to")),
        )
        answer = row.answers.get(SUBTASKS, Subtasks.AUTO.value)
        found.append(Question(SUBTASKS, _("What do subtasks become?"), kinds, answer))
    return found


def _usual_place(user: User, row: Import, *, has_categories: bool) -> str:
    """Return where the last import of this source went; else the top of an empty account, or a new category."""
    earlier = Import.objects.owned_by(user).of_source(row.source).done().newest_first().without_contents().first()
    place = str(earlier.answers.get(WHERE, "")) if earlier else ""
    if place in (NEW, AT_THE_TOP) or (place and Category.objects.owned_by(user).with_id(int(place)).exists()):
        return place
    if known := _known_place(user, row.source):
        return known
    return NEW if has_categories else AT_THE_TOP


def _known_place(user: User, source: str) -> str:
    """Return where the categories of this source are that came with an export of another server; empty if that is not clear."""
    known = dict(
        ImportedRow.objects.owned_by(user).of_source(source).of_kind(CATEGORY).values_list("external_id", "row")
    )
    if TOP in known:
        return NEW
    here = Category.objects.owned_by(user).among(sorted(known.values()))
    places = set(here.values_list("parent_id", flat=True)) - set(known.values())
    if len(places) != 1:
        return ""
    [place] = places
    return AT_THE_TOP if place is None else str(place)


def _refuse_unknown(answers: dict[str, str], questions: list[Question]) -> None:
    by_name = {question.name: question for question in questions}
    for name, answer in answers.items():
        question = by_name.get(name)
        if question is None:
            raise UnknownQuestion(field="options", name=name, known=", ".join(by_name) or "–")
        values = [value for value, _label in question.choices]
        if answer not in values and not (name == WHERE and _is_id(answer)):
            raise UnknownAnswer(field="options", name=name, answer=answer[:40], choices=", ".join(values[:20]))


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text[:20]) < 2**63


def _rows(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield the first rows in the order of the tree: of each category its works, then the categories below it."""
    works: dict[str | None, list[Item]] = defaultdict(list)
    below: dict[str | None, list[str]] = defaultdict(list)
    for item in plan.tasks:
        works[item.record.container if isinstance(item.record, Task) else None].append(item)
    for key, item in plan.places.items():
        below[None if isinstance(item.record, Task) else item.record.parent].append(key)
    left = MOST_ROWS
    waiting: list[tuple[str | None, int]] = [(None, -1)]
    while waiting and left > 0:
        place, level = waiting.pop()
        if place is not None:
            yield _row(plan.places[place], level)
            left -= 1
        for item in works[place][: max(left, 0)]:
            yield _row(item, level + 1)
            left -= 1
        waiting += [(child, level + 1) for child in reversed(below[place])]


def _row(item: Item, level: int) -> dict[str, Any]:
    record = item.record
    is_task = isinstance(record, Task)
    return {
        "level": level,
        "kind": item.kind,
        "title": record.title if isinstance(record, Task) else record.name,
        "action": item.action.value,
        "reason": item.reason,
        "is_closed": is_task and isinstance(record, Task) and record.status.is_closed,
        "line": record.line,
    }


def _question(question: Question) -> dict[str, Any]:
    choices = [{"value": value, "label": str(label)} for value, label in question.choices]
    return {"name": question.name, "text": question.text, "choices": choices, "answer": question.answer}
