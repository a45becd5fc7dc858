"""A conditional GET answers 304 until something of the person has changed, and no longer.

test_conditional_clock.py moves the clock; tests/proofs/test_stale_answers.py covers every act that changes something.
"""

from datetime import date, time, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts import services as accounts
from accounts.models import User
from tests.makers import NOON, make_recurring_work, make_work
from tests.wheelbarrow.core.api.endpoints import ENDPOINTS, MAKERS, QUERIES
from wheelbarrow.core import trash
from works.models import Work
from works.services import editing, generation

CONDITIONAL = [
    one for one in ENDPOINTS if one.method == "GET" and one.action in getattr(one.view.cls, "conditional_actions", ())
]
WORKS = "/api/v1/works/"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def addresses_of(user, *, without=None):
    """Make a row of each noun for the person; return the address of each conditional GET."""
    rows = {noun: make(user, user.name) for noun, make in MAKERS.items() if noun != without}
    addresses = []
    for endpoint in CONDITIONAL:
        if endpoint.noun != without:
            query = QUERIES.get(endpoint.path, lambda _row_of: {})(rows.get)
            addresses.append(f"{endpoint.address(rows.get(endpoint.noun))}?{urlencode(query)}".rstrip("?"))
    return addresses


@pytest.fixture
def addresses(ann):
    return addresses_of(ann)


def etag_of(client, address, **headers):
    """Return the ETag of the response; KeyError without one."""
    response = client.get(address, **headers)
    assert response.status_code == 200, response.json()
    return response.headers["ETag"]


def etags_of(client, addresses):
    return {address: etag_of(client, address) for address in addresses}


def repeat(client, address, etag, **headers):
    """Return the status of a request with this If-None-Match."""
    return client.get(address, HTTP_IF_NONE_MATCH=etag, **headers).status_code


def repeat_all(client, etags):
    return {repeat(client, address, etag) for address, etag in etags.items()}


class TestEndpoints:
    def test_are_found(self):
        found = {endpoint.path for endpoint in CONDITIONAL}

        assert {
            "/api/v1/auth/me/",
            WORKS,
            "/api/v1/works/today/",
            "/api/v1/trash/{pk}/",
            "/api/v1/categories/tree/",
        } <= found
        assert "/api/v1/reports/period/" not in found


class TestEveryEndpoint:
    def test_sends_an_etag_to_be_revalidated_a_strong_one_of_a_row_with_a_version(self, addresses, api):
        for address in addresses:
            response = api.get(address)

            version = response.json().get("version") if isinstance(response.json(), dict) else None
            begin = f'"{version}.' if version else 'W/"'
            assert response.headers["ETag"].startswith(begin), address
            assert response.headers["Cache-Control"] == "private, no-cache"
            assert {"Authorization", "Accept", "Accept-Language"} <= set(response.headers["Vary"].split(", "))

    def test_answers_304_the_second_time_with_one_statement(self, addresses, api):
        for address in addresses:
            first = api.get(address)

            with CaptureQueriesContext(connection) as statements:
                second = api.get(address, HTTP_IF_NONE_MATCH=first.headers["ETag"])

            assert (second.status_code, second.content) == (304, b""), address
            for name in ("ETag", "Cache-Control", "Vary"):
                assert second.headers[name] == first.headers[name]
            assert len(statements) == 1
            assert "accounts_user" in statements[0]["sql"]

    def test_answers_head_as_get(self, addresses, api):
        for address, etag in etags_of(api, addresses).items():
            first, second = api.head(address), api.head(address, HTTP_IF_NONE_MATCH=etag)

            assert (first.status_code, first.headers["ETag"], first.content) == (200, etag, b""), address
            assert (second.status_code, second.headers["ETag"], second.content) == (304, etag, b""), address

    def test_does_not_accept_the_etag_of_a_stranger(self, addresses, ben, api, stranger):
        etags = etags_of(api, addresses)
        of_ben = addresses_of(ben)

        for address, theirs, etag in zip(etags, of_ben, etags.values(), strict=True):
            assert repeat(stranger, theirs, etag) == 200, theirs
            assert repeat(stranger, address, etag) != 304, address

    def test_does_not_accept_the_etag_of_another_language(self, addresses, ann, api):
        etags = etags_of(api, addresses)
        # Without the new version that a change of the profile makes.
        User.objects.filter(pk=ann.pk).update(language="ko")

        assert repeat_all(api, etags) == {200}

    def test_does_not_accept_the_etag_of_another_address(self, addresses, api):
        etags = etags_of(api, addresses)
        for address in addresses:
            others = ", ".join(etag for other, etag in etags.items() if other != address)

            assert repeat(api, address, others) == 200, address

    def test_has_changed_after_a_write_of_the_person_and_of_nobody_else(self, addresses, ann, ben, api):
        etags = etags_of(api, addresses)

        make_work(user=ben)
        after_ben = repeat_all(api, etags)
        make_work(user=ann)

        assert (after_ben, repeat_all(api, etags)) == ({304}, {200})

    def test_has_changed_after_a_change_of_the_profile(self, addresses, ann, api):
        etags = etags_of(api, addresses)

        accounts.edit_profile(user=ann, time_zone="Europe/Berlin")

        assert repeat_all(api, etags) == {200}

    def test_has_changed_after_the_scheduler_settled_a_rule_of_the_person(self, addresses, ben, api, stranger):
        etags = etags_of(api, addresses)
        of_ben = etags_of(stranger, addresses_of(ben, without="recurring-works"))

        generation.run_batch(NOON + timedelta(days=1), size=10)

        assert (repeat_all(api, etags), repeat_all(stranger, of_ben)) == ({200}, {304})

    def test_has_no_etag_as_a_page_or_in_a_session(self, addresses, ann, api):
        session = APIClient()
        session.force_login(ann)
        for address, etag in etags_of(api, addresses).items():
            page, in_session = api.get(address, HTTP_ACCEPT="text/html"), session.get(address)

            assert [response.status_code for response in (page, in_session)] == [200, 200], address
            assert [response.has_header("ETag") for response in (page, in_session)] == [False, False], address
            assert repeat(session, address, etag) == 200, address
            assert repeat(api, address, etag, HTTP_ACCEPT="text/html") == 200, address


