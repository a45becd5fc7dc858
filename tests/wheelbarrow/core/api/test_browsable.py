"""The browsable API: every page opens, and every form on it does what JSON does."""

import json
import re

import pytest
from django.utils import timezone, translation
from rest_framework.test import APIClient

from categories.models import Category
from tests.conftest import client_of
from tests.makers import (
    NOON,
    PASSWORD,
    make_category,
    make_chain,
    make_finished_work,
    make_recurring_work,
    make_work,
)
from tests.wheelbarrow.core.api.endpoints import ENDPOINTS, MAKERS, QUERIES
from works.models import RecurringWork, Work

HTML = {"accept": "text/html"}
HANGUL = re.compile("[가-힣]")
INLINE = re.compile(r"<[^>]+\sstyle=|<style|<script(?![^>]+(?:src=|application/json))|\son\w+=")
FORM = "application/x-www-form-urlencoded"
LISTS = ["/api/v1/categories/", "/api/v1/labels/", "/api/v1/recurring-works/", "/api/v1/works/"]
HAVE_A_QUERY = {*LISTS, *QUERIES, "/api/v1/categories/tree/", "/api/v1/works/today/"}
PATHS = sorted({endpoint.path for endpoint in ENDPOINTS})


@pytest.fixture
def browser(client, ann):
    """Ann's, with a session."""
    client.force_login(ann)
    return client


def open_page(browser, path, status=200):
    answer = browser.get(path, headers=HTML)
    assert (path, answer.status_code) == (path, status)
    return answer.context["page"]


def press(browser, form, **typed):
    """Submit a form with what it shows, and with what is typed; returns the answer."""
    values = {field.name: field.value for field in form.fields} | typed
    body = form.json if form.json is not None else "&".join(f"{name}={text}" for name, text in values.items())
    kind = "application/json" if form.json is not None else FORM
    return browser.generic(form.methods[0], form.address, body, kind, headers=HTML)


def form_of(page, form_id):
    [form] = [form for form in page.forms if form.id == form_id]
    return form


def address_of(path, user):
    """The address with a row of the person, and a query if it needs one."""
    noun, rows = path.split("/")[3], {}

    def row_of(name):
        return rows.setdefault(name, MAKERS[name](user, "Mine"))

    address = path.replace("{pk}", str(row_of(noun).pk)) if "{pk}" in path else path
    query = QUERIES.get(path, lambda _row_of: {})(row_of)
    return address, "&".join(f"{name}={value}" for name, value in query.items())


class TestEveryPage:
    @pytest.mark.parametrize("path", PATHS)
    def test_opens_with_a_form_for_each_method(self, browser, ann, path):
        make_work(user=ann, title="<script>alert(1)</script>")
        address, query = address_of(path, ann)

        page = open_page(browser, address)

        own = [form for form in page.forms if form.address == address]
        methods = {endpoint.method for endpoint in ENDPOINTS if endpoint.path == path}
        assert {method for form in own for method in form.methods} == methods - {"GET"}
        assert (page.query_fields != []) == (path in HAVE_A_QUERY)
        for _name, target in page.links + page.rows + page.crumbs:
            open_page(browser, target)
        if query:
            open_page(browser, f"{address}?{query}")
        html = browser.get(address, headers=HTML).content.decode()
        assert "<script>alert" not in html
        assert not INLINE.search(html)

    @pytest.mark.parametrize("path", PATHS)
    def test_is_in_the_language_of_the_profile(self, browser, ann, path):
        ann.language = "ko"
        ann.save()
        address, _query = address_of(path, ann)

        answer = browser.get(address, headers={**HTML, "accept-language": "en"})
        page = answer.context["page"]

        fields = [field for form in page.forms for field in form.fields] + page.query_fields
        texts = [
            page.name,
            page.description,
            *(form.title for form in page.forms),
            *(name for name, _url in page.links),
        ]
        texts += [text for field in fields for text in (field.label, field.help_text)]
        assert [text for text in texts if text and not HANGUL.search(text)] in ([], ["API"])
        assert '<html lang="ko">' in answer.content.decode()

    @pytest.mark.parametrize("path", [path for path in PATHS if "{pk}" in path])
    def test_of_a_strangers_row_is_not_found_and_offers_nothing(self, browser, ben, path):
        address, _query = address_of(path, ben)

        page = open_page(browser, address, 404)

        assert (page.forms, page.links, page.query_fields) == ([], [], [])

    def test_asks_a_stranger_to_log_in(self, anonymous):
        answer = anonymous.get("/api/v1/works/", headers=HTML)

        assert (answer.status_code, answer.context["page"].forms) == (401, [])
        assert "Log in" in answer.content.decode()


