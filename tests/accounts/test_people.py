"""People and their trash in the admin."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import services, tokens
from categories import services as categories
from tests.conftest import client_of, run_action
from tests.makers import PASSWORD, make_category, make_finished_work, make_recurring_work, make_work
from works.services import editing

USERS, TRASH = "/admin/accounts/user/", "/admin/wheelbarrow/deletion/"


@pytest.fixture
def browser(ann):
    """Ann's, with a session."""
    browser = Client()
    browser.post("/api/session/login/", {"username": ann.email, "password": PASSWORD})
    return browser


def row_of(operator_client, user):
    return next(row for row in operator_client.get(USERS).context["cl"].result_list if row.pk == user.pk)


def _some(counts):
    return {name: rows for name, rows in counts.items() if rows}


class TestCounts:
    def test_are_of_live_rows_of_each_person(self, operator_client, ann, ben):
        tree = make_category(user=ann)
        make_finished_work(user=ann, category=tree)
        gone = make_work(user=ann)
        editing.delete_work(user=ann, work_id=gone.pk, at=timezone.now())
        make_work(user=ben)

        assert _some(row_of(operator_client, ann).counts) == {"categories": 1, "works": 1}
        assert _some(row_of(operator_client, ben).counts) == {"works": 1}

    def test_count_rules(self, operator_client, ann):
        make_recurring_work(user=ann)

        assert row_of(operator_client, ann).counts["recurring_works"] == 1


class TestLastSeen:
    def test_is_nothing_for_who_never_came(self, operator_client, ann):
        assert row_of(operator_client, ann).seen_at is None

    def test_is_the_last_log_in_or_token(self, operator_client, ann, ben):
        before = timezone.now()
        Client().post("/api/session/login/", {"username": ann.email, "password": PASSWORD})
        tokens.issue(ben)

        page = operator_client.get(f"{USERS}{ben.pk}/change/").content.decode()

        assert row_of(operator_client, ann).seen_at >= before
        assert row_of(operator_client, ben).seen_at >= before
        assert "Last seen" in page


class TestEndingSessions:
    def test_ends_all_of_them_and_lets_the_person_in_again(self, operator_client, browser, ann, ben):
        token, theirs = client_of(ann), client_of(ben)
        before = (token.get("/api/v1/auth/me/").status_code, browser.get("/api/v1/auth/me/").status_code)

        run_action(operator_client, USERS, "end_sessions", [ann])

        assert before == (200, 200)
        assert token.get("/api/v1/auth/me/").status_code == 401
        assert browser.get("/api/v1/auth/me/").status_code == 401
        assert theirs.get("/api/v1/auth/me/").status_code == 200
        ann.refresh_from_db()
        assert client_of(ann).get("/api/v1/auth/me/").status_code == 200

    def test_outlasts_a_deactivation(self, browser, ann):
        services.set_permissions(user=ann, at=timezone.now(), is_active=False)
        services.set_permissions(user=ann, at=timezone.now(), is_active=True)

        assert browser.get("/api/v1/auth/me/").status_code == 401


class TestTrash:
    def test_shows_the_days_left_and_links_what_it_took(self, operator_client, ann):
        tree = make_category(user=ann, name="<Garden>")
        work = make_work(user=ann, category=tree)
        deletion = categories.delete_category(
            user=ann, category_id=tree.pk, at=timezone.now() - timedelta(days=28, hours=1)
        )

        listed = operator_client.get(TRASH).content.decode()
        page = operator_client.get(f"{TRASH}{deletion.pk}/change/").content.decode()

        assert 'class="field-days_left">1</td>' in listed
        assert f'<a href="/admin/works/work/{work.pk}/change/">Dig</a>' in page
        assert "&lt;Garden&gt;" in page

    def test_has_no_days_left_below_zero(self, operator_client, ann):
        work = make_work(user=ann)
        editing.delete_work(user=ann, work_id=work.pk, at=timezone.now() - timedelta(days=99))

        assert 'class="field-days_left">0</td>' in operator_client.get(TRASH).content.decode()
