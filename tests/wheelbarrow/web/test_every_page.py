"""What holds for every page of the person, whatever it shows."""

import json
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from categories.services import delete_category
from tests.makers import NOON, make_ancestors, make_finished_work, make_label, make_recurring_work, make_work
from tests.pages import page_of
from tests.wheelbarrow.web.routes import MAKERS, OF_ROWS, READ, READ_AS_TEXT, ROUTES, WRITTEN
from works.services import editing, labels, recurring

COUNTS = json.loads((Path(__file__).parent / "query_counts.json").read_text())
# Text that a person may type anywhere, and that must reach no page as HTML.
ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'"
by_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.route)


@pytest.fixture
def browser(ann, time_machine):
    time_machine.move_to(NOON, tick=False)
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann)
    return client


def row_of(route, user, name="Row"):
    return MAKERS[route.noun](user, name).pk if route.has_row else None


class TestEveryPage:
    @pytest.mark.alike
    @by_route
    def test_asks_for_a_log_in(self, client, ann, route):
        address = route.address(row_of(route, ann))

        answers = [getattr(client, method)(address) for method in sorted(route.methods)]

        assert {answer.status_code for answer in answers} == {302}
        assert all("/login/?next=" in answer.url for answer in answers)

    @pytest.mark.parametrize("route", OF_ROWS, ids=lambda route: route.route)
    def test_shows_and_changes_no_row_of_a_stranger(self, browser, ann, ben, route):
        pk = row_of(route, ben, "Secret")
        kept = MAKERS[route.noun](ben, "Other")
        model, before = type(kept), list(type(kept).objects.filter(user=ben).values())

        if "get" in route.methods:
            assert browser.get(route.address(pk)).status_code == 404
        if "post" in route.methods:
            client = Client()
            client.force_login(ann)
            sent = {"day": "today", "status": "DONE", "priority": "LOW", "name": "Mine", "title": "Mine"}
            answer = client.post(route.address(pk), sent, follow=True)
            assert b"Secret" not in answer.content
        assert list(model.objects.filter(user=ben).values()) == before

    @pytest.mark.parametrize("route", WRITTEN, ids=lambda route: route.route)
    def test_refuses_a_form_without_its_token(self, browser, ann, route):
        assert browser.post(route.address(row_of(route, ann))).status_code == 403

    @pytest.mark.alike
    @pytest.mark.parametrize("route", READ_AS_TEXT, ids=lambda route: route.route)
    def test_gives_each_form_its_token_and_each_control_an_id(self, browser, ann, route):
        page = page_of(browser, route.address(row_of(route, ann)))
        if page.response.headers["Content-Type"].partition(";")[0] != "text/html" or not page.all(id="main"):
            return

        forms = [form for form in page.all("form") if form["method"] == "post"]
        tokens = {id(field.form) for field in page.all("input", name="csrfmiddlewaretoken")}
        assert [form["action"] for form in forms if id(form) not in tokens] == []
        assert [each.attrs for each in page.all("button") if not each["id"]] == []

    @pytest.mark.alike
    @pytest.mark.parametrize("route", READ_AS_TEXT, ids=lambda route: route.route)
    def test_calls_a_category_a_project(self, browser, ann, route):
        _root, leaf = make_ancestors(user=ann, names=["2026", "Garden"])
        delete_category(user=ann, category_id=leaf.pk, at=NOON)

        page = page_of(browser, route.address(row_of(route, ann)))

        assert "categor" not in " ".join(part.text for part in page.all(id="main")).lower()

    @pytest.mark.alike
    @pytest.mark.parametrize("route", READ, ids=lambda route: route.route)
    def test_escapes_what_a_person_typed(self, browser, ann, route):
        ann.name = ATTACK[:150]
        ann.save()
        _root, leaf = make_ancestors(user=ann, names=[ATTACK, f"leaf {ATTACK}"])
        label = make_label(user=ann, name=ATTACK[:49])
        fields = {"labels": [label.pk], "content": ATTACK, "deadline_on": NOON.date()}
        make_work(user=ann, title=ATTACK, category=leaf, **fields)
        make_finished_work(user=ann, title=ATTACK, category=leaf, **fields)
        make_recurring_work(user=ann, title=ATTACK, category=leaf, content=ATTACK)
        editing.delete_work(user=ann, work_id=make_work(user=ann, title=ATTACK).pk, at=NOON)

        answer = browser.get(route.address(row_of(route, ann, ATTACK[:50])), follow=True)

        text = answer.getvalue()
        if answer.headers["Content-Type"].startswith(("text/html", "image/svg")):
            assert b"<script>alert" not in text
            assert b"<img src=x" not in text

    # The trash and the history show what is deleted; a kept report shows what was there.
    @pytest.mark.parametrize(
        "route",
        [route for route in READ_AS_TEXT if not route.route.startswith(("trash/", "history/", "report/copies/"))],
        ids=lambda route: route.route,
    )
    def test_shows_no_deleted_row(self, browser, ann, route):
        root, leaf = make_ancestors(user=ann, names=["Root", "GoneBranch"])
        label = make_label(user=ann, name="GoneLabel")
        here = make_work(user=ann, title="Here", category=root, labels=[label.pk], deadline_on=NOON.date())
        make_work(user=ann, title="GoneWork", category=leaf, deadline_on=NOON.date())
        rule = make_recurring_work(user=ann, title="GoneRule", category=root)
        pk = {"works": here.pk, "projects": root.pk}.get(route.noun) or row_of(route, ann)
        labels.delete_label(user=ann, label_id=label.pk, at=NOON)
        recurring.delete_recurring_work(user=ann, recurring_work_id=rule.pk, at=NOON)
        delete_category(user=ann, category_id=leaf.pk, at=NOON)
        answer = browser.get(route.address(pk), follow=True)

        text = answer.getvalue()
        main = text.decode().partition('id="main"')[2].partition('id="toasts"')[0]
        for name in ("GoneBranch", "GoneLabel", "GoneWork"):
            assert name not in main


def make_rows(user, years):
    """Make trees with works of every kind in each category, rules, and trash."""
    for year in years:
        nested = make_ancestors(user=user, names=[str(year), "Garden", "Beds"])
        ids = [make_label(user=user, name=f"{name} {year}").pk for name in ("Home", "Urgent")]
        for category in nested:
            make_work(user=user, category=category, deadline_on=NOON.date(), labels=ids)
            make_recurring_work(user=user, category=category, labels=ids)
        make_finished_work(user=user, category=nested[-1], labels=ids)
        editing.delete_work(user=user, work_id=make_work(user=user).pk, at=NOON)


def count(browser, address):
    browser.get(address)
    cache.clear()
    with CaptureQueriesContext(connection) as statements:
        answer = browser.get(address)
        _all = answer.getvalue()
    assert answer.status_code < 400
    return len(statements)


@pytest.mark.alike
class TestQueries:
    def test_are_as_committed_with_any_number_of_rows(self, browser, ann):
        """The first rows already fill a page of the history."""
        addresses = {route.route: route.address(row_of(route, ann, f"Row {n}")) for n, route in enumerate(READ)}
        make_rows(ann, range(2000, 2010))
        few = {route: count(browser, address) for route, address in addresses.items()}
        make_rows(ann, range(2010, 2050))

        many = {route: count(browser, address) for route, address in addresses.items()}

        assert many == few
        assert few == COUNTS, "Write into query_counts.json: " + json.dumps(few, indent=4, sort_keys=True)
