"""/api/v1/changes/: history, and what a copy follows."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.services import edit_profile
from tests.conftest import client_of
from tests.makers import NOON, make_category, make_work
from tests.wheelbarrow.core.api.problems import assert_problem
from wheelbarrow.core.history.pruning import prune_changes
from wheelbarrow.core.models import Change
from works.services import editing, lifecycle

CHANGES = "/api/v1/changes/"
KEYS = [
    "id",
    "at",
    "actor",
    "token",
    "action",
    "batch",
    "undoes",
    "kind",
    "row",
    "before",
    "after",
    "title",
    "sentence",
]


def get(client, **query):
    response = client.get(CHANGES, query)
    assert response.status_code == 200, response.json()
    return response.json()


def ids(answer):
    return [change["id"] for change in answer["results"]]


def ids_of(user):
    return list(Change.objects.owned_by(user).order_by("pk").values_list("pk", flat=True))


@pytest.fixture
def five(ann):
    """Five works of Ann's, one change each; return the ids of the changes."""
    for number in range(5):
        make_work(user=ann, title=f"{number}", at=NOON + timedelta(days=number))
    return ids_of(ann)


class TestChange:
    def test_has_what_it_changed_and_how_it_reads(self, ann, api):
        garden, work = make_category(user=ann, name="Garden"), make_work(user=ann, title="Dig")
        api.patch(f"/api/v1/works/{work.pk}/", {"category": garden.pk, "title": "Dig deep"})

        answer = get(api, limit=1)

        change = answer["results"][0]
        assert list(change) == KEYS
        assert (change["actor"], change["action"], change["kind"], change["row"]) == ("api", "edited", "work", work.pk)
        assert change["before"] == {"title": "Dig", "category": None}
        assert change["after"] == {"title": "Dig deep", "category": garden.pk}
        assert (change["title"], change["sentence"]) == (
            "Dig deep",
            "Title “Dig” → “Dig deep”; moved to “Garden”",
        )
        assert change["undoes"] is None
        assert change["at"].endswith("Z")
        assert answer["since"] == change["id"]

    def test_is_at_its_own_address(self, five, api):
        response = api.get(f"{CHANGES}{five[2]}/")

        assert response.status_code == 200
        assert response.json() == get(api, since=five[1], limit=1)["results"][0]

    def test_is_in_the_language_of_the_person(self, ann):
        edit_profile(user=ann, language="ko")
        make_work(user=ann)

        assert get(client_of(ann))["results"][0]["sentence"] == "만들었습니다"

    def test_of_one_act_has_the_same_batch(self, ann, api):
        works = [make_work(user=ann), make_work(user=ann)]
        editing.finish_works(user=ann, ids=[work.pk for work in works], at=NOON)

        first, second = get(api, limit=2)["results"]

        assert first["batch"] == second["batch"]
        assert {first["sentence"], second["sentence"]} == {"Finished"}


class TestSince:
    def test_gives_what_came_after_in_order(self, five, api):
        assert ids(get(api, since=0)) == five
        assert ids(get(api, since=five[2])) == five[3:]
        assert get(api, since=five[4]) == {"results": [], "since": five[4], "more": False}

    def test_is_followed_page_by_page(self, five, api):
        since, read = 0, []
        for _ in range(10):
            answer = get(api, since=since, limit=2)
            since = answer["since"]
            read.append(ids(answer))
            if not answer["more"]:
                break

        assert read == [five[:2], five[2:4], five[4:]]

    def test_of_nobody_yet_is_zero(self, api):
        assert get(api, since=0) == {"results": [], "since": 0, "more": False}
        assert get(api) == {"results": [], "since": 0, "more": False}

    def test_is_410_for_an_id_that_is_no_change_of_the_person(self, five, ben, api, stranger):
        make_work(user=ben)

        assert_problem(api.get(CHANGES, {"since": five[4] + 1}), 410, "history_pruned")
        assert_problem(stranger.get(CHANGES, {"since": five[0]}), 410, "history_pruned")

    def test_goes_with_no_other_filter(self, api):
        query = {"since": 0, "row": "work:1", "from": "2026-09-01", "to": "2026-09-02", "before": 3}

        problem = assert_problem(api.get(CHANGES, query), 400, "invalid")

        assert set(problem["errors"]) == {"row", "from", "to", "before"}


class TestPruned:
    def test_history_is_410_for_earlier_ids_and_goes_on_after_the_mark(self, five, api, settings):
        settings.HISTORY_DAYS = 10
        prune_changes(before=NOON, at=NOON + timedelta(days=12, hours=1))

        for since in (0, five[0], five[1]):
            assert_problem(api.get(CHANGES, {"since": since}), 410, "history_pruned")
        assert ids(get(api, since=five[2])) == five[3:]
        assert ids(get(api)) == [five[4], five[3]]
        assert api.get(f"{CHANGES}{five[2]}/").status_code == 404


