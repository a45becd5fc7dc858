"""Pausing and resuming branches, and starting the next year, in the admin."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.services import edit_profile, set_permissions
from categories.models import Category
from categories.services import delete_category
from tests.conftest import run_action
from tests.makers import NOON, make_ancestors, make_category, make_recurring_work, make_work
from wheelbarrow.core.models import Change
from works.admin import branches as page
from works.models import RecurringWork, Work

TREE = "/admin/categories/category/"
DAYS = {"from_on": "", "until_on": ""}


def today_of(user):
    return user.local_time(timezone.now()).date()


def levels_of(answer):
    return [message.level_tag for message in answer.context["messages"]]


def text_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def year(ann):
    """2026 with Garden › Beds and Office; Beds has an open work and a recurring one."""
    year, garden, beds = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])
    make_category(user=ann, name="Office", parent=year)
    make_work(user=ann, title="Dig", category=beds)
    make_recurring_work(user=ann, title="Water", category=garden)
    return year


class TestPause:
    def test_asks_for_the_days_and_changes_nothing(self, operator_client, year):
        asked = run_action(operator_client, TREE, "pause", [year])

        assert list(asked.context["form"].fields) == ["from_on", "until_on"]
        assert "2026" in text_of(asked)
        assert Category.objects.get(pk=year.pk).paused_from is None

    def test_pauses_from_today_as_the_operator(self, operator_client, operator, ann, ben, year):
        other = make_category(user=ben)

        answer = run_action(operator_client, TREE, "pause", [year], **DAYS)

        year.refresh_from_db()
        change = Change.objects.newest_first().first()
        assert (levels_of(answer), year.paused_from, year.paused_until) == (["success"], today_of(ann), None)
        assert (change.user, change.action, change.actor, change.operator) == (ann, "paused", "admin", operator)
        assert Category.objects.get(pk=other.pk).paused_from is None
        assert f"Paused from {today_of(ann)}" in text_of(answer)

    def test_takes_days_and_several_owners(self, operator_client, ann, ben, year):
        first, last = today_of(ann) + timedelta(days=2), today_of(ann) + timedelta(days=5)
        other = make_category(user=ben)

        answer = run_action(operator_client, TREE, "pause", [year, other], from_on=first, until_on=last)

        assert set(Category.objects.exclude(paused_from=None).values_list("pk", "paused_from", "paused_until")) == {
            (year.pk, first, last),
            (other.pk, first, last),
        }
        assert "2 projects paused." in text_of(answer)

    @pytest.mark.parametrize(
        ("typed", "expected"), [({"from_on": "2001-01-01"}, "begins today"), ({"until_on": "2001-01-01"}, "end before")]
    )
    def test_shows_why_it_is_refused(self, operator_client, year, typed, expected):
        answer = run_action(operator_client, TREE, "pause", [year], **{**DAYS, **typed})

        assert levels_of(answer) == ["error"]
        assert expected in text_of(answer)
        assert Category.objects.get(pk=year.pk).paused_from is None

    def test_comes_back_with_a_day_that_is_none(self, operator_client, year):
        asked = run_action(operator_client, TREE, "pause", [year], from_on="soon", until_on="")

        assert 'class="errorlist"' in text_of(asked)

    def test_is_shown_on_the_page_of_the_category(self, operator_client, ann, year):
        run_action(operator_client, TREE, "pause", [year], **DAYS)

        assert f"Paused from {today_of(ann)}" in text_of(operator_client.get(f"{TREE}{year.pk}/change/"))


class TestResume:
    def test_ends_the_pause(self, operator_client, operator, year):
        run_action(operator_client, TREE, "pause", [year], **DAYS)

        answer = run_action(operator_client, TREE, "resume", [year])

        change = Change.objects.of_row("category", year.pk).newest_first().first()
        assert (levels_of(answer), Category.objects.get(pk=year.pk).paused_from) == (["success"], None)
        assert (change.action, change.actor, change.operator) == ("resumed", "admin", operator)

    def test_shows_why_it_is_refused(self, operator_client, year):
        assert levels_of(run_action(operator_client, TREE, "resume", [year])) == ["error"]


def roll_over(client, rows, **typed):
    return run_action(client, TREE, "roll_over", rows, **typed)


def named(name):
    return Category.objects.get(name=name).pk


class TestRollOver:
    def test_asks_with_the_next_name_and_the_branches_by_path(self, operator_client, ann, ben, year):
        make_category(user=ann, name="Other", parent=make_category(user=ann, name="Home"))
        make_ancestors(user=ben, names=["His", "Own"])

        form = roll_over(operator_client, [year]).context["form"]

        paths = ["2026 › Garden", "2026 › Garden › Beds", "2026 › Office"]
        assert form["name"].initial == "2027"
        assert [[label for _pk, label in form.fields[name].choices] for name in ("copy", "leave")] == [paths, paths]
        assert not Category.objects.named("2027").exists()

    def test_starts_the_next_year_as_the_operator(self, operator_client, operator, ann, year):
        answer = roll_over(operator_client, [year], name="2027")

        new = Category.objects.get(name="2027")
        change = Change.objects.newest_first().first()
        assert levels_of(answer) == ["success"]
        assert f'<a href="{TREE}{new.pk}/change/">2027</a>' in text_of(answer)
        assert "Copied and moved into it: 4 projects, 1 recurring work, 2 works." in text_of(answer)
        assert Work.objects.get(title="Dig").category.path.startswith(new.path)
        assert RecurringWork.objects.get().category.path.startswith(new.path)
        assert (change.user, change.action, change.actor, change.operator) == (ann, "rolled_over", "admin", operator)

    def test_takes_the_branches_that_are_copied_or_left(self, operator_client, year):
        roll_over(operator_client, [year], name="2027", copy=[named("Garden")], leave=[named("Office")])

        new = Category.objects.get(name="2027")
        assert [row.name for row in Category.objects.subtree_of(new).in_order()] == ["2027", "Garden", "Beds"]
        assert Work.objects.get(title="Dig").category.path.startswith(year.path)

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"name": "Home"}, "name"),
            ({"name": ""}, "name"),
            ({"name": "a\nb"}, "name"),
            ({"name": "2027", "copy": ["Garden"], "leave": ["Garden"]}, "leave"),
            ({"name": "2027", "leave": ["Home"]}, "leave"),
            ({"name": "2027", "copy": ["x"]}, "copy"),
        ],
    )
    def test_comes_back_with_what_was_typed_and_the_error(self, operator_client, ann, year, typed, field):
        make_category(user=ann, name="Home")
        ids = dict(Category.objects.values_list("name", "pk"))
        sent = {
            name: [ids.get(each, each) for each in value] if name != "name" else value for name, value in typed.items()
        }

        asked = roll_over(operator_client, [year], **sent)

        assert list(asked.context["form"].errors) == [field]
        assert asked.context["form"]["name"].value() == typed["name"]
        assert 'class="errorlist"' in text_of(asked)
        assert not Category.objects.named("2027").exists()

    def test_asks_for_one_yearly_project(self, operator_client, ann, ben, year):
        garden, deleted = Category.objects.get(name="Garden"), make_category(user=ben)
        delete_category(user=ben, category_id=deleted.pk, at=NOON)

        for rows in ([garden], [year, make_category(user=ann, name="Home")], [deleted]):
            answer = roll_over(operator_client, rows, name="2027")
            assert levels_of(answer) == ["error"]
        assert not Category.objects.named("2027").exists()

    def test_offers_no_boxes_for_too_many_branches(self, operator_client, year, monkeypatch):
        monkeypatch.setattr(page, "MOST_BOXES", 2)

        form = roll_over(operator_client, [year]).context["form"]

        assert [field.name for field in form.visible_fields()] == ["name"]
        assert levels_of(roll_over(operator_client, [year], name="2027")) == ["success"]


class TestActions:
    @pytest.mark.parametrize("action", ["pause", "resume", "roll_over"])
    def test_are_for_users_who_may_change_categories(self, client, ben, year, action):
        set_permissions(user=ben, at=NOON, is_staff=True)
        ben.user_permissions.set(Permission.objects.filter(codename="view_category"))
        client.force_login(ben)
        before = Change.objects.count()

        run_action(client, TREE, action, [year], name="2027", **DAYS)

        assert Change.objects.count() == before

    @pytest.mark.parametrize("action", ["pause", "roll_over"])
    def test_ask_in_korean(self, operator_client, operator, year, action):
        edit_profile(user=operator, language="ko")

        main = (
            text_of(run_action(operator_client, TREE, action, [year])).split('<div id="content"')[1].split("<footer")[0]
        )

        words = set(re.findall(r"\b[A-Za-z]{3,}\b", re.sub(r"^[^>]*>|<[^>]*>", " ", main)))
        assert words <= {"Garden", "Beds", "Office"}
