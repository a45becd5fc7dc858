"""A client that follows `next` reads every row once, in order, at the same cost for each page."""

from datetime import date, time, timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.makers import NOON, make_ancestors, make_finished_work, make_work
from tests.wheelbarrow.core.api.problems import assert_problem
from works.choices import Priority
from works.models import Work
from works.services import editing

WORKS = "/api/v1/works/"
FINISHED = "/api/v1/works/finished/?start=2026-08-01&end=2026-09-30"
ORDERINGS = ["title", "priority", "starts_on", "deadline_on", "end_at", "position", "created_at", "updated_at"]


def follow(client, address):
    """Return the ids of each page."""
    pages = []
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.json()
        page = answer.json()
        pages.append([row["id"] for row in page["results"]])
        address = page["next"]
    return pages


def flat(pages):
    return [pk for page in pages for pk in page]


def address(**query):
    return f"{WORKS}?" + "&".join(f"{name}={value}" for name, value in query.items())


@pytest.fixture
def works(ann, ben):
    """Works with equal and with empty values in every column; a stranger's between them."""
    places = make_ancestors(user=ann, names=["2026", "Garden"])
    for number in range(11):
        day = date(2026, 9, 1 + number % 3)
        fields = {
            "title": f"w {number % 2} 정원",
            "priority": Priority.values[number % 4],
            "category": [None, *places][number % 3],
            "starts_on": [None, day][number % 2],
            "deadline_on": [day + timedelta(days=5), None, None][number % 3],
            "deadline_time": [time(9, 30), None, None][number % 3],
        }
        (make_finished_work if number % 4 == 0 else make_work)(
            user=ann, at=NOON + timedelta(microseconds=number % 2), **fields
        )
        make_work(user=ben, title="his")
    return ann


class TestNext:
    @pytest.mark.parametrize("more", ["", "q=w&"])
    def test_leads_through_all_rows_in_every_order(self, more, works, api, subtests):
        orders = ["", *ORDERINGS, *(f"-{name}" for name in ORDERINGS), "deadline_on,-priority", "-title,starts_on"]
        for order, size in [*product(orders, (3,)), ("deadline_on", 1), ("-deadline_on,title", 1)]:
            with subtests.test(f"{order} {size}"):
                query = f"{WORKS}?{f'ordering={order}&' if order else ''}{more}page_size"
                expected = [row["id"] for row in api.get(f"{query}=200").json()["results"]]

                pages = follow(api, f"{query}={size}")

                assert flat(pages) == expected
                assert {len(page) for page in pages[:-1]} <= {size}
                assert len(expected) > 3

    @pytest.mark.parametrize("query", ["open=true", "status=TODO&status=DONE&ordering=-end_at", "my_job=false&q=w"])
    def test_keeps_the_filters(self, query, works, api):
        expected = [row["id"] for row in api.get(f"{WORKS}?{query}&page_size=200").json()["results"]]

        assert flat(follow(api, f"{WORKS}?{query}&page_size=2")) == expected

    @pytest.mark.parametrize("more", ["", "&my_job=false"])
    def test_leads_through_finished_works(self, more, works, api):
        assert flat(follow(api, f"{FINISHED}{more}&page_size=1")) == [
            row["id"] for row in api.get(FINISHED).json()["results"]
        ]

    def test_has_the_count_and_the_page_before(self, works, api):
        first = api.get(address(page_size=4)).json()
        second = api.get(first["next"]).json()
        third = api.get(second["next"]).json()

        assert [page["count"] for page in (first, second, third)] == [11, 11, 11]
        assert "page=" not in first["next"].replace("page_size=", "")
        assert first["previous"] is None
        assert api.get(second["previous"]).json() == first
        assert api.get(third["previous"]).json()["results"] == second["results"]
        assert third["next"] is None

    def test_goes_on_from_a_page_by_number(self, works, api):
        by_number = api.get(address(page_size=4, page=2)).json()

        assert api.get(by_number["next"]).json()["results"] == api.get(address(page_size=4, page=3)).json()["results"]

    def test_repeats_and_hides_nothing_when_rows_come_and_go(self, works, api, ann):
        before = Work.objects.owned_by(ann).order_by("-pk").ids()
        first = api.get(address(page_size=3)).json()
        seen = [row["id"] for row in first["results"]]
        make_work(user=ann, title="new")
        for pk in (before[1], before[5]):
            editing.delete_work(user=ann, work_id=pk, at=NOON)

        rest = flat(follow(api, first["next"]))

        assert [*seen, *rest] == [pk for pk in before if pk != before[5]]

    def test_leads_on_when_the_row_before_is_gone_and_so_are_pages(self, works, api, ann):
        last = api.get(api.get(address(page_size=5)).json()["next"]).json()["next"]
        ids = Work.objects.owned_by(ann).order_by("-pk").ids()
        editing.delete_works(user=ann, ids=ids[:10], at=NOON)

        page = api.get(last).json()

        assert [row["id"] for row in page["results"]] == ids[10:]
        assert (page["count"], page["next"]) == (1, None)

    def test_shows_a_stranger_rows_of_the_stranger_only(self, works, api, stranger, ben):
        after = api.get(address(page_size=2)).json()["next"]

        found = stranger.get(after).json()["results"]

        assert {row["id"] for row in found} <= set(Work.objects.owned_by(ben).ids())

    def test_costs_the_same_statements_at_any_depth(self, works, api):
        costs, next_page = [], address(page_size=2)
        while next_page:
            with CaptureQueriesContext(connection) as statements:
                page = api.get(next_page).json()
            costs.append(len(statements))
            assert not any("OFFSET 2" in each["sql"] or "OFFSET 4" in each["sql"] for each in statements)
            next_page = page["next"]

        # The first one counts.
        assert costs[0] <= 4
        assert set(costs[1:]) <= {costs[0] - 1, costs[0] - 2}