class TestHistory:
    def test_is_newest_first_and_paged_by_id(self, five, api):
        first = get(api, limit=2)
        second = get(api, limit=2, before=ids(first)[-1])
        third = get(api, limit=2, before=ids(second)[-1])

        assert [ids(page) for page in (first, second, third)] == [five[:2:-1], five[2:0:-1], five[:1]]
        assert [page["more"] for page in (first, second, third)] == [True, True, False]
        assert {page["since"] for page in (first, second, third)} == {five[4]}

    def test_of_a_row(self, ann, api):
        work = make_work(user=ann)
        make_work(user=ann)
        make_category(user=ann)
        lifecycle.finish_work(user=ann, work_id=work.pk, at=NOON)

        assert [change["action"] for change in get(api, row=f"work:{work.pk}")["results"]] == ["finished", "created"]

    def test_of_a_strangers_row_is_empty(self, ann, stranger):
        work = make_work(user=ann)

        assert get(stranger, row=f"work:{work.pk}")["results"] == []

    def test_of_days_is_that_of_the_persons_days(self, ann, api):
        # 00:30 of the 3rd and 23:30 of the 3rd in Seoul.
        make_work(user=ann, at=NOON.replace(hour=14, minute=59))
        early = make_work(user=ann, at=NOON.replace(hour=15, minute=30))
        late = make_work(user=ann, at=NOON.replace(day=3, hour=14, minute=30))
        make_work(user=ann, at=NOON.replace(day=3, hour=15, minute=0))

        answer = get(api, **{"from": "2026-09-03", "to": "2026-09-03"})

        assert [change["row"] for change in answer["results"]] == [late.pk, early.pk]
        assert len(get(api, **{"from": "2026-09-03"})["results"]) == 3
        assert len(get(api, to="2026-09-03")["results"]) == 3


class TestQuery:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("since", "-1"), ("since", "x"), ("since", "9" * 19), ("since", "9" * 2000), ("since", "٣"),
            ("limit", "0"), ("limit", "1001"), ("limit", "x"),
            ("row", "work"), ("row", "work:"), ("row", "work:x"), ("row", "nothing:1"), ("row", "work:" + "9" * 19),
            ("from", "yesterday"), ("to", "2026-02-30"), ("before", "0"), ("before", "x"),
            ("nothing", "1"), ("page", "1"),
        ],
    )  # fmt: skip
    def test_is_refused_by_name(self, name, value, api):
        assert set(assert_problem(api.get(CHANGES, {name: value}), 400, "invalid")["errors"]) == {name}

    def test_is_refused_for_days_in_the_wrong_order(self, api):
        problem = assert_problem(api.get(CHANGES, {"from": "2026-09-03", "to": "2026-09-02"}), 400, "invalid")

        assert set(problem["errors"]) == {"to"}


class TestCost:
    def test_does_not_grow_with_the_rows(self, ann, api):
        counts = []
        for _ in range(2):
            garden = make_category(user=ann, name=f"Garden {len(counts)}")
            for _ in range(10):
                make_work(user=ann, category=garden)
            with CaptureQueriesContext(connection) as statements:
                get(api, since=0)
            counts.append(len(statements))

        # The person, the changes, the names.
        assert counts == [3, 3]


class TestConditional:
    def test_is_304_while_nothing_was_written(self, ann, api):
        make_work(user=ann)
        tag = api.get(CHANGES, {"since": 0}).headers["ETag"]
        unchanged = api.get(CHANGES, {"since": 0}, HTTP_IF_NONE_MATCH=tag)
        make_work(user=ann)

        assert unchanged.status_code == 304
        assert api.get(CHANGES, {"since": 0}, HTTP_IF_NONE_MATCH=tag).status_code == 200


class TestPage:
    @pytest.mark.parametrize("language", ["en", "ko"])
    def test_has_a_form_and_links_to_the_changes(self, language, ann, client):
        edit_profile(user=ann, language=language)
        make_work(user=ann, title="Dig")
        client.force_login(ann)

        with time_machine.travel(NOON):
            page = client.get(CHANGES, {"row": "", "limit": "1"}, headers={"accept": "text/html"}, follow=True)

        text = page.content.decode()
        assert page.status_code == 200
        assert page.redirect_chain == [(f"{CHANGES}?limit=1", 302)]
        assert f'<a href="{CHANGES}{ids_of(ann)[0]}/">Dig</a>' in text
        for name in ("since", "row", "from", "to", "before", "limit"):
            assert f'name="{name}"' in text

    def test_of_a_change_has_its_contents(self, five, ann, client):
        client.force_login(ann)

        page = client.get(f"{CHANGES}{five[0]}/", headers={"accept": "text/html"})

        assert page.status_code == 200
        assert "Created" in page.content.decode()
