"""Rows for tests: plain functions with valid defaults, through the services where these allow it."""

from datetime import UTC, datetime

from accounts import services as accounts
from accounts.models import User
from categories import services as categories
from categories.models import Category
from works.choices import Grouping
from works.models import Import, Label, RecurringWork, ReportCopy, Work
from works.report.contents import read
from works.report.periods import Period
from works.report.reading import Report
from works.services import editing, labels, lifecycle, recurring, report_copies
from works.services.importing import requests

# A Wednesday; 18:00 in Seoul.
NOON = datetime(2026, 9, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
# A file of Todoist with one work.
TODOIST = "TYPE,CONTENT,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE\ntask,{title},1,1,,,,en,\n"


def make_user(email="ann@example.org", **fields) -> User:
    profile = {"name": "Ann", "time_zone": "Asia/Seoul", **fields}
    return accounts.create_account(email=email, password=PASSWORD, at=NOON, **profile)


def make_operator(email="root@example.org") -> User:
    return User.objects.create_superuser(email, PASSWORD)


def make_category(*, user: User, name="Garden", parent: Category | None = None, at=NOON, **fields) -> Category:
    return categories.create_category(user=user, name=name, parent=parent.pk if parent else None, at=at, **fields)


def make_ancestors(*, user: User, names: list[str]) -> list[Category]:
    """Make categories, each below the one before; return them from the root down."""
    nested: list[Category] = []
    for name in names:
        nested.append(make_category(user=user, name=name, parent=nested[-1] if nested else None))
    return nested


def make_work(*, user: User, title="Dig", category: Category | None = None, at=NOON, **fields) -> Work:
    return editing.create_work(user=user, title=title, category=category.pk if category else None, at=at, **fields)


def make_label(*, user: User, name="Urgent", at=NOON, **fields) -> Label:
    return labels.create_label(user=user, name=name, at=at, **fields)


def make_finished_work(*, user: User, at=NOON, **fields) -> Work:
    work = make_work(user=user, at=at, **fields)
    return lifecycle.finish_work(user=user, work_id=work.pk, at=at)


def make_recurring_work(
    *, user: User, title="Water", category: Category | None = None, at=NOON, **fields
) -> RecurringWork:
    """Make a daily rule, unless `rule` or `repeats` is given."""
    if "repeats" not in fields:
        fields.setdefault("rule", "FREQ=DAILY")
    category_id = category.pk if category else None
    return recurring.create_recurring_work(user=user, title=title, category=category_id, at=at, **fields)


def make_report_copy(*, user: User, title="September", at=NOON, grouping=Grouping.PROJECT) -> ReportCopy:
    """Keep the report on the month of NOON."""
    report = Report(user, Period(NOON.date().replace(day=1), NOON.date().replace(day=30)), at)
    return report_copies.keep_report(user=user, at=at, title=title, grouping=grouping, contents=read(report))


def make_import(*, user: User, title="Dig", at=NOON) -> Import:
    """Upload a file whose only work has this title; nothing is imported yet."""
    data = TODOIST.format(title=title).encode()
    return requests.start_import(user=user, name=f"{title}.csv", data=data, at=at)