def test_the_front_page_links_every_address_that_names_no_row(browser):
    subjects = open_page(browser, "/api/v1/").subjects

    assert list(subjects) == ["auth", "categories", "labels", "recurring-works", "reports", "trash", "works"]
    assert ("/api/v1/works/", ("GET", "POST"), True) in subjects["works"]
    assert ("/api/v1/works/bulk/", ("POST",), True) in subjects["works"]
    assert ("/api/v1/works/{pk}/finish/", ("POST",), False) in subjects["works"]


class TestAForm:
    @pytest.mark.parametrize(
        ("address", "required"),
        [
            ("/api/v1/works/", {"title": "Dig"}),
            ("/api/v1/categories/", {"name": "Garden"}),
            ("/api/v1/recurring-works/", {"title": "Water", "rule": "FREQ=DAILY"}),
        ],
    )
    def test_creates_as_it_stands_what_json_creates(self, browser, ben, address, required):
        expected = client_of(ben).post(address, required).json()

        shown = press(browser, form_of(open_page(browser, address), "post-create"), **required)

        row, differs = shown.context["page"].data, {"id", "position", "path", "root", "created_at", "updated_at"}
        assert shown.status_code == 201
        assert {name: row[name] for name in row.keys() - differs} == {
            name: expected[name] for name in row.keys() - differs
        }

    def test_without_a_flag_leaves_its_default(self, browser, ann):
        answer = browser.post("/api/v1/recurring-works/", "title=Water&rule=FREQ%3DDAILY", FORM)

        assert (answer.status_code, answer.json()["is_active"]) == (201, True)
        assert Work.objects.count() == 1

    @pytest.mark.parametrize("method", ["put", "patch"])
    def test_leaves_what_it_does_not_name(self, browser, ann, method):
        rule = make_recurring_work(user=ann, my_job=True)
        work = make_work(user=ann, my_job=True)

        for address in (f"/api/v1/recurring-works/{rule.pk}/", f"/api/v1/works/{work.pk}/"):
            assert getattr(browser, method)(address, "title=Other", FORM).status_code == 200

        rule, work = RecurringWork.objects.get(pk=rule.pk), Work.objects.get(pk=work.pk)
        assert (rule.title, rule.is_active, rule.my_job) == ("Other", True, True)
        assert (work.title, work.my_job) == ("Other", True)

    def test_changes_nothing_as_it_stands(self, browser, ann):
        bed = make_chain(user=ann, names=["2026", "Bed"])[-1]
        rows = [
            bed,
            make_work(user=ann, category=bed, my_job=True, priority="HIGH", deadline_on=NOON.date()),
            make_finished_work(user=ann),
            make_recurring_work(user=ann, my_job=True, category=bed, catch_up="wait_for_done"),
        ]
        for row, noun in zip(rows, ["categories", "works", "works", "recurring-works"], strict=True):
            before = {**vars(type(row).objects.get(pk=row.pk)), "_state": None, "updated_at": None}
            page = open_page(browser, f"/api/v1/{noun}/{row.pk}/")

            for form_id in ("put-update", "put-update-json"):
                assert press(browser, form_of(page, form_id)).status_code == 200
                after = {**vars(type(row).objects.get(pk=row.pk)), "_state": None, "updated_at": None}
                assert after == before

    def test_stands_at_no_choice_that_means_something_else(self, browser, ann):
        make_chain(user=ann, names=["2026", "Bed"])
        rule, work = make_recurring_work(user=ann), make_work(user=ann)
        bed = Category.objects.get(name="Bed")

        def standing(address, form_id, name):
            [field] = [each for each in form_of(open_page(browser, address), form_id).fields if each.name == name]
            return field.value, dict(field.options)[field.value]

        assert standing("/api/v1/recurring-works/", "post-create", "catch_up") == ("", "the usual for this rule")
        assert standing(f"/api/v1/recurring-works/{rule.pk}/", "put-update", "scope") == ("", "the works to come")
        assert standing(f"/api/v1/works/{work.pk}/", "post-set_status", "status")[0] == ""
        assert standing(f"/api/v1/categories/{bed.pk}/", "post-move", "parent") == (str(bed.parent_id), "2026")
        assert standing("/api/v1/recurring-works/preview/", "post-preview", "is_active")[0] == ""

    def test_offers_ones_own_categories_by_path_in_tree_order(self, browser, ann, ben):
        make_chain(user=ann, names=["2026", "Bed", "Rose"])
        make_category(user=ann, name="Tulip", parent=Category.objects.get(name="Bed"))
        make_chain(user=ben, names=["His"])

        fields = form_of(open_page(browser, "/api/v1/works/"), "post-create").fields

        [category] = [field for field in fields if field.name == "category"]
        paths = ["–", "2026", "2026 › Bed", "2026 › Bed › Rose", "2026 › Bed › Tulip"]
        assert [label for _pk, label in category.options] == paths

    @pytest.mark.parametrize("form_id", ["put-update", "post-move"])
    def test_shows_a_conflict_with_what_was_sent(self, browser, ann, form_id):
        top, below = make_chain(user=ann, names=["2026", "Bed"])
        form = form_of(open_page(browser, f"/api/v1/categories/{top.pk}/"), form_id)

        answer = press(browser, form, parent=below.pk)

        page = answer.context["page"]
        [parent] = [field for field in form_of(page, form_id).fields if field.name == "parent"]
        assert (answer.status_code, parent.value) == (409, str(below.pk))
        assert "cannot be moved below itself" in answer.content.decode()

    def test_shows_a_refused_change_of_a_rule_and_its_preview(self, browser, ann):
        rule = make_recurring_work(user=ann)
        change = form_of(open_page(browser, f"/api/v1/recurring-works/{rule.pk}/"), "put-update")
        preview = form_of(open_page(browser, "/api/v1/recurring-works/preview/"), "post-preview")

        for answer in (
            press(browser, change, rule="FREQ=YEARLY"),
            press(browser, preview, recurring_work=rule.pk, rule="FREQ=YEARLY"),
        ):
            [field] = [each for each in answer.context["page"].forms[0].fields if each.name == "rule"]
            assert (answer.status_code, field.value) == (409, "FREQ=YEARLY")

    def test_shows_an_error_beside_its_field_and_keeps_the_others(self, browser, ann):
        work = make_work(user=ann, my_job=True)
        form = form_of(open_page(browser, f"/api/v1/works/{work.pk}/"), "put-update")

        answer = press(browser, form, title="", priority="HIGH")

        shown = {field.name: field for field in form_of(answer.context["page"], "put-update").fields}
        assert (answer.status_code, shown["title"].errors) == (400, ["Write something here, or leave the field out."])
        assert (shown["priority"].value, shown["my_job"].value) == ("HIGH", "true")

    def test_keeps_the_row_where_a_patch_in_json_is_refused(self, browser, ann):
        work = make_work(user=ann, my_job=True, title="Dig")

        answer = browser.patch(f"/api/v1/works/{work.pk}/", '{"priority": "X"}', "application/json", headers=HTML)

        shown = {field.name: field.value for field in form_of(answer.context["page"], "put-update").fields}
        assert (answer.status_code, shown["title"], shown["my_job"]) == (400, "Dig", "true")
        assert json.loads(form_of(answer.context["page"], "put-update-json").json) == {"priority": "X"}

    def test_is_shown_again_where_json_cannot_be_read(self, browser, ann):
        browser.handler.enforce_csrf_checks = True
        browser.get("/api/v1/works/bulk/", headers=HTML)
        token = {"x-csrftoken": browser.cookies["csrftoken"].value}

        answer = browser.post("/api/v1/works/bulk/", "{", "application/json", headers={**HTML, **token})

        assert (answer.status_code, len(answer.context["page"].forms)) == (400, 1)


