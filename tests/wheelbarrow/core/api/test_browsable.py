"""The API as pages: in the look of the others, under the strict policy, with forms of one's own rows."""

import re

import pytest

from categories.models import Category
from tests.makers import make_category, make_work

HTML = {"accept": "text/html"}


@pytest.fixture
def browser(client, ann):
    """Ann's, with a session."""
    client.force_login(ann)
    return client


def page(browser, path):
    answer = browser.get(path, headers=HTML)
    assert answer.status_code == 200
    return answer.content.decode()


class TestFrontPage:
    def test_lists_every_address_by_subject(self, browser):
        subjects = browser.get("/api/v1/", headers=HTML).context["subjects"]

        assert list(subjects) == ["auth", "categories", "recurring-works", "reports", "trash", "works"]
        assert ("/api/v1/works/", ("GET", "POST"), True) in subjects["works"]
        assert ("/api/v1/works/{pk}/finish/", ("POST",), False) in subjects["works"]

    def test_links_what_a_browser_can_follow_and_the_documents(self, browser):
        told = page(browser, "/api/v1/")

        assert 'href="/api/v1/works/today/"' in told
        assert 'href="/api/docs/"' in told
        assert 'href="/api/v1/works/bulk/"' not in told

    def test_is_open_to_all(self, anonymous):
        assert "Log in" in page(anonymous, "/api/v1/")

    def test_lists_nothing_of_it_elsewhere(self, browser):
        assert "subjects" not in page(browser, "/api/v1/works/")


class TestForms:
    def test_offer_the_callers_own_rows_only(self, browser, ann, ben):
        mine, his = make_category(user=ann, name="Mine"), make_category(user=ben, name="His")

        told = page(browser, "/api/v1/works/")

        assert f'<option value="{mine.pk}"' in told
        assert "His" not in told
        assert his.pk != mine.pk

    def test_create_what_is_typed(self, browser, ann):
        browser.post("/api/v1/categories/", {"name": "Garden", "content": "", "parent": ""}, headers=HTML)

        assert Category.objects.get().name == "Garden"

    def test_tell_what_was_wrong_beside_the_field(self, browser, ann):
        told = browser.post("/api/v1/categories/", {"name": ""}, headers=HTML).content.decode()

        assert '<span class="error">' in told
        assert "Write something here" in told


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/works/", "/api/v1/recurring-works/", "/api/v1/auth/me/"])
class TestPages:
    def test_have_nothing_that_the_policy_refuses(self, browser, ann, path):
        make_work(user=ann, title="<script>alert(1)</script>")

        told = page(browser, path)

        assert "<script>alert" not in told
        assert not re.search(r"<[^>]+\sstyle=|<style|<script(?![^>]+(?:src=|application/json))|\son\w+=", told)

    def test_name_their_language(self, browser, path):
        assert '<html lang="en">' in page(browser, path)
