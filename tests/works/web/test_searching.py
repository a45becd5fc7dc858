"""/search/"""

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.core.cache import cache

from tests.makers import NOON, make_ancestors, make_category, make_label, make_recurring_work, make_work
from tests.pages import page_of
from works.services import editing

DAY = date(2026, 9, 2)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOON, tick=False)


def found(browser, text, more=""):
    return page_of(browser, f"/search/?q={quote(text)}{more}")


class TestSearch:
    def test_without_an_expression_shows_what_one_can_say(self, browser, ann):
        page = page_of(browser, "/search/")

        assert "due<2026-12-01" in page.main
        assert "autofocus" in page.one(id="q").attrs

    def test_groups_what_it_finds(self, browser, ann):
        root = make_category(user=ann, name="Garden")
        make_recurring_work(user=ann, title="Water the garden", starts_on=DAY + timedelta(days=1))
        make_work(user=ann, title="Dig", category=root)

        page = found(browser, "garden")

        assert [each.text for each in page.all("h2") if (each["id"] or "").startswith("group-")] == [
            "Projects 1",
            "Recurring works 1",
            "Works 1",
        ]
        assert page.works == ["Garden", "Water the garden", "Dig"]

    def test_marks_the_hits_and_escapes_the_rest(self, browser, ann):
        make_work(user=ann, title="<b>Dig</b> & dig", content="x" * 200 + " <i>dig</i> deep")

        page = found(browser, "DIG")

        assert [each.text for each in page.all("mark")] == ["Dig", "dig", "dig"]
        assert page.works == ["<b>Dig</b> & dig"]
        [excerpt] = page.all("p", class_="excerpt")
        assert excerpt.text.startswith("…xxx")
        assert excerpt.text.endswith("<i>dig</i> deep")
        assert page.all("b") == []

    def test_shows_problems_at_the_field_and_finds_nothing(self, browser, ann):
        make_work(user=ann, title="Dig")

        page = found(browser, "dig foo:bar")

        assert page.status == 200
        assert "There is no filter “foo”" in page.one(id="q-problems").text
        assert page.one(id="q")["aria-invalid"] == "true"
        assert page.works == []

    def test_names_the_filter_that_excludes_everything(self, browser, ann):
        make_work(user=ann, title="Dig")

        assert "Without “status:done” something would be found." in found(browser, "dig status:done").main
        assert "Nothing has “wide”." in found(browser, "dig deep wide").main

    def test_shows_nothing_of_strangers_and_of_the_trash(self, browser, ann, ben):
        make_work(user=ben, title="Dig Ben's")
        make_category(user=ben, name="Dig")
        deleted = make_work(user=ann, title="Dig deleted")
        deletion = editing.delete_work(user=ann, work_id=deleted.pk, at=NOON)

        assert found(browser, "dig").works == []
        page = found(browser, "dig in:trash")
        assert page.works == ["Dig deleted"]
        assert page.one("a", class_="title")["href"] == f"/trash/{deletion.pk}/"
        assert "work, deleted today" in page.main

    def test_has_pages_of_fifty(self, browser, ann):
        for number in range(53):
            make_work(user=ann, title=f"Dig {number}")

        page = found(browser, "dig")
        assert len(page.works) == 50
        page = page_of(browser, f"/search/{page.one(id='page-after')['href']}")
        assert len(page.works) == 3
        assert len(found(browser, "dig", "&page=999999").works) == 3
        assert len(page_of(browser, f"/search/{page.one(id='page-before')['href']}").works) == 50

    def test_shows_all_of_one_kind(self, browser, ann):
        for number in range(7):
            make_category(user=ann, name=f"Garden {number}")

        page = found(browser, "garden")
        assert len(page.works) == 5
        page = page_of(browser, f"/search/{page.one(id='all-categories')['href']}")

        assert len(page.works) == 7

    @pytest.mark.parametrize(
        "text", ['"', "-", "\x00", "a" * 400, "%", "due<", "is:,", ":", "status:\u0000", "under:/"]
    )
    def test_answers_any_text(self, browser, ann, text):
        assert found(browser, text, "&page=x&kind=%00").status == 200

    def test_leads_strangers_to_the_log_in(self, client, ann):
        assert client.get("/search/?q=dig").status_code == 302

    @pytest.mark.parametrize("rows", [2, 20])
    def test_reads_the_same_for_ten_times_the_rows(self, browser, ann, rows, django_assert_num_queries):
        label = make_label(user=ann)
        for number in range(rows):
            _root, leaf = make_ancestors(user=ann, names=[f"Year {number}", "Leaf"])
            make_work(user=ann, category=leaf, labels=[label.pk])
            make_recurring_work(user=ann, category=leaf)
        found(browser, "leaf")
        cache.clear()

        # Session and person; labels of the control; categories with the word; two of the branches that
        # the control offers; count and rows of three kinds and the ancestors of each; three of the side bar.
        with django_assert_num_queries(20):
            found(browser, "leaf")


class TestFilters:
    def test_show_the_expression_and_write_it(self, browser, ann):
        make_label(user=ann, name="Phone calls")
        make_category(user=ann, name="Garden")
        page = found(browser, 'dig status:todo label:"phone calls" due<2026-12-01 is:open -is:mine')

        page = page.press(
            "apply",
            status=["TODO", "IN_PROGRESS"],
            label="Phone calls",
            under="Garden",
            due="",
            due_to="2026-10-31",
            state=["overdue"],
            priority=["HIGH"],
        )

        assert page.one(id="q")["value"] == (
            'dig -is:mine status:todo,in_progress priority:high is:overdue under:Garden label:"Phone calls" '
            "due<=2026-10-31"
        )
        assert page.one(id="filter-under")["value"] == "Garden"
        assert page.one(id="filter-due_to")["value"] == "2026-10-31"

    def test_refuse_what_is_no_choice(self, browser, ann):
        page = found(browser, "dig").press("apply", due_from="soon", status=["X"])

        assert page.status == 200
        assert len(page.all("ul", class_="errorlist")) == 2

    def test_without_a_choice_lead_to_an_empty_search(self, browser, ann):
        assert page_of(browser, "/search/").press("apply").url == "/search/"
