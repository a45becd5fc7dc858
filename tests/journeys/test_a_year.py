"""A year of one person over HTTP with a token, from registration to a restored category."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from rest_framework.test import APIClient

from tests.conftest import client_of
from tests.makers import make_category, make_work

# Nine in the morning in Seoul.
MONDAY = datetime(2026, 1, 5, 0, 0, tzinfo=UTC)
FRIDAY = MONDAY + timedelta(days=4)


class Person:
    """A person with an API client."""

    def __init__(self, email):
        self.email, self.password = email, "correct horse battery"
        self.client = APIClient()

    def post(self, path, /, **body):
        response = self.client.post(f"/api/v1/{path}", body)
        assert response.status_code in (200, 201), response.json()
        return response.json()

    def get(self, path, /, **query):
        response = self.client.get(f"/api/v1/{path}", query)
        assert response.status_code == 200, response.json()
        return response.json()

    def log_in(self):
        self.client.credentials()
        tokens = self.post("auth/token/", email=self.email, password=self.password)
        self.client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


class TestAYear:
    def test_registers_files_finishes_reports_deletes_and_restores(self, db, clock, ben):
        # given a person who has registered and built this year's tree
        ann = Person("ann@example.org")
        ann.post("auth/register/", email=ann.email, password=ann.password, time_zone="Asia/Seoul")
        ann.log_in()
        year = ann.post("categories/", name="2026")
        garden = ann.post("categories/", name="Garden", parent=year["id"])
        beds = ann.post("categories/", name="Beds", path=f" {garden['path']}/ ")
        home = ann.post("categories/", name="Home", parent=year["id"])

        # when they file works on Monday
        dig = ann.post("works/", title="Dig", category=beds["id"], deadline_on="2026-01-05")
        late = ann.post("works/", title="Order seeds", category=garden["id"], deadline_on="2026-01-04")
        ann.post("works/", title="Sow", category=beds["id"], starts_on="2026-03-01")
        paint = ann.post("works/", title="Paint", category=home["id"], priority="HIGH")
        foreign = make_work(user=ben, title="Ben's", category=make_category(user=ben, name="2026"))

        # then Today shows the works of the day with their ancestors
        today = ann.get("works/today/")
        assert today["date"] == "2026-01-05"
        assert [(work["title"], work["reasons"]) for work in today["results"]] == [
            ("Order seeds", ["overdue"]),
            ("Dig", ["due_today"]),
            ("Paint", ["anytime"]),
        ]
        assert [link["name"] for link in today["results"][1]["categories"]] == ["2026", "Garden", "Beds"]

        # when the week is over and some of it is done
        ann.post(f"works/{paint['id']}/status/", status="IN_PROGRESS")
        ann.post(f"works/{late['id']}/finish/")
        clock.move_to(FRIDAY)
        ann.log_in()
        ann.post("works/bulk/", ids=[dig["id"], paint["id"]], action="finish")

        # then the week is reported and the tree has the totals
        week = ann.get("works/finished/", start="2026-01-05", end="2026-01-09")
        assert [work["title"] for work in week["results"]] == ["Order seeds", "Dig", "Paint"]
        assert {work["root"]["name"] for work in week["results"]} == {"2026"}
        assert ann.get("works/finished/", start="2026-01-06", end="2026-01-08")["count"] == 0
        (tree,) = ann.get("categories/tree/", summary=1)
        assert (tree["summary"]["open"], tree["summary"]["finished"]) == (1, 3)

        # when a category is deleted
        before = ann.get("works/")
        taken = ann.client.delete(f"/api/v1/categories/{garden['id']}/").json()

        # then it is only in the trash
        assert (taken["categories"], taken["works"]) == (2, 3)
        assert [work["title"] for work in ann.get("works/")["results"]] == ["Paint"]
        assert ann.get("works/finished/", start="2026-01-05", end="2026-01-09")["count"] == 1
        assert ann.client.get(f"/api/v1/categories/{beds['id']}/").status_code == 404
        assert [row["label"] for row in ann.get("trash/")["results"]] == ["Garden"]

        # when it is restored
        ann.post(f"trash/{taken['deletion']}/restore/")

        # then all of it is as it was
        after = ann.get("works/")
        stamps = {"updated_at": None, "version": None}
        unchanged = [{**work, **stamps} for work in before["results"]]
        assert [{**work, **stamps} for work in after["results"]] == unchanged
        assert ann.get("trash/")["count"] == 0
        assert ann.get(f"categories/{beds['id']}/")["path"] == beds["path"]

        # and nothing of another person was visible or changed
        assert ann.client.get(f"/api/v1/works/{foreign.pk}/").status_code == 404
        bens = client_of(ben)
        assert [work["title"] for work in bens.get("/api/v1/works/").json()["results"]] == ["Ben's"]
        assert bens.post(f"/api/v1/trash/{taken['deletion']}/restore/").status_code == 404
