"""What a person has read is answered by 304 until something of theirs has changed, and no longer.

test_conditional_clock.py beside this moves the clock; tests/proofs/test_stale_answers.py asks whether any way of
changing something is forgotten.
"""

from datetime import date, time, timedelta

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


@pytest.fixture
def rows(ann):
    """Ann's row of each noun."""
    return {noun: make(ann, "Ann's") for noun, make in MAKERS.items()}


def address_of(endpoint, rows):
    query = QUERIES.get(endpoint.path, lambda _row_of: {})(rows.get)
    return endpoint.address(rows.get(endpoint.noun)) + (
        "?" + "&".join(f"{n}={v}" for n, v in query.items()) if query else ""
    )


def tag_of(client, address, **headers):
    """The tag of the answer; KeyError without one."""
    response = client.get(address, **headers)
    assert response.status_code == 200, response.json()
    return response.headers["ETag"]


def again(client, address, tag, **headers):
    """The status of the second answer."""
    return client.get(address, HTTP_IF_NONE_MATCH=tag, **headers).status_code


class TestTheEndpoints:
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


@pytest.mark.parametrize("endpoint", CONDITIONAL, ids=str)
class TestAnAnswer:
    def test_carries_a_weak_tag_and_says_that_it_must_be_asked_for_again(self, endpoint, rows, api):
        response = api.get(address_of(endpoint, rows))

        assert response.headers["ETag"].startswith('W/"')
        assert response.headers["Cache-Control"] == "private, no-cache"
        assert {"Authorization", "Accept", "Accept-Language"} <= set(response.headers["Vary"].split(", "))

    def test_is_304_the_second_time_for_the_one_statement_that_reads_who_asks(self, endpoint, rows, api):
        first = api.get(address_of(endpoint, rows))

        with CaptureQueriesContext(connection) as statements:
            second = api.get(address_of(endpoint, rows), HTTP_IF_NONE_MATCH=first.headers["ETag"])

        assert (second.status_code, second.content) == (304, b"")
        for name in ("ETag", "Cache-Control", "Vary"):
            assert second.headers[name] == first.headers[name]
        assert len(statements) == 1
        assert "accounts_user" in statements[0]["sql"]

    def test_is_for_head_what_it_is_for_get(self, endpoint, rows, api):
        tag = tag_of(api, address_of(endpoint, rows))

        first = api.head(address_of(endpoint, rows))
        second = api.head(address_of(endpoint, rows), HTTP_IF_NONE_MATCH=tag)

        assert (first.status_code, first.headers["ETag"], first.content) == (200, tag, b"")
        assert (second.status_code, second.headers["ETag"], second.content) == (304, tag, b"")

    def test_does_not_hold_for_a_stranger(self, endpoint, rows, ben, api, stranger):
        tag = tag_of(api, address_of(endpoint, rows))
        bens = {noun: make(ben, "Ben's") for noun, make in MAKERS.items()}

        assert again(stranger, address_of(endpoint, bens), tag) == 200
        assert again(stranger, address_of(endpoint, rows), tag) != 304

    def test_does_not_hold_in_another_language(self, endpoint, rows, ann, api):
        tag = tag_of(api, address_of(endpoint, rows))
        # Without the new version that a change of the profile has.
        User.objects.filter(pk=ann.pk).update(language="ko")

        assert again(api, address_of(endpoint, rows), tag) == 200

    def test_holds_at_its_own_address_only(self, endpoint, rows, api):
        elsewhere = [one for one in CONDITIONAL if one is not endpoint]
        tags = [tag_of(api, address_of(one, rows)) for one in elsewhere]

        assert again(api, address_of(endpoint, rows), ", ".join(tags)) == 200

    def test_ends_with_a_write_of_the_person_and_with_no_strangers(self, endpoint, rows, ann, ben, api):
        tag = tag_of(api, address_of(endpoint, rows))

        make_work(user=ben)
        after_bens = again(api, address_of(endpoint, rows), tag)
        make_work(user=ann)

        assert (after_bens, again(api, address_of(endpoint, rows), tag)) == (304, 200)

    def test_ends_with_a_change_of_the_profile(self, endpoint, rows, ann, api):
        tag = tag_of(api, address_of(endpoint, rows))

        accounts.edit_profile(user=ann, time_zone="Europe/Berlin")

        assert again(api, address_of(endpoint, rows), tag) == 200

    def test_ends_when_the_scheduler_has_settled_a_rule_of_the_person(self, endpoint, rows, ben, api, stranger):
        bens = {noun: make(ben, "Ben's") for noun, make in MAKERS.items() if noun != "recurring-works"}
        tag = tag_of(api, address_of(endpoint, rows))
        without_rule = [one for one in [endpoint] if one.noun != "recurring-works"]
        bens_tags = [tag_of(stranger, address_of(one, bens)) for one in without_rule]

        generation.run_batch(NOON + timedelta(days=1), size=10)

        assert again(api, address_of(endpoint, rows), tag) == 200
        assert [
            again(stranger, address_of(one, bens), tag) for one, tag in zip(without_rule, bens_tags, strict=True)
        ] == [304 for _one in without_rule]

    def test_has_no_tag_as_a_page_or_in_a_session(self, endpoint, rows, ann, api):
        session = APIClient()
        session.force_login(ann)

        page = api.get(address_of(endpoint, rows), HTTP_ACCEPT="text/html")
        in_session = session.get(address_of(endpoint, rows))

        assert [response.status_code for response in (page, in_session)] == [200, 200]
        assert [response.has_header("ETag") for response in (page, in_session)] == [False, False]
        tag = tag_of(api, address_of(endpoint, rows))
        assert again(session, address_of(endpoint, rows), tag) == 200
        assert again(api, address_of(endpoint, rows), tag, HTTP_ACCEPT="text/html") == 200


