"""Forms and actions of the admin write through services; a refusal shows the form again with its values."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import RequestFactory

from accounts.models import User
from categories.models import Category
from tests.conftest import run_action
from tests.makers import PASSWORD, make_ancestors, make_category, make_finished_work, make_recurring_work, make_work
from works.models import Work

CATEGORIES, WORKS = "/admin/categories/category/", "/admin/works/work/"
TRASH, USERS = "/admin/wheelbarrow/deletion/", "/admin/accounts/user/"


def form(**fields):
    """A work's form as the page sends it."""
    empty = dict.fromkeys(["content", "category", "starts_on", "deadline_on", "deadline_time"], "")
    return {**empty, "current_status": "TODO", "priority": "NONE", "position": "0", **fields}


class TestAddingACategory:
    def test_adds_it_with_path_and_level(self, operator_client, ann):
        root = make_category(user=ann, name="2026")

        operator_client.post(
            f"{CATEGORIES}add/", {"user": ann.pk, "name": "Garden", "parent": root.pk, "position": "0"}
        )

        tree = Category.objects.get(name="Garden")
        assert (tree.path, tree.level) == (f"{root.path}/{tree.pk}", 1)

    def test_refuses_another_persons_parent_and_keeps_what_was_typed(self, operator_client, ann, ben):
        theirs = make_category(user=ben, name="theirs")

        page = operator_client.post(
            f"{CATEGORIES}add/", {"user": ann.pk, "name": "Garden", "parent": theirs.pk, "position": "0"}
        )

        assert page.status_code == 200
        assert "parent" in page.context["adminform"].form.errors
        assert 'value="Garden"' in page.content.decode()
        assert not Category.objects.owned_by(ann).exists()

    def test_refuses_a_taken_name_beside_the_field(self, operator_client, ann):
        make_category(user=ann, name="Garden")

        page = operator_client.post(
            f"{CATEGORIES}add/", {"user": ann.pk, "name": "Garden", "parent": "", "position": "0"}
        )

        assert "name" in page.context["adminform"].form.errors


class TestChangingACategory:
    def test_moves_the_branch_when_the_parent_is_changed(self, operator_client, ann):
        root, tree, beds = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])
        other = make_category(user=ann, name="2027")

        operator_client.post(f"{CATEGORIES}{tree.pk}/change/", {"name": "Garden", "parent": other.pk, "position": "0"})

        beds.refresh_from_db()
        assert beds.path == f"{other.path}/{tree.pk}/{beds.pk}"
        assert root.pk != other.pk

    def test_refuses_its_own_subtree(self, operator_client, ann):
        root, _garden, beds = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])

        page = operator_client.post(
            f"{CATEGORIES}{root.pk}/change/", {"name": "2026", "parent": beds.pk, "position": "0"}
        )

        assert "below itself" in str(page.context["adminform"].form.errors)

    def test_validates_without_writing(self, operator, ann):
        tree = make_category(user=ann, name="Garden")
        page = admin.site._registry[Category]
        request = RequestFactory().post("/")
        request.user = operator
        form = page.get_form(request, tree)({"name": "Beds", "position": "0"}, instance=tree)

        assert form.is_valid()
        assert (tree.name, Category.objects.get().name) == ("Garden", "Garden")

    def test_is_refused_by_what_a_column_cannot_hold(self, operator_client, ann):
        tree = make_category(user=ann)

        page = operator_client.post(f"{CATEGORIES}{tree.pk}/change/", {"name": "x" * 201, "position": "9" * 30})

        assert set(page.context["adminform"].form.errors) == {"name", "position"}
        assert all(len(errors) == 1 for errors in page.context["adminform"].form.errors.values())


class TestTheMoveAction:
    def test_asks_where_and_moves(self, operator_client, ann):
        tree, shed = make_category(user=ann, name="Garden"), make_category(user=ann, name="Shed")

        asked = run_action(operator_client, CATEGORIES, "move", [shed])
        run_action(operator_client, CATEGORIES, "move", [shed], target=tree.pk)

        shed.refresh_from_db()
        assert "admin/question.html" in [template.name for template in asked.templates]
        assert shed.parent_id == tree.pk
        assert LogEntry.objects.filter(object_id=str(shed.pk)).exists()

    def test_refuses_rows_of_two_people(self, operator_client, ann, ben):
        rows = [make_category(user=ann), make_category(user=ben)]

        page = run_action(operator_client, CATEGORIES, "move", rows)

        assert "one person" in page.content.decode()

    def test_files_works_elsewhere(self, operator_client, ann):
        tree, work = make_category(user=ann, name="Garden"), make_work(user=ann)

        run_action(operator_client, WORKS, "move", [work], target=tree.pk)

        work.refresh_from_db()
        assert work.category == tree


