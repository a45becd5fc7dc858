"""Works over HTTP: what they look like and what they can be asked for."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.makers import NOON, make_ancestors, make_category, make_finished_work, make_work
from tests.wheelbarrow.core.api.problems import assert_refused
from works import finding
from works.choices import Priority, Status
from works.models import Work
from works.services import editing


def titles(response):
    assert response.status_code == 200, response.json()
    return {work["title"] for work in response.json()["results"]}


class TestCreate:
    def test_shows_the_work_with_its_place_in_the_tree(self, ann, api):
        root, _garden, beds = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])

        response = api.post("/api/v1/works/", {"title": "Dig", "category": beds.pk, "deadline_on": "2026-09-08"})

        assert response.status_code == 201
        assert response.json() == {
            "id": Work.objects.get().pk,
            "title": "Dig",
            "content": "",
            "content_is_cut": False,
            "category": beds.pk,
            "category_path": beds.path,
            "root": root.pk,
            "current_status": "TODO",
            "priority": "NONE",
            "my_job": False,
            "starts_on": None,
            "deadline_on": "2026-09-08",
            "deadline_time": None,
            "started_at": None,
            "end_at": None,
            "recurring_work": None,
            "occurs_on": None,
            "position": 0,
            "labels": [],
            "version": Work.objects.get().version,
            "created_at": "2026-09-02T09:00:00Z",
            "updated_at": "2026-09-02T09:00:00Z",
        }
        assert api.get(f"/api/v1/works/{response.json()['id']}/").json() == response.json()

    def test_refuses_a_strangers_category_like_a_missing_one(self, ben, api):
        bens = make_category(user=ben)

        answers = [api.post("/api/v1/works/", {"title": "Dig", "category": pk}) for pk in (bens.pk, 2**62)]

        assert [answer.status_code for answer in answers] == [400, 400]
        assert answers[0].json() == answers[1].json()
        assert answers[0].json()["code"] == "unknown_category"


class TestPatch:
    def test_of_the_status_takes_the_way_of_the_lifecycle(self, ann, api):
        work = make_work(user=ann)

        done = api.patch(f"/api/v1/works/{work.pk}/", {"current_status": "DONE"}).json()
        again = api.patch(f"/api/v1/works/{work.pk}/", {"current_status": "IN_PROGRESS"}).json()

        assert (done["current_status"], done["end_at"]) == ("DONE", "2026-09-02T09:00:00Z")
        assert (again["started_at"], again["end_at"]) == ("2026-09-02T09:00:00Z", None)


class TestLifecycleActions:
    def test_finish_reopen_and_status_show_the_work(self, ann, api):
        address = f"/api/v1/works/{make_work(user=ann).pk}"

        shown = [
            api.post(f"{address}/status/", {"status": "UNDER_REVIEW"}).json(),
            api.post(f"{address}/finish/").json(),
            api.post(f"{address}/reopen/").json(),
        ]

        assert [work["current_status"] for work in shown] == ["UNDER_REVIEW", "DONE", "TODO"]
        assert [work["end_at"] is None for work in shown] == [True, False, True]


class TestDelete:
    def test_answers_with_the_deletion_and_hides_the_work(self, ann, api):
        work = make_work(user=ann)

        response = api.delete(f"/api/v1/works/{work.pk}/")

        taken = response.json()
        assert (taken["categories"], taken["works"], taken["recurring_works"]) == (0, 1, 0)
        assert api.get(f"/api/v1/works/{work.pk}/").status_code == 404
        assert api.get(f"/api/v1/trash/{taken['deletion']}/").status_code == 200


@pytest.fixture
def tree(ann, ben):
    """Works that differ in everything a filter can ask, and a stranger's that would fit each filter."""
    root, tree, beds = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])
    other = make_category(user=ann, name="2025")
    make_work(user=ann, title="dig", category=beds, priority=Priority.HIGH, my_job=True)
    make_work(user=ann, title="plan", category=root, deadline_on=date(2026, 9, 1))
    make_work(user=ann, title="mow", category=tree, deadline_on=date(2026, 9, 2), deadline_time=time(9, 0))
    make_work(user=ann, title="sow", deadline_on=date(2026, 9, 30), starts_on=date(2026, 9, 20))
    make_work(user=ann, title="weed", category=other, content="Garden path", current_status=Status.IN_PROGRESS)
    early = datetime(2026, 8, 31, 14, 59, 59, tzinfo=UTC)
    make_finished_work(user=ann, title="rake", at=early, deadline_on=date(2026, 8, 1))
    make_work(user=ann, title="burn", at=early + timedelta(seconds=1), current_status=Status.CANCELLED)
    gone = make_work(user=ann, title="gone", category=beds, priority=Priority.HIGH, my_job=True)
    editing.delete_work(user=ann, work_id=gone.pk, at=NOON)
    bens = make_category(user=ben, name="Ben's")
    make_work(user=ben, title="ben's", category=bens, priority=Priority.HIGH, my_job=True, deadline_on=date(2026, 9, 1))
    make_finished_work(user=ben, title="ben's done")
    return {"root": root.pk, "tree": tree.pk, "beds": beds.pk, "other": other.pk, "bens": bens.pk}


