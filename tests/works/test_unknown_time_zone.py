"""People whose time zone an update of tzdata has removed: their days are counted in UTC."""

from datetime import UTC, datetime

import pytest
import time_machine

from accounts.models import User
from tests.conftest import client_of
from tests.makers import make_category, make_recurring_work, make_work
from works.models import RecurringWork
from works.services.scheduler import tick

# In Auckland the next day has begun, in Honolulu the day before is not over.
AT = datetime(2026, 9, 2, 12, 30, tzinfo=UTC)


@pytest.fixture
def lost(ann):
    make_work(user=ann, category=make_category(user=ann), deadline_on="2026-09-02")
    make_recurring_work(user=ann)
    User.objects.filter(pk=ann.pk).update(time_zone="Mars/Olympus")
    ann.refresh_from_db()
    return ann


@pytest.mark.parametrize(
    "path",
    [
        "works/",
        "works/today/",
        "works/finished/?start=2026-09-01&end=2026-09-03",
        "categories/tree/?summary=1",
        "reports/period/?start=2026-09-01&end=2026-09-03",
        "recurring-works/",
        "auth/me/",
    ],
)
def test_every_read_is_answered(lost, path):
    with time_machine.travel(AT, tick=False):
        answer = client_of(lost).get(f"/api/v1/{path}")

    assert answer.status_code == 200


def test_today_is_the_day_in_utc(lost):
    with time_machine.travel(AT, tick=False):
        assert client_of(lost).get("/api/v1/works/today/").json()["date"] == "2026-09-02"


@pytest.mark.parametrize(("hour", "made"), [(0, 1), (23, 1)])
def test_recurring_works_are_created_on_the_day_in_utc(lost, hour, made):
    RecurringWork.objects.update(next_due_on="2026-09-03", next_occurrence_on="2026-09-03")

    assert tick(datetime(2026, 9, 2, 23, 59, tzinfo=UTC)).made == 0
    assert tick(datetime(2026, 9, 3, hour, 1, tzinfo=UTC)).made == made


@pytest.mark.parametrize("address", ["/admin/", "/api/v1/works/"])
def test_the_person_is_warned_on_pages(lost, client, address):
    User.objects.filter(pk=lost.pk).update(is_staff=True)
    client.force_login(lost)

    page = client.get(address, headers={"accept": "text/html"}).content.decode()

    assert "This server does not know your time zone Mars/Olympus" in page


def test_the_profile_can_still_be_changed(lost):
    api = client_of(lost)

    assert api.patch("/api/v1/auth/me/", {"name": "Ann B."}).status_code == 200
    assert api.patch("/api/v1/auth/me/", {"time_zone": "Asia/Seoul"}).status_code == 200
    assert client_of(lost).patch("/api/v1/auth/me/", {"time_zone": "Mars/Olympus"}).status_code == 400
