"""The recipe "Add a status" of CONTRIBUTING.md: WAITING, which is open, and DROPPED, which is closed."""

import pytest

from tests.architecture.recipes import Steps, Tree

CHECKS = """
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.makers import make_recurring_work, make_work
from works import statistics
from works.admin.dashboard import dashboard
from works.choices import Status
from works.models import Work
from works.services import previews

pytestmark = pytest.mark.django_db
WORKS = "/api/v1/works/"


def listed(api, query):
    return [row["current_status"] for row in api.get(f"{WORKS}{query}").json()["results"]]


@pytest.mark.parametrize(("status", "is_closed"), [("WAITING", False), ("DROPPED", True)])
def test_status_is_set_shown_and_filtered(status, is_closed, ann, ben, api):
    work, theirs = make_work(user=ann), make_work(user=ben)
    shown = api.post(f"{WORKS}{work.pk}/status/", {"status": status}).json()
    assert (shown["current_status"], shown["end_at"] is not None) == (status, is_closed)
    assert listed(api, f"?status={status}") == [status]
    assert listed(api, "?open=true") == ([] if is_closed else [status])
    assert [row["current_status"] for row in api.get(f"{WORKS}today/").json()["results"]] == ([] if is_closed else [status])
    assert api.post(f"{WORKS}{theirs.pk}/status/", {"status": status}).status_code == 404
    assert api.post(f"{WORKS}{work.pk}/reopen/").json()["current_status"] == ("TODO" if is_closed else status)


@pytest.mark.parametrize(("status", "is_closed"), [("WAITING", False), ("DROPPED", True)])
def test_database_takes_it_with_its_end_only(status, is_closed, ann):
    rows = Work.objects.with_ids([make_work(user=ann).pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(current_status=status, end_at=None if is_closed else timezone.now())
    rows.update(current_status=status, end_at=timezone.now() if is_closed else None)


def test_admin_shows_and_counts_it(operator_client, ann):
    for status in ("WAITING", "DROPPED", "DROPPED"):
        make_work(user=ann, current_status=Status(status))
    page = operator_client.get("/admin/works/work/?current_status__exact=DROPPED").content.decode()
    assert page.count("badge dropped") == 2
    counted = dashboard(timezone.now())
    assert {str(bar.label): bar.number for bar in counted["statuses"]}["Dropped"] == 2
    assert "all others" not in [str(bar.label) for bar in counted["projects"]] or counted["projects"][-1].number == 1


def test_occurrence_and_report_show_the_closed_one(ann, api):
    rule = make_recurring_work(user=ann, starts_on=timezone.now().date(), at=timezone.now())
    work = Work.objects.made_by(rule.pk).get()
    api.post(f"{WORKS}{work.pk}/status/", {"status": "DROPPED"})
    days = previews.occurrences(row=rule, first=work.occurs_on, last=work.occurs_on)
    assert [day.state for day in days] == ["cancelled"]
    report = api.get("/api/v1/reports/period/?period=this_month").getvalue().decode()
    assert '"totals": {"finished": 0, "overdue": 0, "slipped": 0, "open": 0, "cancelled": 1}' in report
"""

STATUS: Steps = {
    "works/choices.py": [
        (
            '    CANCELLED = "CANCELLED", _("Cancelled")\n',
            '    CANCELLED = "CANCELLED", _("Cancelled")\n    WAITING = "WAITING", _("Waiting")\n    DROPPED = "DROPPED", _("Dropped")\n',
        ),
        ("CLOSED = frozenset({Status.DONE, ", "CLOSED = frozenset({Status.DROPPED, Status.DONE, "),
    ],
    "wheelbarrow/static/wheelbarrow/admin.css": [
        (".badge.cancelled {", ".badge.waiting { color: var(--sun); }\n.badge.dropped, .badge.cancelled {"),
    ],
    "docs/api.md": [("UNDER_REVIEW and REJECTED are open, ", "UNDER_REVIEW, REJECTED and WAITING are open, DROPPED, ")],
    "tests/works/services/test_lifecycle.py": [
        ('"UNDER_REVIEW", "REJECTED"]', '"UNDER_REVIEW", "REJECTED", "WAITING"]'),
        ('["DONE", "CANCELLED"]', '["DONE", "CANCELLED", "DROPPED"]'),
    ],
}
# What a closed status needs besides.
CLOSED_STATUS: Steps = {
    "works/models/work.py": [
        (
            '            models.Index(\n                fields=["deadline_on"],',
            '            models.Index(\n                fields=["user", "end_at"],\n'
            '                condition=LIVE & Q(current_status=Status.DROPPED),\n                name="work_dropped_idx",\n'
            '            ),\n            models.Index(\n                fields=["deadline_on"],',
        ),
    ],
    "docs/data-model.md": [
        (
            "| `work_cancelled_idx`",
            "| `work_dropped_idx` (user, end_at; live and DROPPED) | the dashboard's count |\n| `work_cancelled_idx`",
        ),
    ],
    "works/statistics.py": [
        (
            "closed = {Status.DONE: done, ",
            "dropped = Work.objects.with_status([Status.DROPPED]).count()\n"
            "    closed = {Status.DONE: done, Status.DROPPED: dropped, ",
        ),
    ],
    "works/admin/dashboard.py": [
        (
            "closed = counted.by_status[Status.DONE] + ",
            "closed = counted.by_status[Status.DROPPED] + counted.by_status[Status.DONE] + ",
        ),
    ],
    "works/services/previews.py": [('"CANCELLED": "cancelled"}', '"CANCELLED": "cancelled", "DROPPED": "cancelled"}')],
}


@pytest.mark.prove
def test_a_status_is_right_in_every_interface(tmp_path):
    tree = Tree(tmp_path)
    tree.follow(STATUS)
    tree.follow(CLOSED_STATUS)
    tree.run("manage.py", "makemigrations", "works", "--name", "waiting_and_dropped_status")

    tree.test(
        CHECKS,
        "tests/works/services/test_lifecycle.py",
        "tests/works/test_statistics.py",
        "tests/proofs/test_explain_counts.py",
        "tests/architecture/test_docs.py",
        "tests/architecture/test_migrations.py",
    )
