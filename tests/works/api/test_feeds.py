import pytest

from tests.makers import NOON, make_category, make_label, make_work
from works.services import feeds

FEEDS = "/api/v1/feeds/"


class TestCreate:
    def test_shows_the_link_once(self, api, ann, client):
        make_work(user=ann, title="Dig")
        answer = api.post(FEEDS, {"name": "All", "as": "todo"}, format="json")
        assert answer.status_code == 201
        made = answer.json()
        assert made["as"] == "todo"
        assert answer.headers["Cache-Control"] == "no-store"
        assert b"SUMMARY:Dig" in client.get(made.pop("url").removeprefix("http://testserver")).content
        stored = api.get(FEEDS).json()
        assert [{**row, "last_used_at": None} for row in stored] == [{**made, "last_used_at": None}]
        assert api.get(answer.headers["Location"]).json()["id"] == made["id"]

    def test_takes_every_choice(self, api, ann):
        garden, home = make_category(user=ann), make_label(user=ann)
        body = {"name": "G", "under": garden.pk, "labels": [home.pk], "my_job": True, "with_closed": False}
        made = api.post(FEEDS, body, format="json").json()
        assert {name: made[name] for name in body} == body
        assert made["as"] == "event"

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "name"),
            ({"name": "a\nb"}, "name"),
            ({"name": "a", "as": "table"}, "as"),
            ({"name": "a", "under": 2**63}, "under"),
            ({"name": "a", "labels": [999]}, "labels"),
            ({"name": "a", "my_job": "yes"}, "my_job"),
            ({"name": "a", "component": "todo"}, "component"),
        ],
    )
    def test_names_what_is_wrong(self, api, body, field):
        answer = api.post(FEEDS, body, format="json")
        assert answer.status_code == 400
        assert field in answer.json()["errors"]

    def test_refuses_rows_of_a_stranger(self, api, ben):
        for body in ({"under": make_category(user=ben).pk}, {"labels": [make_label(user=ben).pk]}):
            assert api.post(FEEDS, {"name": "a", **body}, format="json").status_code == 400


class TestDestroy:
    def test_revokes(self, api, ann, ben, client):
        created, other = feeds.create_feed(user=ann, name="a", at=NOON), feeds.create_feed(user=ben, name="b", at=NOON)
        assert api.delete(f"{FEEDS}{other.row.pk}/").status_code == 404
        assert api.delete(f"{FEEDS}{created.row.pk}/").status_code == 204
        assert api.get(FEEDS).json() == []
        assert client.get(f"/feeds/{created.secret}/works.ics").status_code == 404
        assert client.get(f"/feeds/{other.secret}/works.ics").status_code == 200
