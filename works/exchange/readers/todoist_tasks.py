"""What both files of Todoist say of a task in the same way: titles, priorities, comments and days. Pure."""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from works.choices import Priority
from works.exchange import notes
from works.exchange.dialects.todoist import Due
from works.exchange.records import Contents, Reading, Repetition, Task
from works.exchange.repetitions import begins_on
from works.exchange.times import Moment

# By the numbers of the API: 4 is the most urgent.
PRIORITIES = {4: Priority.URGENT, 3: Priority.HIGH, 2: Priority.MEDIUM, 1: Priority.NONE}
# Todoist shows a task that begins so without a box to tick.
_untickable = re.compile(r"\*\s+")


def title_of(text: str, line: int | None, contents: Contents) -> str:
    """Return the title of a task, without the mark of those that have no box to tick."""
    found = _untickable.match(text)
    if not found or found.end() == len(text):
        return text
    contents.notice(line, _("It has no box to tick in Todoist. It is imported as an ordinary work."))
    return text[found.end() :]


def keep(task: Task, line: str, text: str, contents: Contents) -> None:
    """Keep what was not understood as a day in the notes; `line` has `{text}`."""
    reason = _("The date “{text}” was not understood. It is in the notes.")
    contents.notice(task.line, reason.format(text=notes.shortened(text)))
    notes.add(task, line.format(text=text))


def comment(text: str, attachment: str, on: date | None = None) -> str:
    """Return a comment as a paragraph of the notes; of an attachment only the name is kept."""
    parts = [text.strip()] if text.strip() else []
    if attachment:
        parts.append(_("Attachment: {name}").format(name=attachment))
    if not parts:
        return ""
    whole = "\n".join(parts)
    if on:
        return _("Comment of {day}: {text}").format(day=on.isoformat(), text=whole)
    return _("Comment: {text}").format(text=whole)


def duration(amount: str, unit: str) -> str:
    """Return how long a task takes as a paragraph of the notes; an empty text if that is not known."""
    if not (amount.isascii() and amount.isdigit() and len(amount) < 6):
        return _("Duration: {text}").format(text=f"{amount} {unit}".strip()) if amount else ""
    number = int(amount)
    if unit == "day":
        text = ngettext("{number} day", "{number} days", number)
    else:
        text = ngettext("{number} minute", "{number} minutes", number)
    return _("Duration: {text}").format(text=text.format(number=number))


def moved(moment: Moment, zone: ZoneInfo) -> Moment:
    """Return the moment in this zone; a day, or a time without a zone, stays as it is."""
    if moment.at is None or moment.zone is None:
        return moment
    try:
        local = moment.instant(zone).astimezone(zone)
    except OverflowError:
        return moment
    return Moment(local.date(), local.time(), zone)


def place(task: Task, due: Moment | None, deadline: date | None, contents: Contents) -> None:
    """Set the days of a task; what has no place among them goes to its notes.

    The day on which a task is to be done is its start. It is also its deadline if it has no other, as in quick add.
    """
    if due and deadline and deadline < due.day:
        contents.notice(task.line, _("Its date is after its deadline. The date is in the notes."))
        notes.add(task, _("Date: {text}").format(text=_written(due)))
        due = None
    task.starts_on = due.day if due else None
    task.deadline_on = deadline or task.starts_on
    if due and due.at and (deadline is None or deadline == due.day):
        task.deadline_time = due.at
    elif due and due.at:
        contents.notice(task.line, _("A work has a time on its deadline only. The time is in the notes."))
        notes.add(task, _("Date: {text}").format(text=_written(due)))


def repeat(task: Task, text: str, due: Due | None, moment: Moment | None, contents: Contents) -> None:
    """Give a task the rule of its date `text`; `moment` is its next day, or its first one.

    What cannot be expressed is a line in the notes and a notice.
    """
    if due is None or due.rule is None or moment is None:
        contents.notice(
            task.line,
            _("“{text}” is not a rule that can be imported. It is in the notes.").format(text=notes.shortened(text)),
        )
        notes.add(task, _("Repeats: {text}").format(text=text))
        return
    if due.is_cut:
        reason = _("The end of “{text}” is counted from {day}.")
        contents.notice(task.line, reason.format(text=notes.shortened(text), day=moment.day.isoformat()))
    extra = () if due.from_completion or begins_on(due.rule, moment.day) else (moment.day,)
    task.repetition = Repetition(str(due.rule), moment.day, due.from_completion, extra_on=extra)


def notice_zone(task: Task, moment: Moment, reading: Reading, contents: Contents) -> None:
    """Add a notice if the time of a recurring task is that of another zone than the person's: it stays as it is."""
    if moment.at and moment.zone and moment.zone != reading.zone:
        reason = _("Its time, {time}, is that of {zone}. It repeats at that time in your time zone.")
        contents.notice(task.line, reason.format(time=f"{moment.at:%H:%M}", zone=moment.zone))


def _written(moment: Moment) -> str:
    return f"{moment.day.isoformat()} {moment.at:%H:%M}" if moment.at else moment.day.isoformat()
