"""Names and notes through the API: one rule for each kind of text, wherever it is written."""

import unicodedata

import pytest

from tests.makers import make_category, make_recurring_work, make_work
from tests.wheelbarrow.core.api.problems import assert_problem, assert_refused

FIRST = {
    "/api/v1/works/": {"title": "x"},
    "/api/v1/categories/": {"name": "x"},
    "/api/v1/recurring-works/": {"title": "x", "rule": "FREQ=DAILY"},
}


def decomposed(word):
    return unicodedata.normalize("NFD", word)


@pytest.mark.parametrize("path", FIRST)
class TestEveryRow:
    def test_refuses_a_line_that_misleads_and_control_characters_in_a_note(self, path, api):
        field = next(iter(FIRST[path]))
        for line in ["\u200b", "a\u202eb", "a\x07b", "a\nb", "\u3164"]:
            assert_refused(api.post(path, {**FIRST[path], field: line}), 400, "invalid", {field})
        assert_refused(api.post(path, {**FIRST[path], "content": "a\x1bb"}), 400, "invalid", {"content"})

    def test_shows_and_stores_composed_letters_and_keeps_the_spaces_of_a_note(self, path, api):
        field = next(iter(FIRST[path]))
        body = {**FIRST[path], field: decomposed("한글"), "content": decomposed("  é\n\n")}

        made = api.post(path, body).json()

        assert (made[field], made["content"]) == ("한글", "  é\n\n")
        again = api.get(f"{path}{made['id']}/").json()
        assert (again[field], again["content"]) == ("한글", "  é\n\n")


class TestName:
    def test_is_taken_by_a_sibling_in_the_other_unicode_form(self, api):
        api.post("/api/v1/categories/", {"name": "한글"})

        assert_problem(api.post("/api/v1/categories/", {"name": decomposed("한글")}), 400, "name_taken")

    def test_of_a_person_follows_the_same_rule(self, api):
        assert_problem(api.patch("/api/v1/auth/me/", {"name": "a\u202eb"}), 400, "invalid")
        assert api.patch("/api/v1/auth/me/", {"name": decomposed("é")}).json()["name"] == "é"


class TestSearch:
    def test_finds_every_case_in_either_unicode_form(self, ann, api):
        make_work(user=ann, title="École")
        make_work(user=ann, title="Ecole", content="(é")
        make_category(user=ann, name="École")
        make_recurring_work(user=ann, title="École")

        for sought in ("école", "ÉCOLE", decomposed("École"), "éc"):
            assert [api.get(path, {"q": sought}).json()["count"] for path in FIRST] == [2, 1, 1]

    def test_takes_no_letter_for_a_pattern(self, ann, api):
        make_work(user=ann, title="É.*")
        make_work(user=ann, title="Éxx")

        assert api.get("/api/v1/works/", {"q": "é.*"}).json()["count"] == 1