class TestIfNoneMatch:
    def test_may_name_several(self, ann, api):
        tag = tag_of(api, WORKS)
        make_work(user=ann)
        new = tag_of(api, WORKS)

        response = api.get(WORKS, HTTP_IF_NONE_MATCH=f'"other", {tag}, {new}, W/"one more"')

        assert (response.status_code, response.headers["ETag"]) == (304, new)

    def test_is_compared_weakly(self, ann, api):
        assert again(api, WORKS, tag_of(api, WORKS).removeprefix("W/")) == 304

    def test_that_takes_anything_is_answered_whole(self, ann, api):
        assert again(api, WORKS, "*") == 200

    @pytest.mark.parametrize("end", ["²", "١", "-1", "9" * 5000, "1", "1e9", " 0", "0.0", "", "x", "+0", "0_0"])
    def test_with_another_end_does_not_hold(self, end, ann, api):
        told = tag_of(api, WORKS).rpartition(".")[0]

        assert again(api, WORKS, f'{told}.{end}"') == 200

    @pytest.mark.parametrize(
        "tag", ["", "nonsense", '"', 'W/"', '""', 'W/""', '"."', '"0"', ",", "W/", '"a" "b"', "\x7f"]
    )
    def test_that_is_nonsense_does_not_hold(self, tag, ann, api):
        assert again(api, WORKS, tag) == 200

    def test_does_not_excuse_a_parameter_that_is_not_there(self, ann, api):
        assert again(api, f"{WORKS}?nothing=1", tag_of(api, WORKS)) == 400

    def test_does_not_excuse_a_row_that_is_not_there(self, ann, api):
        assert again(api, f"{WORKS}999999/", tag_of(api, WORKS)) == 404

    def test_is_of_one_query(self, ann, api):
        assert again(api, f"{WORKS}?my_job=true", tag_of(api, WORKS)) == 200

    def test_is_nothing_to_a_write(self, ann, api):
        response = api.post(WORKS, {"title": "Dig"}, HTTP_IF_NONE_MATCH=tag_of(api, WORKS))

        assert (response.status_code, response.has_header("ETag")) == (201, False)


class TestAListOfWhatIsOverdue:
    @pytest.mark.parametrize("query", ["overdue=true", "overdue=false", "status=TODO&overdue=true"])
    def test_has_no_tag_for_nobody_says_when_it_changes(self, query, ann, api):
        make_work(user=ann, deadline_on=date(2026, 9, 2), deadline_time=time(18, 30))
        tag = tag_of(api, WORKS)

        response = api.get(f"{WORKS}?{query}", HTTP_IF_NONE_MATCH=tag)

        assert (response.status_code, response.has_header("ETag")) == (200, False)


class TestThePurge:
    def test_ends_the_days_of_a_rule_with_each_of_its_batches(self, ann, api, monkeypatch):
        monkeypatch.setattr(trash, "PURGE_BATCH", 1)
        rule = make_recurring_work(user=ann, catch_up="create_all", starts_on=date(2026, 8, 31))
        ids = Work.objects.owned_by(ann).ids()
        deletion = editing.delete_works(user=ann, ids=ids, at=NOON)
        address = f"/api/v1/recurring-works/{rule.pk}/occurrences/?start=2026-08-31&end=2026-09-02"
        tags = [tag_of(api, address)]
        seen = []

        def look(_number):
            seen.append(again(api, address, tags[-1]))
            tags.append(tag_of(api, address))

        trash.purge_deletion(user=ann, deletion_id=deletion.pk, at=NOON, report=look)

        assert seen == [200, 200, 200]


class TestTheCount:
    def counted(self, client, address):
        """What the answer says, and was the database asked for it?"""
        with CaptureQueriesContext(connection) as statements:
            response = client.get(address)
        return response.json()["count"], any("COUNT(" in statement["sql"] for statement in statements)

    @pytest.mark.parametrize("address", [WORKS, f"{WORKS}finished/?start=2026-09-01&end=2026-09-02"])
    def test_of_a_long_list_is_asked_of_the_database_once_for_each_version(self, address, ann, ben, api, stranger):
        sized = f"{address}{'&' if '?' in address else '?'}page_size=1"
        for user, number in ((ann, 3), (ben, 2)):
            ids = [make_work(user=user).pk for _ in range(number)]
            editing.finish_works(user=user, ids=ids, at=NOON)

        counts = [self.counted(api, sized), self.counted(api, f"{sized}&page=2"), self.counted(stranger, sized)]
        editing.finish_works(user=ann, ids=[make_work(user=ann).pk], at=NOON)
        counts.append(self.counted(api, sized))

        assert counts == [(3, True), (3, False), (2, True), (4, True)]

    def test_is_another_for_other_filters(self, ann, api):
        for status in ("TODO", "TODO", "IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS"):
            make_work(user=ann, current_status=status)

        counts = [
            self.counted(api, f"{WORKS}?page_size=1{rest}")[0] for rest in ("", "&status=TODO", "&status=IN_PROGRESS")
        ]

        assert counts == [5, 2, 3]

    def test_of_what_is_overdue_is_asked_each_time(self, ann, api):
        for _ in range(2):
            make_work(user=ann, deadline_on=date(2026, 9, 1))

        counts = [self.counted(api, f"{WORKS}?page_size=1&overdue=true") for _ in range(2)]

        assert counts == [(2, True), (2, True)]
