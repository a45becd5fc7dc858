"""Read what a calendar feed has: works with a day in its window, and occurrences to come. At most six queries.

Each open work is on the day of its deadline, else on that of its start; each finished work on the day on which it was
finished, as in the calendar of the pages. An occurrence to come is on the day on which the work will be.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from categories import paths
from categories.selectors import links
from works.agenda import MOST_RULES, days_of_rules
from works.choices import FeedComponent, LabelMatch, Status
from works.exchange import ical
from works.exchange.entries import Entry, domain_of, event, todo, uid_of_occurrence, uid_of_work
from works.models import Feed, Label, RecurringWork, Work
from works.querysets.labelled import LabelChoice

BEFORE, AFTER = timedelta(days=60), timedelta(days=365)
SOON = timedelta(days=30)
# Those of the next days come first. A calendar of 5,000 entries has 2.5 MB.
MOST_WORKS, MOST_OCCURRENCES = 5000, 2000
# How long a calendar program may wait before it asks again. Few do as they are asked.
REFRESH = "PT1H"

COLUMNS = (
    "pk",
    "title",
    "content_start",
    "current_status",
    "priority",
    "starts_on",
    "deadline_on",
    "deadline_time",
    "end_at",
    "updated_at",
    "version",
    "occurs_on",
    "recurring_work_id",
    "recurring_work_in_trash_id",
    "category__path",
    "label_ids",
)


def lines_of(feed: Feed, *, at: datetime, home: str) -> Iterator[str]:
    """Yield the calendar piece by piece; `home` is the address of the home page, with a slash at its end."""
    moment = feed.user.local_time(at)
    # Rules first: a work that is made meanwhile takes the place of its occurrence.
    coming = _occurrences(feed, moment.date(), home)
    rows = list(_works(feed, moment.date())[: MOST_WORKS + 1])
    domain = domain_of(feed.user.pk, feed.user.created_at)
    works = [_entry_of(row, domain, home, feed.user.zone) for row in rows[:MOST_WORKS]]
    made = {entry.uid for entry, _path, _labels in works}
    found = [*works, *(each for each in coming if each[0].uid not in made)]
    _complete(feed, found)
    write = event if feed.component == FeedComponent.EVENT else todo
    is_cut = len(rows) > MOST_WORKS or len(coming) >= MOST_OCCURRENCES
    yield from ical.calendar(
        (write(entry, feed.user.zone) for entry, _path, _labels in found), properties=_head(feed, is_cut=is_cut)
    )


def _head(feed: Feed, *, is_cut: bool) -> list[str]:
    about = _("Not all of it: there are too many works. Make a feed of a branch.") if is_cut else ""
    return [
        ical.line("X-WR-CALNAME", ical.text(feed.name)),
        ical.line("NAME", ical.text(feed.name)),
        *([ical.line("X-WR-CALDESC", ical.text(about))] if about else []),
        ical.line("X-WR-TIMEZONE", feed.user.zone.key),
        ical.line("REFRESH-INTERVAL", REFRESH, VALUE="DURATION"),
        ical.line("X-PUBLISHED-TTL", REFRESH),
    ]


Found = tuple[Entry, str | None, list[int]]


def _works(feed: Feed, today: date) -> Any:
    """Return the rows of the works, in one query."""
    first, last = today - BEFORE, today + AFTER
    rows = Work.objects.owned_by(feed.user).on_days(
        first,
        last,
        zone=feed.user.zone,
        with_finished=feed.with_closed,
        with_dayless=feed.component == FeedComponent.TODO,
    )
    chosen = _chosen(feed, rows).from_day_on(today).with_label_ids().with_starts("content")
    return chosen.values_list(*COLUMNS)


def _chosen(feed: Feed, rows: Any) -> Any:
    """Return those of the works or rules that the feed has."""
    if feed.under_id is not None:
        rows = rows.under_any(feed.user.pk, [feed.branch_path])
    if feed.is_labelled:
        # With all of its labels in the trash a feed has nothing, not everything.
        rows = rows.labelled(LabelChoice(feed.label_ids, match=LabelMatch.ANY)) if feed.label_ids else rows.none()
    return rows if feed.my_job is None else rows.of_mine(feed.my_job)


def _entry_of(row: Any, domain: str, home: str, zone: Any) -> Found:
    pk, title, content, status, priority, starts_on, due_on, due_at, ended, updated, version, occurs_on, *more = row
    rule, rule_in_trash, path, labels = more
    made_by = rule or rule_in_trash
    entry = Entry(
        uid=uid_of_occurrence(made_by, occurs_on, domain) if made_by and occurs_on else uid_of_work(pk, domain),
        title=title,
        url=f"{home}works/{pk}/",
        day=ended.astimezone(zone).date() if ended else due_on or starts_on,
        at=None if ended else due_at,
        starts_on=starts_on,
        deadline_on=due_on,
        deadline_time=due_at,
        status=status,
        priority=priority,
        ended_at=ended,
        updated_at=updated,
        version=version,
        content=content,
        path="",
        labels=[],
    )
    return entry, path, labels


def _occurrences(feed: Feed, today: date, home: str) -> list[Found]:
    """Return the days of rules whose work is still to be made, in one query, the next ones first."""
    last = today + AFTER
    rows: Any = RecurringWork.objects.owned_by(feed.user).coming_until(last)
    rules = list(_chosen(feed, rows).with_category().with_label_ids().with_starts("content")[:MOST_RULES])
    domain = domain_of(feed.user.pk, feed.user.created_at)
    days: list[tuple[date, Any, date]] = []
    for end in (today + SOON, last):
        # 300 daily rules have 110,000 days in a year: the next ones are enough to fill the feed.
        if len(days) < MOST_OCCURRENCES:
            days = [(rule.deadline_of(day)[0] or day, rule, day) for rule, day in days_of_rules(rules, today, end)]
    days.sort(key=lambda found: (found[0], found[1].pk, found[2]))
    return [_occurrence(rule, day, domain, home) for on, rule, day in days[:MOST_OCCURRENCES] if on <= last]


def _occurrence(rule: Any, day: date, domain: str, home: str) -> Found:
    due_on, due_at = rule.deadline_of(day)
    entry = Entry(
        uid=uid_of_occurrence(rule.pk, day, domain),
        title=rule.title,
        url=f"{home}recurring/{rule.pk}/",
        day=due_on or day,
        at=due_at if due_on else None,
        starts_on=day,
        deadline_on=due_on,
        deadline_time=due_at if due_on else None,
        status=Status.TODO,
        priority=rule.priority,
        ended_at=None,
        updated_at=rule.updated_at,
        version=rule.version,
        content=rule.content_start,
        path="",
        labels=[],
    )
    return entry, rule.category.path if rule.category else None, rule.label_ids


def _complete(feed: Feed, found: list[Found]) -> None:
    """Set the names of categories and labels, in two queries at most."""
    of_paths = {path for _entry, path, _labels in found if path}
    names = {pk: name for pk, name, _level in links(feed.user.pk, paths.ids_on(of_paths))} if of_paths else {}
    shown = {path: " / ".join(names.get(pk, "") for pk in paths.parse(path)) for path in of_paths}
    with_labels = any(labels for _entry, _path, labels in found)
    label_names = dict(Label.objects.owned_by(feed.user).values_list("pk", "name")) if with_labels else {}
    for entry, path, labels in found:
        entry.path = shown[path] if path else ""
        entry.labels = [label_names[pk] for pk in labels if pk in label_names]
