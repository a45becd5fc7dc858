"""Lists show the beginning of a note, so that a page has a bounded size; the row by itself has all of it."""

import pytest
from django.utils import timezone

from tests.makers import make_category, make_recurring_work, make_work
from wheelbarrow.core.text import LISTED_CHARACTERS, LONGEST_NOTE
from works.services import lifecycle

LONG = "한" * LISTED_CHARACTERS + "글"
CUT = {"content": LONG[:LISTED_CHARACTERS], "content_is_cut": True}
WHOLE = {"content": LONG, "content_is_cut": False}


def note_of(row):
    return {name: row[name] for name in CUT}


class TestANote:
    @pytest.mark.parametrize(
        "path",
        ["works/", "works/?q=note", "works/today/", "works/finished/?start=2000-01-01&end=2100-01-01", "categories/"],
    )
    def test_is_cut_in_a_list(self, path, ann, api):
        category = make_category(user=ann, name="note", content=LONG)
        make_work(user=ann, title="note", content=LONG, category=category)
        if "finished" in path:
            lifecycle.finish_work(user=ann, work_id=category.works.get().pk, at=timezone.now())

        assert [note_of(row) for row in api.get(f"/api/v1/{path}").json()["results"]] == [CUT]

    @pytest.mark.parametrize("path", ["subtree", "ancestors"])
    def test_is_cut_in_a_branch(self, path, ann, api):
        category = make_category(user=ann, content=LONG)

        assert [note_of(row) for row in api.get(f"/api/v1/categories/{category.pk}/{path}/").json()] == [CUT]

    def test_is_whole_in_its_own_row(self, ann, api):
        work = make_work(user=ann, content=LONG, category=make_category(user=ann, content=LONG))

        rows = [api.get(f"/api/v1/{path}/").json() for path in (f"works/{work.pk}", f"categories/{work.category_id}")]

        assert [note_of(row) for row in rows] == [WHOLE, WHOLE]

    def test_that_just_fits_is_not_cut(self, ann, api):
        make_work(user=ann, content=LONG[:-1])

        assert note_of(api.get("/api/v1/works/").json()["results"][0]) == {**CUT, "content_is_cut": False}

    def test_is_not_replaced_by_what_a_list_has_shown(self, ann, api):
        work = make_work(user=ann, content=LONG)
        listed = api.get("/api/v1/works/").json()["results"][0]

        answer = api.put(f"/api/v1/works/{work.pk}/", listed)

        work.refresh_from_db()
        assert (answer.status_code, list(answer.json()["errors"]), work.content) == (400, ["content"], LONG)

    def test_of_a_rule_is_cut_in_a_list(self, ann, api):
        make_recurring_work(user=ann, content=LONG)

        assert note_of(api.get("/api/v1/recurring-works/").json()["results"][0]) == CUT

    def test_has_a_longest_length(self, api):
        answers = [
            api.post("/api/v1/works/", {"title": "Dig", "content": "a" * n}) for n in (LONGEST_NOTE, LONGEST_NOTE + 1)
        ]

        assert [answer.status_code for answer in answers] == [201, 400]
