"""The settings of a person, as a person without JavaScript uses them."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from accounts import email_changes
from accounts.models import User
from tests.conftest import client_of
from tests.makers import NOON, PASSWORD
from wheelbarrow.core import jobs

NEW_PASSWORD = "another horse battery"
PROFILE = {
    "name": "Ann",
    "language": "en",
    "time_zone": "Asia/Seoul",
    "week_starts_on": "MO",
    "today_by": "urgency",
    "shortcuts": "on",
}


def session_of(user):
    browser = Client()
    browser.force_login(user)
    return browser


def logged_in(user, user_agent=""):
    """A session that began on the page."""
    browser = Client()
    form = {"login": user.email, "password": PASSWORD}
    assert browser.post("/login/", form, headers={"user-agent": user_agent}).status_code == 302
    return browser


@pytest.fixture
def browser(ann):
    return session_of(ann)


@pytest.fixture
def elsewhere(ann):
    """Another session of ann."""
    return session_of(ann)


def is_in(browser):
    """Whether the session of the browser still works."""
    return browser.get("/settings/profile/").status_code == 200


def change_of(user, **fields):
    """The fields of the user that differ from these."""
    user.refresh_from_db()
    return {name: getattr(user, name) for name, value in fields.items() if getattr(user, name) != value}


class TestProfile:
    def test_changes_what_was_changed_and_answers_in_the_new_language(self, browser, ann, ben):
        form = {
            "name": "안나",
            "language": "ko",
            "time_zone": "Europe/Paris",
            "week_starts_on": "SU",
            "today_by": "project",
        }

        page = browser.post("/settings/profile/", form, follow=True)

        assert page.redirect_chain == [("/settings/profile/", 303)]
        assert change_of(ann, **form, shortcuts=False) == {}
        assert '<html lang="ko">' in page.content.decode()
        assert change_of(ben, name="Ben", time_zone="Europe/Berlin", language="en") == {}

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("time_zone", "Mars/Olympus"),
            ("time_zone", ""),
            ("language", "xx"),
            ("week_starts_on", "MONDAY"),
            ("name", "x" * 151),
            ("name", "a\0b"),
        ],
    )
    def test_shows_at_its_field_what_is_wrong_and_changes_nothing(self, browser, ann, field, value):
        page = browser.post("/settings/profile/", {**PROFILE, "name": "Other", field: value})

        assert page.status_code == 422
        assert list(page.context["form"].errors) == [field]
        assert change_of(ann, name="Ann", language="en", time_zone="Asia/Seoul", week_starts_on="MO") == {}

    def test_shows_a_refused_value_in_its_field_alone(self, browser, ann):
        page = browser.post("/settings/profile/", {**PROFILE, "name": "x" * 151}).content.decode()

        assert page.count("x" * 151) == 1

    def test_sets_nothing_that_is_not_the_persons(self, browser, ann):
        browser.post(
            "/settings/profile/", {**PROFILE, "email": "x@example.org", "is_staff": "on", "token_version": "9"}
        )

        assert change_of(ann, email="ann@example.org", is_staff=False, token_version=1) == {}

    def test_offers_every_time_zone(self, browser):
        page = browser.get("/settings/profile/").content.decode()

        assert {"Asia/Seoul", "Europe/Berlin", "America/New_York"} <= set(
            re.findall(r'<option value="([^"]+/[^"]+)"', page)
        )

    def test_switches_the_keys_off(self, browser, ann):
        browser.post("/settings/profile/", {name: value for name, value in PROFILE.items() if name != "shortcuts"})

        assert 'data-on="0"' in browser.get("/settings/profile/").content.decode()


class TestEmail:
    def test_counts_once_the_link_in_the_mail_was_opened(self, browser, ann):
        asked = browser.post("/settings/email/", {"email": "anna@example.org", "password": PASSWORD}, follow=True)
        jobs.run_waiting()
        link = re.search(r"http://testserver(\S+)", mail.outbox[0].body).group(1)
        before = User.objects.get(pk=ann.pk).email
        confirmed = browser.post(link, follow=True)

        assert "anna@example.org waits for its confirmation" in asked.content.decode()
        assert before == "ann@example.org"
        assert User.objects.get(pk=ann.pk).email == "anna@example.org"
        assert confirmed.redirect_chain[-1][0] == "/settings/profile/"
        assert "Your email is now anna@example.org." in confirmed.content.decode()
        assert is_in(browser)

    @pytest.mark.parametrize(
        ("form", "field"),
        [
            ({"email": "anna@example.org", "password": "wrong"}, "password"),
            ({"email": "ben@example.org", "password": PASSWORD}, "email"),
            ({"email": "ann@example.org", "password": PASSWORD}, "email"),
            ({"email": "no address", "password": PASSWORD}, "email"),
        ],
    )
    def test_shows_at_its_field_what_is_wrong(self, browser, ann, ben, form, field):
        page = browser.post("/settings/email/", form)

        assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
        jobs.run_waiting()
        assert mail.outbox == []

    def test_can_be_kept(self, browser, ann, rf):
        email_changes.request_change(
            request=rf.get("/"), user=ann, email="anna@example.org", password=PASSWORD, at=NOON
        )

        page = browser.post("/settings/email/cancel/", follow=True)

        assert email_changes.pending_of(ann) is None
        assert "waits for its confirmation" not in page.content.decode()

    def test_of_a_stranger_is_never_shown(self, ann, ben, rf):
        email_changes.request_change(
            request=rf.get("/"), user=ann, email="anna@example.org", password=PASSWORD, at=NOON
        )

        page = session_of(ben).get("/settings/profile/").content.decode()

        assert "ann@example.org" not in page
        assert "anna@example.org" not in page


class TestPassword:
    def test_changes_and_ends_every_other_session_and_token(self, browser, elsewhere, ann, ben):
        token, other = client_of(ann), session_of(ben)

        browser.post("/settings/password/", {"old_password": PASSWORD, "new_password": NEW_PASSWORD})

        assert User.objects.get(pk=ann.pk).check_password(NEW_PASSWORD)
        assert [is_in(browser), is_in(elsewhere), is_in(other)] == [True, False, True]
        assert token.get("/api/v1/auth/me/").status_code == 401

    @pytest.mark.parametrize(
        ("old", "new", "field"),
        [
            ("wrong", NEW_PASSWORD, "old_password"),
            (PASSWORD, "password123", "new_password"),
            (PASSWORD, PASSWORD, "new_password"),
        ],
    )
    def test_shows_at_its_field_what_is_wrong(self, browser, elsewhere, ann, old, new, field):
        page = browser.post("/settings/password/", {"old_password": old, "new_password": new})

        assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
        assert User.objects.get(pk=ann.pk).check_password(PASSWORD)
        assert is_in(elsewhere)


class TestSessions:
    def test_ends_every_other_session_and_token(self, browser, elsewhere, ann, ben):
        token, other = client_of(ann), session_of(ben)

        browser.post("/settings/sessions/")

        assert [is_in(browser), is_in(elsewhere), is_in(other)] == [True, False, True]
        assert token.get("/api/v1/auth/me/").status_code == 401

    def test_are_listed_with_their_devices(self, ann, ben):
        logged_in(ann, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1")
        logged_in(ben, "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Edg/140.0")
        browser = logged_in(ann, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")

        page = browser.get("/settings/sessions/")

        devices = [(each.device, each.is_current) for each in page.context["sessions"]]
        assert devices == [("Firefox, Linux", True), ("Safari, iPhone", False)]

    def test_end_one_by_one(self, ann, ben):
        elsewhere, browser = logged_in(ann), logged_in(ann)
        session = browser.get("/settings/sessions/").context["sessions"][1]

        logged_in(ben).post(f"/settings/sessions/{session.id}/end/")
        assert is_in(elsewhere)

        browser.post(f"/settings/sessions/{session.id}/end/")

        assert [is_in(browser), is_in(elsewhere)] == [True, False]
        again = browser.post(f"/settings/sessions/{session.id}/end/", follow=True)
        assert "You have no such session." in again.content.decode()

    def test_are_still_listed_after_a_new_password(self, ann):
        _elsewhere, browser = logged_in(ann), logged_in(ann)

        browser.post("/settings/password/", {"old_password": PASSWORD, "new_password": NEW_PASSWORD})

        sessions = browser.get("/settings/sessions/").context["sessions"]
        assert [each.is_current for each in sessions] == [True]

    def test_from_before_they_were_kept_are_listed_when_they_are_seen(self, browser, ann):
        UserSession.objects.all().delete()

        assert [each.is_current for each in browser.get("/settings/sessions/").context["sessions"]] == [True]


class TestAccount:
    def test_closes_and_leads_to_the_front_page(self, browser, elsewhere, ann, ben):
        page = browser.post("/settings/account/", {"email": "ANN@example.org", "password": PASSWORD}, follow=True)

        assert page.redirect_chain == [("/", 303)]
        assert "Your account is closed." in page.content.decode()
        assert change_of(ann, is_active=False) == {}
        assert ann.deleted_at
        assert [is_in(browser), is_in(elsewhere)] == [False, False]
        assert change_of(ben, is_active=True) == {}

    @pytest.mark.parametrize(
        ("email", "password", "field"),
        [("ben@example.org", PASSWORD, "email"), ("", PASSWORD, "email"), ("ann@example.org", "wrong", "password")],
    )
    def test_asks_for_the_email_and_the_password(self, browser, ann, ben, email, password, field):
        page = browser.post("/settings/account/", {"email": email, "password": password})

        assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
        assert change_of(ann, is_active=True) == {}
        assert is_in(browser)


class TestThePages:
    def test_keep_nothing_in_a_shared_cache(self, browser):
        assert "private" in browser.get("/settings/profile/").headers["Cache-Control"]

    def test_show_no_password_again(self, browser):
        for path, names in [("email", ["password"]), ("password", ["old_password", "new_password"])]:
            page = browser.post(f"/settings/{path}/", dict.fromkeys(names, "a secret of mine"))
            assert "a secret of mine" not in page.content.decode()

    def test_lead_to_the_profile(self, browser):
        assert browser.get("/settings/").headers["Location"] == "/settings/profile/"

    def test_offer_the_admin_to_staff_alone(self, browser, operator):
        assert 'href="/admin/"' not in browser.get("/settings/profile/").content.decode()
        assert 'href="/admin/"' in session_of(operator).get("/settings/profile/").content.decode()
