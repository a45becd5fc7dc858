"""The people of the crawler, each with rows of every kind in every state."""

from datetime import timedelta

from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone

from accounts import services as accounts
from categories.api_tokens import create_token
from tests.makers import (
    PASSWORD,
    make_ancestors,
    make_finished_work,
    make_import,
    make_label,
    make_operator,
    make_recurring_work,
    make_report_copy,
    make_user,
    make_work,
)
from wheelbarrow.core import jobs
from wheelbarrow.core.preferences import preferences_of
from works.choices import Status
from works.services import editing, feeds, saved_views
from works.services.importing import requests


def make_people(*, person, staff, language):
    """Make a person, staff who may view everything, a stranger and the operator; a log-in of the person has failed."""
    people = [make_user(person), make_user(staff), make_user("ben@example.org"), make_operator()]
    accounts.set_permissions(user=people[1], at=timezone.now(), is_staff=True)
    people[1].user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    for user in people:
        accounts.edit_profile(user=user, language=language)
        with preferences_of(user):
            fill(user)
    Client().post("/admin/login/", {"username": person, "password": "wrong"})
    return people


def fill(user):
    """Make a tree with works in every state, recurring works, deletions, imports, and what settings list."""
    now, today = timezone.now(), timezone.localdate()
    root, beds = make_ancestors(user=user, names=["2026년", "텃밭"])
    (old,) = make_ancestors(user=user, names=["2024년"])
    labels = [make_label(user=user, name=name).pk for name in ("급함", "집")]
    for status in Status.values:
        make_work(
            user=user,
            labels=labels,
            category=beds,
            title=f"땅 파기 {status}",
            current_status=status,
            deadline_on="2026-01-02",
        )
    make_work(user=user, title="산책", starts_on=today)
    for number in range(12):
        make_work(user=user, title=f"씨 뿌리기 {number}", deadline_on=today)
    make_finished_work(user=user, category=beds, at=now)
    soon = {"starts_on": today - timedelta(days=3), "deadline_days": 1, "lead_days": 2}
    make_recurring_work(user=user, category=beds, title="물주기", **soon, at=now)
    make_recurring_work(user=user, category=root, title="보고", rule="FREQ=WEEKLY;BYDAY=FR", catch_up="wait_for_done")
    for category in (old, beds, old, beds):
        work = make_work(user=user, category=category, title="가지치기")
        editing.delete_work(user=user, work_id=work.pk, at=now)
    create_token(user=user, name="스크립트", scopes=["read", "add"], under=beds.pk, at=now)
    feeds.create_feed(user=user, name="달력", at=now)
    make_report_copy(user=user, title="9월", at=now)
    for page in ("board", "calendar", "search"):
        saved_views.save_view(user=user, name=f"{page} 보기", address=f"{page}/", at=now)
    fill_imports(user, now)
    # A session in another browser.
    Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0").post(
        "/login/", {"login": user.email, "password": PASSWORD}
    )


def fill_imports(user, now):
    """Make one that is done, one that has failed and one that is not imported; the crawler uploads another."""
    for title in ("거름", "울타리", "씨앗"):
        row = make_import(user=user, title=title, at=now)
        if title == "씨앗":
            return
        requests.apply_import(user=user, import_id=row.pk, at=now)
        with override_settings(QUOTA_ROWS=1 if title == "울타리" else 1_000_000):
            jobs.run_waiting()
        # Whether an account is full is remembered for a minute.
        cache.clear()
