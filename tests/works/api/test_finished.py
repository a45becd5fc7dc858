"""What was finished in a span of the person's days."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from categories import services as categories
from tests.conftest import client_of
from tests.makers import NOON, make_ancestors, make_finished_work, make_user, make_work
from tests.wheelbarrow.core.api.problems import assert_refused
from works.choices import Status


def finished(client, start, end, **more):
    return client.get("/api/v1/works/finished/", {"start": start, "end": end, **more})


class TestFinished:
    def test_shows_both_days_whole_in_the_persons_zone_in_the_order_of_finishing(self, ann, api):
        for title, instant in {
            "after": datetime(2026, 9, 2, 15, 0, 0, tzinfo=UTC),
            "last": datetime(2026, 9, 2, 14, 59, 59, tzinfo=UTC),
            "first": datetime(2026, 8, 31, 15, 0, 0, tzinfo=UTC),
            "before": datetime(2026, 8, 31, 14, 59, 59, tzinfo=UTC),
        }.items():
            make_finished_work(user=ann, title=title, at=instant)

        response = finished(api, "2026-09-01", "2026-09-02")

        assert [work["title"] for work in response.json()["results"]] == ["first", "last"]

    @pytest.mark.parametrize(
        ("zone", "day", "hours"),
        [
            ("America/New_York", "2026-03-08", 23),
            ("America/New_York", "2026-11-01", 25),
            ("Asia/Seoul", "2026-03-08", 24),
        ],
    )
    def test_counts_a_day_with_its_clock_change(self, zone, day, hours, db):
        user = make_user(time_zone=zone)
        start = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone)).timestamp()
        for seconds in (-1, 0, hours * 3600 - 1, hours * 3600):
            make_finished_work(user=user, title=f"{seconds}", at=datetime.fromtimestamp(start + seconds, tz=UTC))

        response = finished(client_of(user), day, day)

        assert [work["title"] for work in response.json()["results"]] == ["0", f"{hours * 3600 - 1}"]

    def test_shows_the_ancestors_and_the_root(self, ann, api):
        root, tree = make_ancestors(user=ann, names=["2026", "Garden"])
        make_finished_work(user=ann, category=tree)

        (work,) = finished(api, "2026-09-02", "2026-09-02").json()["results"]

        assert work["category_path"] == tree.path
        assert work["root"] == {"id": root.pk, "name": "2026"}
        assert [link["name"] for link in work["categories"]] == ["2026", "Garden"]
        assert work["filed_under"] == [{"id": root.pk, "name": "2026"}, {"id": tree.pk, "name": "Garden"}]

    def test_shows_a_moved_category_where_it_is_and_where_the_work_was_filed(self, ann, api):
        tree = make_ancestors(user=ann, names=["2026", "Garden"])[-1]
        new = make_ancestors(user=ann, names=["2027"])[0]
        make_finished_work(user=ann, category=tree)

        categories.move_category(user=ann, category_id=tree.pk, parent_id=new.pk, at=NOON)

        (work,) = finished(api, "2026-09-02", "2026-09-02").json()["results"]
        assert [link["name"] for link in work["categories"]] == ["2027", "Garden"]
        assert [link["name"] for link in work["filed_under"]] == ["2026", "Garden"]
        assert work["root"] == {"id": new.pk, "name": "2027"}

    def test_shows_no_work_that_was_cancelled_reopened_or_anothers(self, ann, ben, api):
        make_work(user=ann, title="cancelled", current_status=Status.CANCELLED)
        reopened = make_finished_work(user=ann, title="reopened")
        api.post(f"/api/v1/works/{reopened.pk}/reopen/")
        make_finished_work(user=ben, title="ben's")

        assert finished(api, "2026-09-01", "2026-09-03").json()["results"] == []

    def test_is_given_page_by_page(self, ann, api):
        for number in range(3):
            make_finished_work(user=ann, title=str(number))

        first = finished(api, "2026-09-02", "2026-09-02", page_size=2).json()
        second = api.get(first["next"]).json()

        assert [work["title"] for work in first["results"] + second["results"]] == ["0", "1", "2"]
        assert second["next"] is None

    def test_refuses_a_span_that_is_none(self, api):
        for query, fields in [
            ({}, {"start", "end"}),
            ({"start": "2026-09-01"}, {"end"}),
            ({"end": "2026-09-01"}, {"start"}),
            ({"start": "", "end": "2026-09-01"}, {"start"}),
            ({"start": "2026-09-02", "end": "2026-09-01"}, {"end"}),
            ({"start": "2026-9-2", "end": "2026-09-02"}, {"start"}),
            ({"start": "0001-01-01", "end": "2026-09-02"}, {"start"}),
            ({"start": "2026-09-02", "end": "9999-12-31"}, {"end"}),
        ]:
            assert_refused(api.get("/api/v1/works/finished/", query), 400, "invalid", fields)