class TestADeletion:
    @pytest.mark.parametrize("noun", ["categories", "works", "recurring-works"])
    def test_is_shown_and_can_be_restored(self, browser, ann, noun):
        row = MAKERS[noun](ann, "Mine")
        address = f"/api/v1/{noun}/{row.pk}/"

        deleted = press(browser, form_of(open_page(browser, address), "delete-destroy"))
        [restore] = deleted.context["page"].forms
        restored = press(browser, restore)

        assert (deleted.status_code, restored.status_code) == (200, 200)
        open_page(browser, address)
        # What the deletion was is gone, so nothing leads to it.
        assert (restored.context["page"].forms, len(restored.context["page"].crumbs)) == ([], 3)

    def test_of_many_works_too(self, browser, ann):
        body = {"ids": [make_work(user=ann).pk], "action": "delete"}

        answer = browser.post("/api/v1/works/bulk/", body, "application/json", headers=HTML)

        assert [form.id for form in answer.context["page"].forms] == ["restore"]

    def test_for_good_offers_nothing_more(self, browser, ann):
        deletion = MAKERS["trash"](ann, "Mine")

        answer = press(browser, form_of(open_page(browser, f"/api/v1/trash/{deletion.pk}/"), "delete-destroy"))

        assert (answer.status_code, answer.context["page"].forms) == (200, [])


