"""A POST with an Idempotency-Key takes effect once, and its duplicate gets the same answer."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import client_of
from tests.makers import NOON, make_ancestors, make_category, make_work
from tests.wheelbarrow.core.api.endpoints import ENDPOINTS, MAKERS
from tests.wheelbarrow.core.api.problems import assert_problem
from wheelbarrow.core import idempotency
from wheelbarrow.core.api.owned_viewsets import OwnedViewSet
from wheelbarrow.core.models import Change, StoredAnswer
from wheelbarrow.core.trash import purge_all_of
from works.models import Work

WORKS = "/api/v1/works/"
WRITING = [
    endpoint
    for endpoint in ENDPOINTS
    if endpoint.method == "POST"
    and issubclass(endpoint.view.cls, OwnedViewSet)
    and endpoint.action not in endpoint.view.cls.free_actions
]
# Bodies with which each of them writes.
BODIES = {
    ("categories", "create"): lambda row: {"name": "Orchard"},
    ("works", "create"): lambda row: {"title": "Plant"},
    ("imports", "create"): lambda row: {"file": SimpleUploadedFile("table.csv", b"title\nPlant\n")},
    ("works", "bulk"): lambda row: {"ids": [row.pk], "action": "finish"},
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def post(client, address=WORKS, body=None, key="a", **more):
    return client.post(address, {"title": "Dig"} if body is None else body, headers={"Idempotency-Key": key}, **more)


def body_of(endpoint, row):
    return BODIES.get((endpoint.noun, endpoint.action), lambda _row: endpoint.body)(row)


def parts(response):
    """What a duplicate gets again; the id of the request is its own."""
    kept = {name: response.headers.get(name) for name in ("ETag", "Location", "Content-Location", "Content-Type")}
    return response.status_code, response.content, kept


class TestEveryPost:
    def test_is_found(self):
        assert {"POST /api/v1/works/", "POST /api/v1/trash/{pk}/restore/", "POST /api/v1/works/bulk/"} <= {
            str(endpoint) for endpoint in WRITING
        }
        assert "POST /api/v1/recurring-works/preview/" not in {str(endpoint) for endpoint in WRITING}

    @pytest.mark.parametrize("endpoint", WRITING, ids=str)
    def test_takes_effect_once(self, endpoint, ann, api, clock):
        row = MAKERS[endpoint.noun](ann, "Ann's")
        if endpoint.action == "resume":
            api.post(f"/api/v1/{endpoint.noun}/{row.pk}/pause/", {})

        how = {"format": "multipart"} if endpoint.path == "/api/v1/imports/" else {}
        first = post(api, endpoint.address(row), body_of(endpoint, row), **how)
        changes = Change.objects.count()
        ann.refresh_from_db()
        version = ann.version
        clock.shift(timedelta(minutes=1))
        second = post(client_of(ann), endpoint.address(row), body_of(endpoint, row), **how)

        assert first.status_code in (200, 201, 202), first.json()
        assert parts(second) == parts(first)
        ann.refresh_from_db()
        assert (Change.objects.count(), ann.version) == (changes, version)

    @pytest.mark.parametrize("endpoint", [one for one in WRITING if one.is_detail], ids=str)
    def test_of_a_stranger_is_404_and_stores_nothing(self, endpoint, ann, stranger):
        row = MAKERS[endpoint.noun](ann, "Ann's")

        answers = [post(stranger, endpoint.address(row), body_of(endpoint, row)) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [404, 404]
        assert not StoredAnswer.objects.exists()


class TestKey:
    def test_of_a_stranger_is_another_key(self, ann, ben, api, stranger):
        hers, his = post(api), post(stranger)

        assert (hers.status_code, his.status_code) == (201, 201)
        assert hers.json()["id"] != his.json()["id"]
        assert sorted(StoredAnswer.objects.values_list("user_id", flat=True)) == sorted([ann.pk, ben.pk])
        assert parts(post(api)) == parts(hers)

    def test_is_refused_with_another_body_address_or_query(self, ann, api):
        first = post(api)
        category = make_category(user=ann)

        others = [
            post(api, body={"title": "Rake"}),
            post(api, "/api/v1/categories/", {"name": "Dig"}),
            post(api, f"/api/v1/categories/{category.pk}/move/?format=json", {"parent": None}),
        ]

        for other in others:
            assert_problem(other, 422, "idempotency_key_reused")
        assert parts(post(api)) == parts(first)
        assert Work.objects.count() == 1

    @pytest.mark.parametrize("key", ["", " ", "a b", "é", "a\tb", "x" * 256, "a\x7f"])
    def test_is_refused_when_it_is_malformed(self, key, ann, api):
        refused = api.post(WORKS, {"title": "Dig"}, HTTP_IDEMPOTENCY_KEY=key)

        assert_problem(refused, 400, "idempotency_key_malformed")
        assert not Work.objects.exists()

    @pytest.mark.parametrize("key", ["x" * 255, "!", "~", '"8e03978e-40d5-43dd-bc93-6894a57f9324"'])
    def test_has_up_to_255_visible_characters(self, key, ann, api):
        assert [post(api, key=key).status_code for _ in range(2)] == [201, 201]
        assert Work.objects.count() == 1

    def test_is_ignored_where_nothing_is_created(self, ann, api):
        work = make_work(user=ann)
        preview = "/api/v1/recurring-works/preview/"

        answers = [
            api.patch(f"{WORKS}{work.pk}/", {"title": "a"}, headers={"Idempotency-Key": "a"}),
            api.patch(f"{WORKS}{work.pk}/", {"title": "b"}, headers={"Idempotency-Key": "a"}),
            post(api, preview, {"rule": "FREQ=DAILY"}),
            post(api, preview, {"rule": "FREQ=WEEKLY"}),
        ]

        assert {answer.status_code for answer in answers} == {200}
        assert not StoredAnswer.objects.exists()


class TestRefusal:
    def test_is_not_stored(self, ann, api):
        body = {"title": "Dig", "category": 1_000_000}
        refused = [post(api, body=body), post(api, body={"titel": "Dig"})]

        made = post(api)

        assert [answer.status_code for answer in refused] == [400, 400]
        assert made.status_code == 201

    def test_of_an_old_version_is_not_stored_and_a_duplicate_is_not_compared(self, ann, api):
        work = make_work(user=ann)
        address = f"{WORKS}{work.pk}/finish/"

        def finish(version):
            return api.post(address, headers={"Idempotency-Key": "a", "If-Match": f'"{version}"'})

        codes = [finish(0).status_code, finish(work.version).status_code, finish(work.version).status_code]

        assert codes == [412, 200, 200]
        assert Change.objects.owned_by(ann).filter(action="finished").count() == 1


class TestStoredAnswer:
    def test_is_kept_for_a_day(self, ann, clock):
        first = post(client_of(ann))
        clock.shift(idempotency.KEPT - timedelta(seconds=1))
        in_time = post(client_of(ann))
        clock.shift(timedelta(seconds=1))
        late = post(client_of(ann))
        again = post(client_of(ann))

        assert parts(in_time) == parts(first)
        assert late.json()["id"] != first.json()["id"]
        assert parts(again) == parts(late)
        assert StoredAnswer.objects.count() == 1

    def test_that_has_expired_may_have_another_body(self, ann, clock):
        post(client_of(ann))
        clock.shift(idempotency.KEPT)

        assert post(client_of(ann), body={"title": "Rake"}).status_code == 201

    def test_is_removed_by_purge_deleted_after_a_day(self, ann, clock, capsys):
        post(client_of(ann), key="old")
        clock.shift(timedelta(hours=12))
        post(client_of(ann), key="new")
        clock.shift(timedelta(hours=12))

        call_command("purge_deleted")

        assert [answer.key for answer in StoredAnswer.objects.all()] == ["new"]
        assert "1 stored answers purged" in capsys.readouterr().out

    def test_is_removed_with_the_account(self, ann, ben, api, stranger):
        post(api)
        post(stranger)

        purge_all_of(ann)
        ann.delete()

        assert [answer.user_id for answer in StoredAnswer.objects.all()] == [ben.pk]

    def test_is_one_of_a_bounded_number(self, ann, ben, api, stranger, clock, monkeypatch):
        monkeypatch.setattr(idempotency, "MOST_KEYS", 3)
        monkeypatch.setattr(idempotency, "CHECKED_EVERY", 1)
        post(stranger)
        for number in range(5):
            clock.shift(timedelta(seconds=1))
            post(api, key=str(number))

        keys = list(StoredAnswer.objects.filter(user=ann).order_by("at").values_list("key", flat=True))

        assert keys == ["2", "3", "4"]
        assert StoredAnswer.objects.filter(user=ben).count() == 1

    def test_takes_two_statements_and_a_duplicate_none_of_the_effect(self, ann, api):
        make_ancestors(user=ann, names=["2026"])
        counts = []
        for key in (None, "a", "a"):
            headers = {"Idempotency-Key": key} if key else {}
            with CaptureQueriesContext(connection) as statements:
                assert api.post(WORKS, {"title": "Dig"}, headers=headers).status_code == 201
            counts.append(len([one for one in statements if "SAVEPOINT" not in one["sql"]]))

        assert counts == [counts[0], counts[0] + 2, 3]

    def test_is_shown_as_a_page_to_a_browser(self, ann, client):
        client.force_login(ann)
        headers = {"Idempotency-Key": "a", "accept": "text/html"}

        pages = [client.post(WORKS, {"title": "Dig"}, headers=headers) for _ in range(2)]

        assert [page.status_code for page in pages] == [201, 201]
        assert all("text/html" in page.headers["Content-Type"] for page in pages)
        assert pages[1].context["page"].data["title"] == "Dig"
        assert Work.objects.count() == 1
