"""The forms of the browsable API do what JSON does."""

import json

import pytest

from categories.models import Category
from tests.conftest import client_of
from tests.makers import (
    NOON,
    PASSWORD,
    make_ancestors,
    make_category,
    make_finished_work,
    make_recurring_work,
    make_work,
)
from tests.wheelbarrow.core.api.endpoints import MAKERS
from tests.wheelbarrow.core.api.test_browsable import HTML, open_page
from works.models import RecurringWork, Work

FORM = "application/x-www-form-urlencoded"


def press(browser, form, **typed):
    """Submit a form with what it shows, and with what is typed; returns the answer."""
    hidden = {} if form.version is None else {"version": form.version}
    values = {field.name: field.value for field in form.fields} | hidden | typed
    body = form.json if form.json is not None else "&".join(f"{name}={text}" for name, text in values.items())
    kind = "application/json" if form.json is not None else FORM
    return browser.generic(form.methods[0], form.address, body, kind, headers=HTML)


def form_of(page, form_id):
    [form] = [form for form in page.forms if form.id == form_id]
    return form


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
        bed = make_ancestors(user=ann, names=["2026", "Bed"])[-1]
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
        make_ancestors(user=ann, names=["2026", "Bed"])
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
        make_ancestors(user=ann, names=["2026", "Bed", "Rose"])
        make_category(user=ann, name="Tulip", parent=Category.objects.get(name="Bed"))
        make_ancestors(user=ben, names=["His"])

        fields = form_of(open_page(browser, "/api/v1/works/"), "post-create").fields

        [category] = [field for field in fields if field.name == "category"]
        paths = ["–", "2026", "2026 › Bed", "2026 › Bed › Rose", "2026 › Bed › Tulip"]
        assert [label for _pk, label in category.options] == paths

    @pytest.mark.parametrize("form_id", ["put-update", "post-move"])
    def test_shows_a_conflict_with_what_was_sent(self, browser, ann, form_id):
        top, below = make_ancestors(user=ann, names=["2026", "Bed"])
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