class TestFormsOfAccounts:
    def test_give_tokens(self, browser, ann):
        form = form_of(open_page(browser, "/api/v1/auth/token/"), "post-create")

        given = press(browser, form, username=ann.email, password=PASSWORD)
        refused = press(browser, form, username=ann.email, password="a guess")

        assert (given.status_code, "access_token" in given.context["page"].data) == (200, True)
        assert "is wrong" in refused.context["page"].problem["detail"]
        assert "a guess" not in refused.content.decode()

    def test_close_the_account(self, browser, ann):
        form = form_of(open_page(browser, "/api/v1/auth/me/"), "delete-destroy")

        refused, closed = press(browser, form, password="wrong"), press(browser, form, password=PASSWORD)

        ann.refresh_from_db()
        assert (refused.status_code, closed.status_code, ann.is_active) == (400, 200, False)

    def test_open_one_in_the_language_of_the_browser(self, client, db):
        body = {"email": "new@example.org", "password": PASSWORD}

        answer = client.post("/api/v1/auth/register/", body, headers={"accept-language": "ko"})

        assert (answer.status_code, answer.json()["language"]) == (201, "ko")


def test_the_example_of_many_works_can_be_sent(browser, ann):
    work = make_work(user=ann)

    answer = press(browser, form_of(open_page(browser, "/api/v1/works/bulk/"), "post-bulk-json"))

    work.refresh_from_db()
    assert (answer.status_code, work.current_status) == (200, "IN_PROGRESS")


class TestAQuery:
    @pytest.mark.parametrize("path", LISTS)
    def test_has_a_control_for_each_filter(self, browser, ann, path):
        page = open_page(browser, path)

        assert [field.name for field in page.query_fields] == list(page.view.filterset_class.base_filters)
        assert "[invalid name]" not in [field.label for field in page.query_fields]

    def test_drops_the_fields_that_a_form_left_empty(self, browser, ann):
        answer = browser.get("/api/v1/works/?status=TODO&status=DONE&category=&q=", headers=HTML)

        assert (answer.status_code, answer.headers["Location"]) == (302, "/api/v1/works/?status=TODO&status=DONE")
        assert browser.get("/api/v1/works/?category=").status_code == 400

    def test_shows_what_is_filtered_by_and_what_is_wrong(self, browser, ann):
        category = make_category(user=ann)

        page = open_page(browser, f"/api/v1/works/?under={category.pk}&status=DONE&ordering=-title&deadline_to=X", 400)

        shown = {field.name: field for field in page.query_fields}
        assert (shown["under"].value, shown["status"].values) == (str(category.pk), ["DONE"])
        assert dict(shown["ordering"].options)["-title"] == "Title ↓"
        assert shown["deadline_to"].errors

    def test_without_what_it_needs_is_a_form_and_with_a_wrong_value_shows_it(self, browser, ann):
        assert open_page(browser, "/api/v1/reports/period/").data is None

        page = open_page(browser, "/api/v1/reports/period/?start=2026-09-01", 400)

        assert [field.errors for field in page.query_fields if field.name == "end"] == [
            ["Give start and end, or period."]
        ]

    def test_costs_no_more_with_more_categories(self, browser, ann, django_assert_max_num_queries):
        for name in range(30):
            make_category(user=ann, name=str(name))
        open_page(browser, "/api/v1/works/")

        with django_assert_max_num_queries(7):
            open_page(browser, "/api/v1/works/")


class TestTheLanguage:
    @pytest.mark.parametrize(("profile", "accepted"), [("ko", "en"), ("en", "ko")])
    def test_is_that_of_the_profile_for_a_known_person(self, client, operator, profile, accepted):
        operator.language = profile
        operator.save()
        client.force_login(operator)
        asked = {"accept-language": accepted}

        answers = [
            client_of(operator).get("/api/v1/works/0/", headers=asked),
            client.get("/api/v1/works/0/", headers=asked),
            client.get("/admin/", headers=asked),
            client.get("/", headers=asked),
            client.get("/nothing/", headers=asked),
        ]

        assert [answer.headers["Content-Language"] for answer in answers] == [profile] * len(answers)
        with translation.override(profile):
            assert answers[0].json()["detail"] == answers[1].json()["detail"]

    def test_comes_with_the_time_zone_of_the_profile(self, client, ann, ben):
        client.force_login(ann)

        zones = []
        for known, address in ((client, "/"), (client_of(ben), "/api/v1/works/"), (APIClient(), "/api/v1/")):
            known.get(address)
            zones.append(timezone.get_current_timezone_name())

        assert zones == ["Asia/Seoul", "Europe/Berlin", "UTC"]
