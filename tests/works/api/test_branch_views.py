"""The form of the browsable API that starts the next yearly project."""

import pytest

from categories.models import Category
from tests.makers import make_category, make_work
from tests.wheelbarrow.core.api.test_browsable import HTML, open_page
from tests.wheelbarrow.core.api.test_browsable_forms import FORM
from works.models import Work


@pytest.fixture
def year(ann, ben):
    """Two yearly projects of Ann with branches, and one of Ben."""
    year = make_category(user=ann, name="Work 2026")
    garden, _office = (make_category(user=ann, name=name, parent=year) for name in ("Garden", "Office"))
    make_work(user=ann, title="Dig", category=make_category(user=ann, name="Beds", parent=garden))
    make_category(user=ann, name="Other", parent=make_category(user=ann, name="Home"))
    make_category(user=ben, name="His", parent=make_category(user=ben, name="2026"))
    return year


def fields_of(page):
    [form] = [form for form in page.forms if form.id == "post-roll_over"]
    return {field.name: field for field in form.fields}


def submit(browser, category, **body):
    """Submit the form as a browser does: each list begins with an empty text."""
    lists = {name: ["", *map(str, body.pop(name, []))] for name in ("copy", "leave")}
    pairs = [*body.items(), *((name, value) for name, values in lists.items() for value in values)]
    text = "&".join(f"{name}={value}" for name, value in pairs)
    return browser.post(f"/api/v1/categories/{category.pk}/roll_over/", text, FORM, headers=HTML)


def named(name):
    return Category.objects.get(name=name).pk


class TestTheFormOfTheNextYear:
    @pytest.mark.parametrize("below", ["", "roll_over/"])
    def test_proposes_the_name_and_offers_the_branches_by_path(self, browser, year, below):
        fields = fields_of(open_page(browser, f"/api/v1/categories/{year.pk}/{below}"))

        paths = ["Work 2026 › Garden", "Work 2026 › Garden › Beds", "Work 2026 › Office"]
        assert fields["name"].value == "Work 2027"
        for name in ("copy", "leave"):
            assert [label for _pk, label in fields[name].options] == paths
            assert (fields[name].is_multiple, fields[name].values) == (True, [])

    def test_proposes_no_name_without_a_year(self, browser, ann, year):
        fields = fields_of(open_page(browser, f"/api/v1/categories/{named('Home')}/"))

        assert fields["name"].value == ""

    def test_starts_the_next_year_with_what_was_chosen(self, browser, year):
        answer = submit(browser, year, name="Work 2027", copy=[named("Garden")], leave=[named("Office")])

        new = Category.objects.get(name="Work 2027")
        assert answer.status_code == 201
        assert [row.name for row in Category.objects.subtree_of(new).in_order()] == ["Work 2027", "Garden", "Beds"]
        assert Work.objects.get(title="Dig").category.path.startswith(year.path)

    def test_moves_everything_where_nothing_is_chosen(self, browser, year):
        assert submit(browser, year, name="Work 2027").status_code == 201

        new = Category.objects.get(name="Work 2027")
        assert Work.objects.get(title="Dig").category.path.startswith(new.path)

    def test_keeps_what_was_typed_when_it_is_refused(self, browser, year):
        garden = named("Garden")

        answer = submit(browser, year, name="Home", copy=[garden])

        fields = fields_of(answer.context["page"])
        assert (answer.status_code, fields["name"].value) == (400, "Home")
        assert fields["name"].errors
        assert str(garden) in fields["copy"].values

    def test_refuses_a_category_in_both_lists(self, browser, year):
        answer = submit(browser, year, name="Work 2027", copy=[named("Garden")], leave=[named("Garden")])

        assert answer.status_code == 400
        assert fields_of(answer.context["page"])["leave"].errors == ["A project is both in copy and in leave."]

    @pytest.mark.parametrize("name", ["Other", "His"])
    def test_refuses_a_category_of_another_yearly_project_or_a_stranger(self, browser, year, name):
        answer = submit(browser, year, name="Work 2027", leave=[named(name)])

        assert answer.status_code == 400
        assert "is not in this yearly project" in str(fields_of(answer.context["page"])["leave"].errors)

    def test_is_not_offered_below_a_yearly_project(self, browser, year):
        page = open_page(browser, f"/api/v1/categories/{named('Garden')}/")

        assert "post-roll_over" not in {form.id for form in page.forms}

    def test_of_a_stranger_is_not_found(self, browser, year):
        page = open_page(browser, f"/api/v1/categories/{named('2026')}/roll_over/", status=404)

        assert page.forms == []
