"""One action on many works, all or nothing."""

import pytest

from tests.makers import NOON, make_category, make_finished_work, make_work
from tests.wheelbarrow.core.api.problems import assert_refused
from works.models import Work


def bulk(client, ids, action, **data):
    body = {"ids": ids, "action": action, **({"data": data} if data else {})}
    return client.post("/api/v1/works/bulk/", body)


class TestBulk:
    @pytest.mark.parametrize(
        ("action", "data", "changed"),
        [
            ("finish", {}, {"current_status": "DONE"}),
            ("status", {"status": "UNDER_REVIEW"}, {"current_status": "UNDER_REVIEW"}),
            ("set", {"priority": "HIGH", "my_job": True}, {"priority": "HIGH", "my_job": True}),
            ("set", {"deadline_on": "2026-09-08", "deadline_time": "09:00"}, {"deadline_time": "09:00:00"}),
            ("move", {"category": None}, {"category": None, "root": None}),
        ],
    )
    def test_does_it_to_each(self, action, data, changed, ann, api):
        branch = make_category(user=ann)
        works = [make_work(user=ann, category=branch) for _ in range(3)]
        left = make_work(user=ann, title="left", category=branch)

        response = bulk(api, [work.pk for work in works], action, **data)

        assert response.json() == {"action": action, "works": 3}
        for work in works:
            shown = api.get(f"/api/v1/works/{work.pk}/").json()
            assert {name: shown[name] for name in changed} == changed
        assert Work.objects.get(pk=left.pk).updated_at == NOON

    def test_reopens(self, ann, api):
        works = [make_finished_work(user=ann) for _ in range(2)]

        response = bulk(api, [work.pk for work in works], "reopen")

        assert response.json() == {"action": "reopen", "works": 2}
        assert not Work.objects.closed().exists()

    def test_deletes_as_one_deletion_that_brings_all_back(self, ann, api):
        works = [make_work(user=ann) for _ in range(3)]

        response = bulk(api, [work.pk for work in works], "delete").json()

        assert response["works"] == 3
        assert api.get("/api/v1/trash/").json()["count"] == 1
        assert api.get("/api/v1/works/").json()["count"] == 0
        api.post(f"/api/v1/trash/{response['deletion']}/restore/")
        assert api.get("/api/v1/works/").json()["count"] == 3

    def test_does_nothing_when_one_is_a_strangers_and_names_it(self, ann, ben, api):
        work, bens = make_work(user=ann), make_work(user=ben)
        before = list(Work.all_objects.order_by("pk").values())

        for action, data in [
            ("finish", {}),
            ("reopen", {}),
            ("status", {"status": "DONE"}),
            ("move", {"category": None}),
            ("set", {"my_job": True}),
            ("delete", {}),
        ]:
            response = bulk(api, [work.pk, bens.pk], action, **data)

            assert_refused(response, 400, "bulk_refused", {str(bens.pk)})
            assert list(Work.all_objects.order_by("pk").values()) == before

    def test_refuses_an_order_that_makes_no_sense(self, api):
        for body, field in [
            ({"ids": [], "action": "finish"}, "ids"),
            ({"ids": list(range(1, 1002)), "action": "finish"}, "ids"),
            ({"ids": ["1"], "action": "finish"}, "ids.0"),
            ({"ids": [True], "action": "finish"}, "ids.0"),
            ({"ids": [2**63], "action": "finish"}, "ids.0"),
            ({"ids": [1], "action": "explode"}, "action"),
            ({"ids": [1], "action": "finish", "data": {"my_job": True}}, "data"),
            ({"ids": [1], "action": "status"}, "data"),
            ({"ids": [1], "action": "move", "data": {}}, "data"),
            ({"ids": [1], "action": "set", "data": {}}, "data"),
            ({"ids": [1], "action": "set", "data": {"category": 1}}, "data"),
            ({"ids": [1], "action": "set", "data": {"current_status": "DONE"}}, "data.current_status"),
            ({"ids": [1], "action": "set", "data": {"priority": "high"}}, "data.priority"),
            ({"ids": [1], "action": "set", "data": None}, "data"),
        ]:
            response = api.post("/api/v1/works/bulk/", body)
            assert response.status_code == 400, body
            assert field in response.json()["errors"], body

    def test_takes_no_more_statements_for_more_works(self, ann, api, django_assert_num_queries):
        branch = make_category(user=ann)
        # SQLite takes 999 values in a statement, 20 for each work.
        works = [make_work(user=ann, category=branch).pk for _ in range(45)]

        with django_assert_num_queries(1 + 8):
            bulk(api, works[:3], "finish")
        with django_assert_num_queries(1 + 8):
            bulk(api, works[3:], "finish")
