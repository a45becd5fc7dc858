"""How much one account may store, counted before it is written."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.makers import NOON, make_category, make_recurring_work, make_work
from tests.wheelbarrow.core.api.problems import assert_problem
from wheelbarrow.core.models import Usage
from wheelbarrow.core.quotas import QuotaExceeded, measure, reserve
from works.models import Work
from works.recurrence.catch_up import MAX_WORKS
from works.services import editing

BODIES = {
    "works": {"title": "Dig"},
    "categories": {"name": "Orchard"},
    "recurring-works": {"title": "Water", "rule": "FREQ=DAILY"},
}


def make_rows(user):
    """Three rows, one of them in the trash; 14 bytes of notes."""
    category = make_category(user=user, name="Orchard", content="가")
    make_work(user=user, category=category, content="four")
    gone = make_work(user=user, content="7 bytes")
    editing.delete_work(user=user, work_id=gone.pk, at=NOON)


def rest():
    """A minute without a measurement."""
    cache.clear()
    Usage.objects.update(measured_at=F("measured_at") - timedelta(minutes=2))


class TestMeasure:
    def test_counts_rows_and_notes_of_one_person_with_the_trash(self, ann, ben):
        make_rows(ann)
        make_rows(ben)

        assert measure(ann) == {"rows": 3, "bytes": 14}


class TestReserve:
    @pytest.mark.parametrize(("rows", "size"), [(4, 0), (0, 100), (4, 100)])
    def test_allows_what_fits_and_refuses_what_does_not(self, ann, settings, rows, size):
        settings.QUOTA_ROWS, settings.QUOTA_BYTES = rows, size
        make_rows(ann)
        if size:
            reserve(ann, notes="x" * 43, times=2)
            with pytest.raises(QuotaExceeded):
                reserve(ann, notes="x" * 87)
        if rows:
            make_work(user=ann)
            with pytest.raises(QuotaExceeded):
                make_work(user=ann)

    def test_adds_to_the_estimate_of_one_person(self, ann, ben):
        for user in (ann, ben, ann):
            reserve(user, rows=2, notes="four")

        assert set(Usage.objects.values_list("user", "rows", "bytes")) == {(ann.pk, 4, 8), (ben.pk, 2, 4)}

    def test_measures_again_before_it_refuses(self, ann, settings):
        settings.QUOTA_ROWS = 4
        make_rows(ann)
        Usage.objects.filter(user=ann).update(rows=4)
        rest()

        make_work(user=ann)

        assert Usage.objects.get(user=ann).rows == 4

    def test_measures_again_after_a_day(self, ann, settings):
        settings.QUOTA_ROWS = 4
        make_rows(ann)
        Usage.objects.filter(user=ann).update(rows=0, measured_at=NOON - timedelta(days=10_000))

        reserve(ann, rows=1)

        assert Usage.objects.get(user=ann).rows == 4

    def test_measures_an_account_once_a_minute(self, ann, settings):
        settings.QUOTA_ROWS = 3
        make_rows(ann)
        statements = []

        for _attempt in range(3):
            with CaptureQueriesContext(connection) as queries, pytest.raises(QuotaExceeded):
                reserve(ann, rows=1)
            statements.append(len(queries))

        # The estimate, and when it was measured; a minute later a count of all rows, too.
        assert statements == [2, 2, 2]
        rest()
        with CaptureQueriesContext(connection) as queries, pytest.raises(QuotaExceeded):
            reserve(ann, rows=1)
        assert len(queries) == 3
        with CaptureQueriesContext(connection) as queries, pytest.raises(QuotaExceeded):
            reserve(ann, rows=1)
        assert len(queries) == 1

    def test_asks_one_statement_while_there_is_room_and_none_without_a_quota(self, ann, settings):
        make_rows(ann)
        with CaptureQueriesContext(connection) as with_room:
            reserve(ann, rows=1)
        settings.QUOTA_ROWS = settings.QUOTA_BYTES = 0
        with CaptureQueriesContext(connection) as without_quota:
            reserve(ann, rows=1)

        assert (len(with_room), len(without_quota)) == (1, 0)

    def test_is_removed_with_the_account(self, ann):
        reserve(ann, rows=1)

        User.objects.filter(pk=ann.pk).delete()

        assert not Usage.objects.exists()


class TestEveryWayToAddRows:
    @pytest.mark.parametrize("noun", BODIES)
    def test_is_refused_beyond_the_quota(self, api, settings, ann, noun):
        make_work(user=ann)
        settings.QUOTA_ROWS = 1

        assert_problem(api.post(f"/api/v1/{noun}/", BODIES[noun]), 409, "quota_exceeded")
        assert_problem(api.post(f"/api/v1/{noun}/", {**BODIES[noun], "content": "x"}), 409, "quota_exceeded")

    def test_changes_nothing_that_is_stored_and_lets_it_shrink(self, api, settings, ann):
        settings.QUOTA_BYTES = 10
        work, rule = make_work(user=ann, content="x" * 10), make_recurring_work(user=ann)

        for path in (f"works/{work.pk}", f"recurring-works/{rule.pk}", f"categories/{make_category(user=ann).pk}"):
            assert_problem(api.patch(f"/api/v1/{path}/", {"content": "y"}), 409, "quota_exceeded")
        bulk = {"ids": [work.pk], "action": "set", "data": {"content": "y"}}
        assert_problem(api.post("/api/v1/works/bulk/", bulk), 409, "quota_exceeded")

        assert Work.objects.get(pk=work.pk).content == "x" * 10
        assert api.patch(f"/api/v1/works/{work.pk}/", {"content": ""}).status_code == 200
        rest()
        assert api.patch(f"/api/v1/works/{work.pk}/", {"content": "y" * 10}).status_code == 200

    def test_of_a_rule_counts_the_works_that_it_can_create_at_once(self, api, settings):
        settings.QUOTA_ROWS = MAX_WORKS

        assert_problem(api.post("/api/v1/recurring-works/", BODIES["recurring-works"]), 409, "quota_exceeded")


def test_a_work_remembers_a_hundred_postponements(ann):
    work = make_work(user=ann, deadline_on=NOON.date())

    for days in range(120):
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, deadline_on=NOON.date() + timedelta(days=days))

    moves = Work.objects.get(pk=work.pk).deadline_moves
    assert (len(moves), moves[-1]["to"]) == (100, (NOON.date() + timedelta(days=119)).isoformat())
