"""What the pages of recurring works show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from categories.selectors import ancestors_by_path
from wheelbarrow.core.history.selectors import history_of_row
from wheelbarrow.core.web.acts import Entry, entries_of
from wheelbarrow.core.web.days import clock, day_name, long_day
from works.choices import CatchUp, Priority
from works.models import RecurringWork, Work
from works.rule_selectors import Days, days_of
from works.rule_states import is_over, state_of, today_of, words_of
from works.services.previews import Occurrence, Preview
from works.web.rows import Anchor, LabelTag, RowMaker

# Changes that the page of one lists, works that a preview names, and days that it names.
MOST_CHANGES, MOST_NAMED = 20, 10


class RuleRow(NamedTuple):
    """A recurring work of the list; `next` is empty where nothing comes."""

    id: int
    title: str
    href: str
    sentence: str
    state: str
    is_active: bool
    next: str
    path: list[Anchor]
    labels: list[LabelTag]


class RuleSection(NamedTuple):
    """Recurring works under one heading."""

    key: str
    title: str
    rows: list[RuleRow]


class Day(NamedTuple):
    """A day of a rule: its state in words, and the work that it made."""

    day: date
    text: str
    state: str
    name: str
    work: Anchor | None


@dataclass(slots=True)
class RulePage:
    """A recurring work with everything about it."""

    row: RecurringWork
    shown: RuleRow
    is_paused: bool
    is_over: bool
    facts: list[tuple[str, str]]
    to_come: list[Day]
    past: list[Day]
    first: date
    until: date | None
    has_earlier: bool
    missed: int
    entries: list[Entry]
    has_more: bool
    history: str


class Named(NamedTuple):
    """A work that a change reaches."""

    title: str
    href: str
    day: str
    fields: str


@dataclass(slots=True)
class PreviewPage:
    """What a rule, or a change of one, would do."""

    sentence: str
    days: list[str]
    warnings: list[str]
    made: int
    changed: int
    named: list[Named]
    is_change: bool


def rule_sections(user: Any, moment: datetime, rows: list[RecurringWork]) -> list[RuleSection]:
    """Return the list: those that go on, those that are paused, and those that are over. Two queries at most."""
    titles = {"active": _("Active"), "paused": _("Paused"), "ended": _("Ended")}
    maker = _Maker(user, moment, rows)
    groups: dict[str, list[RuleRow]] = {key: [] for key in titles}
    for row in rows:
        paused = row.is_off_on(today_of(row, moment))
        groups["ended" if is_over(row) else "paused" if paused else "active"].append(maker.row(row))
    return [RuleSection(key, titles[key], found) for key, found in groups.items() if found]


def rule_page(user: Any, moment: datetime, row: RecurringWork, *, until: date | None) -> RulePage:
    """Return the page of one; with `until` its past days up to that day."""
    today = row.today(moment, user)
    found = days_of(row, today=today, until=until) if row.is_readable else Days([], [], today, has_earlier=False)
    page = history_of_row(row, limit=MOST_CHANGES)
    return RulePage(
        row=row,
        shown=_Maker(user, moment, [row]).row(row),
        is_paused=row.has_pause_at(today),
        is_over=is_over(row),
        facts=_facts(row),
        to_come=[_day(each, today) for each in found.to_come],
        past=[_day(each, today) for each in found.past],
        first=found.first,
        until=until,
        has_earlier=found.has_earlier,
        missed=len(row.missed_on),
        entries=entries_of(user, page.changes),
        has_more=page.more,
        history=f"{reverse('history')}?row=recurring_work:{row.pk}",
    )


def preview_page(preview: Preview, *, is_change: bool) -> PreviewPage:
    """Return a preview as a page shows it."""
    base, changed = f"{reverse('home')}{Work.pages}", preview.changed
    return PreviewPage(
        sentence=preview.sentence,
        days=[long_day(day) for day in preview.dates],
        warnings=preview.warnings,
        made=len(preview.made),
        changed=len(changed),
        named=[
            Named(work.title, f"{base}{work.id}/", long_day(work.occurs_on), ", ".join(map(_name_of, work.fields)))
            for work in changed[:MOST_NAMED]
        ],
        is_change=is_change,
    )


class _Maker:
    """Makes rows; reads the ancestors of all of them in one query."""

    def __init__(self, user: Any, moment: datetime, rows: list[RecurringWork]) -> None:
        self.moment, self._base = moment, reverse("home")
        of_paths = {row.category.path for row in rows if row.category}
        self._ancestors = ancestors_by_path(user.pk, of_paths) if of_paths else {}
        self._labels = RowMaker(user, moment)

    def row(self, row: RecurringWork) -> RuleRow:
        today, next_on = today_of(row, self.moment), row.next_occurrence_on
        links = self._ancestors[row.category.path] if row.category else []
        known = self._labels.labels if row.label_ids else {}
        by_branch = row.is_off_on(today) and not row.is_paused_on(today)
        return RuleRow(
            id=row.pk,
            title=row.title,
            href=f"{self._base}{RecurringWork.pages}{row.pk}/",
            sentence=words_of(row),
            state=_("paused with its project") if by_branch and not is_over(row) else state_of(row, self.moment),
            is_active=not is_over(row) and not row.is_off_on(today) and not row.failed_at,
            next=day_name(next_on, today) if next_on and row.is_active else "",
            path=[Anchor(link.name, f"{self._base}projects/{link.id}/") for link in links],
            labels=[known[pk] for pk in row.label_ids if pk in known],
        )


def _facts(row: RecurringWork) -> list[tuple[str, str]]:
    """Return what else there is to know, as names and values."""
    deadline = ""
    if row.deadline_days is not None:
        of_days = {0: _("on the day"), 1: _("a day later")}
        days = of_days.get(row.deadline_days) or _("{days} days later").format(days=row.deadline_days)
        deadline = f"{days} {clock(row.deadline_time)}".strip()
    found = [
        (_("Deadline"), deadline),
        (_("Priority"), "" if row.priority == Priority.NONE else str(Priority(row.priority).label)),
        (_("Whose turn"), "" if row.my_job else _("I wait for somebody")),
        (_("Made ahead"), _("{days} days").format(days=row.lead_days) if row.lead_days else ""),
        (_("If days were missed"), str(CatchUp(row.catch_up).label)),
        (_("Time zone"), row.time_zone or ""),
        (_("Failure"), row.failure),
    ]
    return [(name, value) for name, value in found if value]


def _day(found: Occurrence, today: date) -> Day:
    work = found.work
    link = Anchor(work.title, f"{reverse('home')}{Work.pages}{work.pk}/") if work else None
    return Day(found.occurs_on, day_name(found.occurs_on, today), found.state, _state_names()[found.state], link)


def _state_names() -> dict[str, str]:
    return {
        "open": _("open"),
        "done": _("done"),
        "cancelled": _("cancelled"),
        "deleted": _("deleted"),
        "skipped": _("skipped"),
        "missed": _("missed"),
        "passed": _("passed without a work"),
        "paused": _("paused"),
        "ended": _("ended"),
        "planned": _("to come"),
    }


def _name_of(field: str) -> str:
    return str(getattr(Work._meta.get_field(field), "verbose_name", field))