class TestIfNoneMatch:
    def test_accepts_several_etags(self, ann, api):
        etag = etag_of(api, WORKS)
        make_work(user=ann)
        new = etag_of(api, WORKS)

        response = api.get(WORKS, HTTP_IF_NONE_MATCH=f'"other", {etag}, {new}, W/"one more"')

        assert (response.status_code, response.headers["ETag"]) == (304, new)

    def test_is_compared_weakly(self, ann, api):
        assert repeat(api, WORKS, etag_of(api, WORKS).removeprefix("W/")) == 304

    def test_with_an_asterisk_gets_200(self, ann, api):
        assert repeat(api, WORKS, "*") == 200

    def test_with_any_other_etag_gets_200(self, ann, api):
        start = etag_of(api, WORKS).rpartition(".")[0]
        ends = ["²", "١", "-1", "9" * 5000, "1", "1e9", " 0", "0.0", "", "x", "+0", "0_0"]
        invented = ["", "nonsense", '"', 'W/"', '""', 'W/""', '"."', '"0"', ",", "W/", '"a" "b"', "\x7f"]

        for etag in [*(f'{start}.{end}"' for end in ends), *invented]:
            assert repeat(api, WORKS, etag) == 200, etag

    def test_does_not_hide_an_unknown_parameter(self, ann, api):
        assert repeat(api, f"{WORKS}?nothing=1", etag_of(api, WORKS)) == 400

    def test_does_not_hide_a_missing_row(self, ann, api):
        assert repeat(api, f"{WORKS}999999/", etag_of(api, WORKS)) == 404

    def test_of_another_query_gets_200(self, ann, api):
        assert repeat(api, f"{WORKS}?my_job=true", etag_of(api, WORKS)) == 200

    def test_is_ignored_by_a_write(self, ann, api):
        response = api.post(WORKS, {"title": "Dig"}, HTTP_IF_NONE_MATCH=etag_of(api, WORKS))

        assert response.status_code == 201


class TestListOfOverdueWorks:
    @pytest.mark.parametrize("query", ["overdue=true", "overdue=false", "status=TODO&overdue=true"])
    def test_has_no_etag_because_it_changes_with_the_clock(self, query, ann, api):
        make_work(user=ann, deadline_on=date(2026, 9, 2), deadline_time=time(18, 30))
        etag = etag_of(api, WORKS)

        response = api.get(f"{WORKS}?{query}", HTTP_IF_NONE_MATCH=etag)

        assert (response.status_code, response.has_header("ETag")) == (200, False)


class TestPurge:
    def test_changes_the_days_of_a_rule_with_each_of_its_batches(self, ann, api, monkeypatch):
        monkeypatch.setattr(trash, "PURGE_BATCH", 1)
        rule = make_recurring_work(user=ann, catch_up="create_all", starts_on=date(2026, 8, 31))
        ids = Work.objects.owned_by(ann).ids()
        deletion = editing.delete_works(user=ann, ids=ids, at=NOON)
        address = f"/api/v1/recurring-works/{rule.pk}/occurrences/?start=2026-08-31&end=2026-09-02"
        etags = [etag_of(api, address)]
        seen = []

        def look(_number):
            seen.append(repeat(api, address, etags[-1]))
            etags.append(etag_of(api, address))

        trash.purge_deletion(user=ann, deletion_id=deletion.pk, at=NOON, report=look)

        assert seen == [200, 200, 200]


class TestCount:
    def counted(self, client, address):
        """Return the count, and whether the database counted."""
        with CaptureQueriesContext(connection) as statements:
            response = client.get(address)
        return response.json()["count"], any("COUNT(" in statement["sql"] for statement in statements)

    @pytest.mark.parametrize("address", [WORKS, f"{WORKS}finished/?start=2026-09-01&end=2026-09-02"])
    def test_of_a_long_list_is_queried_once_for_each_version(self, address, ann, ben, api, stranger):
        sized = f"{address}{'&' if '?' in address else '?'}page_size=1"
        for user, number in ((ann, 3), (ben, 2)):
            ids = [make_work(user=user).pk for _ in range(number)]
            editing.finish_works(user=user, ids=ids, at=NOON)

        counts = [self.counted(api, sized), self.counted(api, f"{sized}&page=2"), self.counted(stranger, sized)]
        editing.finish_works(user=ann, ids=[make_work(user=ann).pk], at=NOON)
        counts.append(self.counted(api, sized))

        assert counts == [(3, True), (3, False), (2, True), (4, True)]

    def test_differs_with_the_filters(self, ann, api):
        for status in ("TODO", "TODO", "IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS"):
            make_work(user=ann, current_status=status)

        counts = [
            self.counted(api, f"{WORKS}?page_size=1{rest}")[0] for rest in ("", "&status=TODO", "&status=IN_PROGRESS")
        ]

        assert counts == [5, 2, 3]

    def test_of_overdue_works_is_queried_each_time(self, ann, api):
        for _ in range(2):
            make_work(user=ann, deadline_on=date(2026, 9, 1))

        counts = [self.counted(api, f"{WORKS}?page_size=1&overdue=true") for _ in range(2)]

        assert counts == [(2, True), (2, True)]