class TestCursor:
    @pytest.mark.parametrize("text", ["", "x", "1", "W10.x", "a" * 3000, "%00", "eyJ4IjoxfQ.c2ln"])
    def test_is_refused_by_name_if_it_is_not_ours(self, text, works, api):
        for path in (f"{WORKS}?after={text}", f"{FINISHED}&after={text}", f"/api/v1/trash/?after={text}"):
            assert set(assert_problem(api.get(path), 400, "invalid")["errors"]) == {"after"}

    def test_is_refused_in_another_order_or_list(self, works, api):
        after = api.get(address(page_size=2, ordering="title")).json()["next"].split("after=")[1].split("&")[0]

        for path in (f"{WORKS}?after={after}", f"{WORKS}?ordering=-title&after={after}", f"{FINISHED}&after={after}"):
            assert set(assert_problem(api.get(path), 400, "invalid")["errors"]) == {"after"}

    def test_is_refused_together_with_a_page(self, works, api):
        after = api.get(address(page_size=2)).json()["next"]

        assert set(assert_problem(api.get(f"{after}&page=2"), 400, "invalid")["errors"]) == {"after"}

    def test_bears_any_title(self, ann, api):
        for title in ("정원 🌱" * 40, "%", "a.b", "'", '"'):
            make_work(user=ann, title=title)

        titles = Work.objects.owned_by(ann).order_by("title", "pk").ids()

        assert flat(follow(api, address(ordering="title", page_size=1))) == titles


class TestBrowsablePage:
    def test_links_pages_by_number_without_the_cursor(self, works, browser):
        as_page = {"accept": "text/html"}
        first = browser.get(f"{WORKS}?page_size=2", headers=as_page)
        second = browser.get(first.context["paginator"].get_next_link(), headers=as_page)

        text = second.content.decode()

        assert 'aria-current="page">2<' in text
        assert "page=3&amp;page_size=2" in text or "page_size=2&amp;page=3" in text
        assert text.count("after=") >= 1
        for line in text.splitlines():
            assert not ("after=" in line and "page=3" in line)
