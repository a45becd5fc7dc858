"""Quick add: lines of text become works and recurring works, each call in one act. docs/quick-add.md describes the lines."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from categories.services import create_category
from wheelbarrow.core.exceptions import Invalid
from wheelbarrow.core.history.acts import recorded
from wheelbarrow.core.text import count_visible
from works.models import RecurringWork, Work
from works.quick_add.reading import LONGEST_LINE
from works.services.editing import create_work
from works.services.labels import create_label
from works.services.quick_places import Plan, UnknownLabels, UnknownPath, plan_line
from works.services.recurring import create_recurring_work

MOST_LINES = 200
LONGEST_TITLE = 300


class LineWithoutTitle(Invalid):
    template = _("The line has no title. Write what is to be done.")


class TitleTooLong(Invalid):
    template = _("A title has at most {limit} characters. Write the rest behind “ // ” as a note.")


class LineTooLong(Invalid):
    template = _("A line has at most {limit} characters. Line {number} is longer.")


class TooManyLines(Invalid):
    template = _("At most {limit} works can be added at once. Add the others after these.")


class NoLines(Invalid):
    template = _("There is nothing to add. Write at least one line.")


@recorded("created")
def add_quickly(
    *,
    user: User,
    text: str,
    at: datetime,
    plain: Collection[str] = (),
    create_path: bool = False,
    create_labels: bool = False,
) -> Work | RecurringWork:
    """Create the work or recurring work of one line; `plain` has texts of it that are not to be read.

    A category or label that does not exist is created only if the caller says so. Raises LineWithoutTitle, TitleTooLong,
    UnknownPath, AmbiguousPath, UnknownLabels, and the errors of create_category, create_label, create_work and
    create_recurring_work.
    """
    return _add(user, text, at, plain, create_path=create_path, create_labels=create_labels)


@recorded("created")
def add_lines(
    *, user: User, text: str, at: datetime, create_path: bool = False, create_labels: bool = False
) -> Sequence[Work | RecurringWork]:
    """Create one work for each line that is not empty, all or none. Spaces before a line mean nothing.

    Raises NoLines, TooManyLines, LineTooLong, and the errors of add_quickly.
    """
    lines = lines_of(text)
    if not lines:
        raise NoLines(field="text")
    if len(lines) > MOST_LINES:
        raise TooManyLines(field="text", limit=MOST_LINES)
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE:
            raise LineTooLong(field="text", limit=LONGEST_LINE, number=number)
    return [_add(user, line, at, (), create_path=create_path, create_labels=create_labels) for line in lines]


def lines_of(text: str) -> list[str]:
    """Return the lines that are not empty, without the spaces around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _add(
    user: User, text: str, at: datetime, plain: Collection[str], *, create_path: bool, create_labels: bool
) -> Work | RecurringWork:
    plan = plan_line(user, text, at=at, plain=plain)
    reading = plan.reading
    if not count_visible(reading.title):
        raise LineWithoutTitle(field="text")
    if len(reading.title) > LONGEST_TITLE:
        raise TitleTooLong(field="text", limit=LONGEST_TITLE)
    plan.refuse_unclear()
    if plan.new_names and not create_path:
        raise UnknownPath(field="text", path=plan.new_path)
    if plan.new_labels and not create_labels:
        raise UnknownLabels(field="text", labels=", ".join(plan.new_labels))
    labels = [*plan.labels, *(create_label(user=user, name=name, at=at).pk for name in plan.new_labels)]
    common = {
        "title": reading.title,
        "content": reading.content,
        "category": _category(user, plan, at),
        "priority": reading.priority,
        "deadline_time": reading.deadline_time,
        "labels": labels,
        "starts_on": reading.starts_on,
    }
    if reading.rule:
        # Each work is for its day.
        return create_recurring_work(user=user, at=at, rule=reading.rule, deadline_days=0, **common)  # type: ignore[arg-type]
    return create_work(user=user, at=at, deadline_on=reading.deadline_on, **common)  # type: ignore[arg-type]


def _category(user: User, plan: Plan, at: datetime) -> int | None:
    """Return the category of the work; create those of its path that are missing."""
    category = plan.category
    for name in plan.new_names:
        category = create_category(user=user, name=name, parent=category, at=at).pk
    return category
