import pytest
from django.test import Client
from icalendar import Calendar

from categories import services as categories
from tests.makers import NOON, make_ancestors, make_label, make_work
from tests.pages import page_of
from works.models import Feed
from works.services import feeds


@pytest.fixture
def browser(ann, time_machine):
    time_machine.move_to(NOON, tick=False)
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann)
    return client


class TestFeedsView:
    def test_shows_the_link_once(self, browser, ann):
        make_work(user=ann, title="Dig", deadline_on=NOON.date())
        page = page_of(browser, "/settings/feeds/")
        made = page.press("create-feed", name="My calendar", with_closed="on")
        link = made.one(id="feed-link")["value"]
        assert made.status == 200
        assert made.response.headers["Cache-Control"] == "no-store"
        assert link.startswith("http://testserver/feeds/wbf_")
        assert made.one(id="feed-webcal")["href"] == link.replace("http:", "webcal:")
        [event] = Calendar.from_ical(Client().get(link.removeprefix("http://testserver")).content).events
        assert event["SUMMARY"] == "Dig"
        again = page_of(browser, "/settings/feeds/")
        assert "My calendar" in again.main
        assert link.rpartition("_")[2][:20] not in again.response.getvalue().decode()

    def test_takes_every_choice(self, browser, ann):
        _year, garden = make_ancestors(user=ann, names=["2026", "Garden"])
        label = make_label(user=ann, name="Home")
        page = page_of(browser, "/settings/feeds/")
        made = page.press(
            "create-feed",
            name="G",
            under=str(garden.pk),
            component="todo",
            my_job="no",
            labels=[str(label.pk)],
            with_closed="",
        )
        row = feeds.find_feed(ann, Feed.objects.get().pk)
        assert (row.under_id, row.component, row.my_job, row.label_ids, row.with_closed) == (
            garden.pk,
            "todo",
            False,
            [label.pk],
            False,
        )
        assert "tasks · 2026 / Garden · Home · only what I wait for · without finished works" in made.main

    def test_refuses_at_the_field(self, browser, ann, ben):
        stranger = make_ancestors(user=ben, names=["Secret"])[0]
        for fields, status in (
            ({"name": ""}, 422),
            ({"name": "x" * 61}, 422),
            ({"name": "a", "under": str(stranger.pk)}, 422),
        ):
            token = page_of(browser, "/settings/feeds/").all("input", name="csrfmiddlewaretoken")[0]["value"]
            answer = browser.post("/settings/feeds/", {"component": "event", "csrfmiddlewaretoken": token, **fields})
            assert answer.status_code == status
            assert b"Secret" not in answer.content
        assert not Feed.objects.exists()

    def test_names_a_branch_in_the_trash(self, browser, ann):
        garden = make_ancestors(user=ann, names=["Garden"])[0]
        feeds.create_feed(user=ann, name="G", at=NOON, under=garden.pk)
        categories.delete_category(user=ann, category_id=garden.pk, at=NOON)
        assert "a project in the trash" in page_of(browser, "/settings/feeds/").main


class TestRevokeFeedView:
    def test_ends_the_link(self, browser, ann, client):
        created = feeds.create_feed(user=ann, name="Old", at=NOON)
        page = page_of(browser, "/settings/feeds/").press(f"revoke-{created.row.pk}")
        assert "is revoked" in page.response.getvalue().decode()
        assert client.get(f"/feeds/{created.secret}/works.ics").status_code == 404