# In Seoul it is 2026-09-02 18:00; rake ended there on 08-31 at 23:59:59, burn on 09-01 at 00:00:00.
ALL = {"dig", "plan", "mow", "sow", "weed", "rake", "burn"}
FILTERS = [
    ("", ALL),
    ("status=TODO", {"dig", "plan", "mow", "sow"}),
    ("status=DONE&status=CANCELLED", {"rake", "burn"}),
    ("category={tree}", {"mow"}),
    ("under={tree}", {"mow", "dig"}),
    ("under={root}", {"mow", "dig", "plan"}),
    ("root={root}", {"mow", "dig", "plan"}),
    ("my_job=true", {"dig"}),
    ("my_job=false", ALL - {"dig"}),
    ("priority=HIGH", {"dig"}),
    ("priority=HIGH&priority=NONE", ALL),
    ("overdue=true", {"plan", "mow"}),
    ("overdue=false", ALL - {"plan", "mow"}),
    ("open=true", {"dig", "plan", "mow", "sow", "weed"}),
    ("open=false", {"rake", "burn"}),
    ("deadline_from=2026-09-02", {"mow", "sow"}),
    ("deadline_to=2026-09-01", {"plan", "rake"}),
    ("deadline_from=2026-09-01&deadline_to=2026-09-02", {"plan", "mow"}),
    ("starts_from=2026-09-20", {"sow"}),
    ("starts_from=2026-09-21", set()),
    ("starts_to=2026-09-20", {"sow"}),
    ("starts_to=2026-09-19", set()),
    ("ended_from=2026-09-01", {"burn"}),
    ("ended_to=2026-08-31", {"rake"}),
    ("ended_from=2026-08-31&ended_to=2026-09-01", {"rake", "burn"}),
    ("q=GARDEN", {"weed"}),
    ("q=we", {"weed"}),
    ("q=%25", set()),
    ("q=_", set()),
    ("q=", ALL),
    ("updated_since=2026-09-02T09:00:00Z", ALL - {"rake", "burn"}),
    ("updated_since=2026-09-02T18:00:00%2B09:00", ALL - {"rake", "burn"}),
    ("updated_since=2026-09-02T09:00:01Z", set()),
    ("open=true&under={root}&q=d", {"dig"}),
]


class TestFilter:
    def test_gives_these_and_no_others(self, tree, api):
        for query, expected in FILTERS:
            assert titles(api.get(f"/api/v1/works/?{query.format(**tree)}")) == expected, query

    @pytest.mark.parametrize("common", [0, 10**9], ids=["by looking at each", "by the index"])
    def test_finds_and_counts_no_work_of_others_or_in_the_trash(self, ann, ben, api, monkeypatch, common):
        monkeypatch.setattr(finding, "COMMON", common)
        first, second, deleted, _bens = [make_work(user=user, title="Dig") for user in (ann, ann, ann, ben)]
        editing.delete_work(user=ann, work_id=deleted.pk, at=NOON)

        page = api.get("/api/v1/works/?q=dig&page_size=1").json()
        last = api.get(page["next"]).json()

        assert (page["count"], last["count"], last["next"]) == (2, 2, None)
        assert [work["id"] for work in page["results"] + last["results"]] == [second.pk, first.pk]

    def test_refuses_what_it_cannot_read_by_name(self, tree, api):
        for query in [
            "status=OPEN",
            "status=",
            "category={bens}",
            "under={bens}",
            "root={bens}",
            "root={tree}",
            "category=x",
            "category=",
            "category=99999999999999999999",
            "priority=high",
            "my_job=yes",
            "open=",
            "deadline_from=2026-9-1",
            "deadline_to=tomorrow",
            "starts_from=2026-02-30",
            "starts_to=0001-01-01",
            "ended_from=9999-12-31",
            "ended_to=",
            "updated_since=yesterday",
            "updated_since=0001-01-01T00:00:00Z",
            "ordering=user",
            "ordering=category__name",
            "q=%00",
            "deadline_on=2026-09-01",
        ]:
            response = api.get(f"/api/v1/works/?{query.format(**tree)}")
            assert_refused(response, 400, "invalid", {query.split("=")[0]})


class TestOrdering:
    def test_is_what_was_asked_with_empty_values_last(self, ann, api):
        make_work(user=ann, title="a", priority=Priority.URGENT, deadline_on=date(2026, 9, 2))
        make_work(user=ann, title="b", priority=Priority.LOW, deadline_on=date(2026, 9, 3))
        make_work(user=ann, title="c", priority=Priority.HIGH, deadline_on=date(2026, 9, 1))
        make_work(user=ann, title="d")

        for name, expected in [
            ("", "dcba"),
            ("title", "abcd"),
            ("-title", "dcba"),
            ("priority", "dbca"),
            ("-priority", "acbd"),
            ("deadline_on", "cabd"),
            ("-deadline_on", "bacd"),
        ]:
            response = api.get("/api/v1/works/", {"ordering": name} if name else {})
            assert "".join(work["title"] for work in response.json()["results"]) == expected, name
