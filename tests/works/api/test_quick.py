import pytest

from tests.makers import make_ancestors, make_label
from works.models import RecurringWork, Work

ADDRESS = "/api/v1/works/quick/"


class TestQuick:
    def test_creates_a_work(self, api, ann):
        home = make_ancestors(user=ann, names=["2026", "Home"])[-1]
        label = make_label(user=ann, name="phone")

        response = api.post(ADDRESS, {"text": "Call Bob tomorrow at 9 #Home @phone !1 // now"})

        assert response.status_code == 201
        row = response.json()
        assert (row["title"], row["content"], row["category"], row["labels"]) == (
            "Call Bob",
            "now",
            home.pk,
            [label.pk],
        )
        assert (row["starts_on"], row["deadline_on"], row["deadline_time"]) == ("2026-09-03", "2026-09-03", "09:00:00")
        assert response["Location"].endswith(f"/api/v1/works/{row['id']}/")

    def test_creates_a_recurring_work(self, api, ann):
        response = api.post(ADDRESS, {"text": "운동 매주 월·수 오후 7시"})

        row = response.json()
        assert (response.status_code, row["rule"], row["starts_on"]) == (201, "FREQ=WEEKLY;BYDAY=MO,WE", "2026-09-02")
        assert response["Location"].endswith(f"/api/v1/recurring-works/{row['id']}/")
        assert RecurringWork.objects.get().title == "운동"

    def test_shows_what_was_read_without_creating_it(self, api, ann):
        make_ancestors(user=ann, names=["2026", "Home"])

        text = "Pay the rent every month on the 1st at 9am #home/attic @bank !2 // joint account"
        response = api.post(ADDRESS, {"text": text, "dry_run": True})

        assert (response.status_code, Work.objects.count(), RecurringWork.objects.count()) == (200, 0, 0)
        row = response.json()
        assert row.pop("category")
        assert row == {
            "title": "Pay the rent",
            "content": "joint account",
            "starts_on": "2026-10-01",
            "deadline_on": None,
            "deadline_time": "09:00:00",
            "rule": "FREQ=MONTHLY;BYMONTHDAY=1",
            "sentence": "every month on the 1st",
            "path": "home/attic",
            "creates_path": "2026/Home/attic",
            "candidates": [],
            "labels": ["bank"],
            "creates_labels": ["bank"],
            "priority": "HIGH",
            "spans": [
                {"start": 13, "end": 35, "kind": "rule"},
                {"start": 36, "end": 42, "kind": "time"},
                {"start": 43, "end": 54, "kind": "path"},
                {"start": 55, "end": 60, "kind": "label"},
                {"start": 61, "end": 63, "kind": "priority"},
                {"start": 64, "end": len(text), "kind": "notes"},
            ],
            "words": [
                "every month on the 1st, first on Thu 1 Oct, 09:00",
                "home › attic",
                "@bank",
                "High priority",
                "with a note",
            ],
        }

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"text": "#Home"}, "line_without_title"),
            ({"text": "x" * 301}, "title_too_long"),
            ({"text": "Dig #Home"}, "unknown_path"),
            ({"text": "Dig #Both"}, "ambiguous_path"),
            ({"text": "Dig @x"}, "unknown_labels"),
            ({"text": f"Dig @{'x' * 61}", "create_labels": True}, "name_cannot_be_used"),
            ({"text": "x" * 501}, "invalid"),
            ({"text": "Dig", "plain": ["x"] * 21}, "invalid"),
            ({"text": "Dig every Monday until tomorrow"}, "ends_before_its_first_day"),
            ({"text": "Dig from 9 October until 2026-10-01"}, "deadline_before_start"),
        ],
    )
    def test_refuses(self, api, ann, body, code):
        make_ancestors(user=ann, names=["2025", "Both"])
        make_ancestors(user=ann, names=["2026", "Both"])

        response = api.post(ADDRESS, body)

        assert (response.status_code, response.json()["code"]) == (400, code)
        assert Work.objects.count() == 0

    def test_creates_what_is_missing_if_it_may(self, api, ann):
        response = api.post(ADDRESS, {"text": "Dig #Garden @x", "create_path": True, "create_labels": True})

        assert response.status_code == 201
        assert response.json()["category_path"] == f"/{response.json()['category']}"

    def test_leaves_what_is_plain(self, api, ann):
        response = api.post(ADDRESS, {"text": "Call Bob tomorrow", "plain": ["tomorrow"]})

        assert (response.json()["title"], response.json()["deadline_on"]) == ("Call Bob tomorrow", None)

    def test_is_carried_out_once_for_a_key(self, api, ann):
        answers = [api.post(ADDRESS, {"text": "Dig"}, headers={"Idempotency-Key": "k"}).json() for _ in range(2)]

        assert answers[0] == answers[1]
        assert Work.objects.count() == 1

    def test_uses_nothing_of_a_stranger(self, api, ann, ben):
        make_ancestors(user=ben, names=["2026", "Home"])

        response = api.post(ADDRESS, {"text": "Dig #2026/Home", "dry_run": True})

        assert (response.json()["category"], response.json()["creates_path"]) == (None, "2026/Home")