class TestWorksInTheAdmin:
    def test_are_filed_through_the_service(self, operator_client, ann):
        tree = make_category(user=ann)

        operator_client.post(f"{WORKS}add/", form(user=ann.pk, title="Dig", category=tree.pk, current_status="DONE"))

        work = Work.objects.get()
        assert work.end_at is not None
        assert work.filed_under == [{"id": tree.pk, "name": "Garden"}]

    def test_are_changed_through_the_lifecycle(self, operator_client, ann):
        work = make_finished_work(user=ann)

        operator_client.post(f"{WORKS}{work.pk}/change/", form(title=work.title, current_status="IN_PROGRESS"))

        work.refresh_from_db()
        assert work.end_at is None
        assert work.started_at is not None

    def test_are_refused_beside_the_field(self, operator_client, ann):
        page = operator_client.post(f"{WORKS}add/", form(user=ann.pk, title="Dig", deadline_time="12:00"))

        assert "deadline_time" in page.context["adminform"].form.errors

    @pytest.mark.parametrize(("action", "open_then"), [("finish", False), ("reopen", True)])
    def test_are_finished_and_reopened_by_action(self, operator_client, ann, ben, action, open_then):
        make = make_finished_work if open_then else make_work
        works = [make(user=ann), make(user=ben)]

        run_action(operator_client, f"{WORKS}?end_at__isempty=all", action, works)

        assert Work.objects.open().count() == (2 if open_then else 0)
        assert LogEntry.objects.count() == 2

    def test_are_counted_where_they_changed(self, operator_client, ann):
        works = [make_work(user=ann), make_finished_work(user=ann)]

        page = run_action(operator_client, f"{WORKS}?end_at__isempty=all", "finish", works)

        texts = [str(message) for message in page.context["messages"]]
        assert texts == ["1 work finished.", "1 row needed no change."]
        assert LogEntry.objects.count() == 1


class TestPeopleInTheAdmin:
    def test_are_added_with_a_password(self, operator_client):
        profile = {"time_zone": "Asia/Seoul", "language": "ko", "week_starts_on": "SU", "today_by": "urgency"}

        operator_client.post(f"{USERS}add/", {"email": "New@Example.org", "new_password": PASSWORD, **profile})

        user = User.objects.get(email="new@example.org")
        assert user.check_password(PASSWORD)
        assert user.language == "ko"

    def test_are_refused_with_an_unknown_time_zone(self, operator_client):
        profile = {"time_zone": "Mars/Olympus", "language": "ko", "week_starts_on": "SU", "today_by": "urgency"}

        page = operator_client.post(f"{USERS}add/", {"email": "new@example.org", "new_password": PASSWORD, **profile})

        assert "time_zone" in page.context["adminform"].form.errors

    def test_are_refused_a_taken_email(self, operator_client, ann):
        profile = {"time_zone": "Asia/Seoul", "language": "ko", "week_starts_on": "SU", "today_by": "urgency"}

        page = operator_client.post(f"{USERS}add/", {"email": "ANN@example.org", "new_password": PASSWORD, **profile})

        assert "email" in page.context["adminform"].form.errors

    def test_lose_their_tokens_when_deactivated_and_get_back_in_when_activated(self, operator_client, api, ann):
        run_action(operator_client, USERS, "deactivate", [ann])
        refused = api.get("/api/v1/auth/me/").status_code
        run_action(operator_client, USERS, "activate", [ann])

        ann.refresh_from_db()
        assert refused == 401
        assert ann.is_active
        assert api.get("/api/v1/auth/me/").status_code == 401  # the old token stays revoked

    def test_lose_their_tokens_with_a_new_password(self, operator_client, api, ann):
        fields = {"password1": "another horse battery", "password2": "another horse battery"}

        operator_client.post(f"{USERS}{ann.pk}/password/", fields)

        ann.refresh_from_db()
        assert ann.check_password("another horse battery")
        assert api.get("/api/v1/auth/me/").status_code == 401

    def test_are_changed_part_by_part(self, operator_client, ann):
        profile = {
            "name": "Anna",
            "time_zone": "Europe/Paris",
            "language": "ko",
            "week_starts_on": "SA",
            "today_by": "project",
        }

        operator_client.post(
            f"{USERS}{ann.pk}/change/", {"email": "anna@example.org", "is_staff": "on", "is_active": "on", **profile}
        )

        ann.refresh_from_db()
        assert (ann.email, ann.name, ann.time_zone, ann.is_staff) == ("anna@example.org", "Anna", "Europe/Paris", True)


class TestManyRows:
    @pytest.mark.parametrize(
        ("name", "make", "action"),
        [
            ("works/work", make_work, "delete_selected"),
            ("works/work", make_work, "move"),
            ("works/recurringwork", make_recurring_work, "delete_selected"),
            ("categories/category", make_category, "delete_selected"),
            ("categories/category", make_category, "move"),
        ],
    )
    def test_are_refused_before_a_form_grows_too_long(self, operator_client, ann, monkeypatch, name, make, action):
        monkeypatch.setattr("wheelbarrow.core.admin.options.MOST_ROWS", 1)
        names = {make_category: "name"}.get(make, "title")
        rows = [make(user=ann, **{names: f"Row {number}"}) for number in range(2)]

        page = run_action(operator_client, f"/admin/{name}/", action, rows)

        assert [str(message) for message in page.context["messages"]] == ["Select at most 1 rows at once."]
        assert type(rows[0]).objects.count() == 2
