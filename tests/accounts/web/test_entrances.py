"""The pages of people who are not logged in."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import demo
from accounts.models import User
from tests.makers import PASSWORD, make_user
from wheelbarrow.core import jobs

HOSTILE = [
    "https://evil.example/",
    "//evil.example/",
    "\\\\evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    " https://evil.example",
    "https://testserver@evil.example/",
]
SIGN_UP = {"email": "new@example.org", "password": "another horse battery", "time_zone": "Europe/Berlin"}


def person_of(browser):
    """The id of the person of the session, or None."""
    return browser.session.get("_auth_user_id")


class TestLogIn:
    def test_opens_a_session_of_the_person_and_leads_home(self, client, ann, ben):
        answer = client.post("/login/", {"login": "Ann@Example.org ", "password": PASSWORD})

        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("today"))
        assert person_of(client) == str(ann.pk)

    def test_lasts_as_long_as_django_s_sessions(self, client, ann, settings):
        answer = client.post("/login/", {"login": ann.email, "password": PASSWORD})

        assert answer.cookies["sessionid"]["max-age"] == settings.SESSION_COOKIE_AGE

    @pytest.mark.parametrize(
        ("email", "password"),
        [("ann@example.org", "no such one"), ("nobody@example.org", PASSWORD), ("ann@example.org", "")],
    )
    def test_shows_the_form_again_with_what_was_typed_and_no_session(self, client, ann, email, password):
        page = client.post("/login/?next=/api/v1/", {"login": email, "password": password, "next": "/api/v1/"})

        assert page.status_code == 422
        assert person_of(client) is None
        text = page.content.decode()
        assert f'value="{email}"' in text
        assert 'name="next" value="/api/v1/"' in text
        assert password not in text or not password

    def test_says_the_same_of_an_account_that_is_none(self, client, ann):
        first, second = (
            Client().post("/login/", {"login": email, "password": "wrong"}) for email in (ann.email, "no@example.org")
        )

        assert first.context["form"].errors == second.context["form"].errors

    def test_refuses_a_deactivated_account(self, client, ann):
        User.objects.filter(pk=ann.pk).update(is_active=False)

        page = client.post("/login/", {"login": ann.email, "password": PASSWORD})

        assert page.status_code == 422
        assert person_of(client) is None

    def test_follows_next_within_this_host(self, client, ann):
        answer = client.post("/login/", {"login": ann.email, "password": PASSWORD, "next": "/api/v1/?q=1"})

        assert answer.headers["Location"] == "/api/v1/?q=1"

    @pytest.mark.parametrize("place", HOSTILE)
    def test_leads_to_no_other_host(self, client, ann, settings, place):
        settings.ALLOWED_HOSTS = ["testserver", "evil.example"]
        settings.CSRF_TRUSTED_ORIGINS = ["https://evil.example"]

        answer = client.post(f"/login/?next={place}", {"login": ann.email, "password": PASSWORD, "next": place})

        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("today"))

    @pytest.mark.parametrize("place", HOSTILE)
    def test_leads_a_person_with_a_session_to_no_other_host(self, client, ann, place):
        client.force_login(ann)

        assert client.get("/login/", {"next": place}).headers["Location"] == reverse("today")

    def test_needs_the_token_of_the_form(self, ann):
        browser = Client(enforce_csrf_checks=True)

        assert browser.post("/login/", {"login": ann.email, "password": PASSWORD}).status_code == 403
        assert person_of(browser) is None

    def test_costs_a_fixed_number_of_statements(self, client, ann, django_assert_num_queries):
        client.get("/login/")

        # 16 of them keep the session for the list of sessions.
        with django_assert_num_queries(27):
            client.post("/login/", {"login": ann.email, "password": PASSWORD})

    def test_answers_a_program_with_a_page_too(self, client, ann):
        page = client.post("/login/", {"login": ann.email}, headers={"x-requested-with": "XMLHttpRequest"})

        assert page.headers["Content-Type"].startswith("text/html")

    @pytest.mark.parametrize(("language", "words"), [("en", "Log in"), ("ko", "로그인")])
    def test_speaks_the_language_of_the_browser(self, client, db, language, words):
        page = client.get("/login/", headers={"accept-language": language}).content.decode()

        assert f'<html lang="{language}">' in page
        assert words in page


class TestSignUp:
    def test_opens_an_account_and_leads_to_the_first_choices(self, client, ann):
        answer = client.post("/signup/", SIGN_UP, headers={"accept-language": "ko"})

        user = User.objects.get(email="new@example.org")
        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("welcome"))
        assert person_of(client) == str(user.pk)
        assert (user.time_zone, user.language) == ("Europe/Berlin", "ko")
        assert user.check_password(SIGN_UP["password"])
        assert (user.is_staff, user.is_superuser) == (False, False)

    @pytest.mark.parametrize("zone", ["", "Mars/Olympus", "x" * 64])
    def test_takes_the_time_zone_of_the_server_where_the_browser_gives_none(self, client, db, settings, zone):
        client.post("/signup/", {**SIGN_UP, "time_zone": zone})

        assert User.objects.get().time_zone == settings.TIME_ZONE

    def test_refuses_an_email_that_is_taken_at_its_field(self, client, ann):
        page = client.post("/signup/", {**SIGN_UP, "email": "ANN@example.org"})

        assert page.status_code == 422
        assert list(page.context["form"].errors) == ["email"]
        assert 'value="ANN@example.org"' in page.content.decode()
        assert person_of(client) is None
        assert User.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("password", "short"),
            ("password", "password123"),
            ("password", "new@example.org"),
            ("email", "no address"),
            ("email", "한@example.org"),
            ("email", "a\0b@example.org"),
        ],
    )
    def test_refuses_what_is_weak_or_wrong_at_its_field(self, client, db, field, value):
        page = client.post("/signup/", {**SIGN_UP, field: value})

        assert page.status_code == 422
        assert list(page.context["form"].errors) == [field]
        assert not User.objects.exists()

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_is_closed_where_the_operator_closed_it(self, client, db, settings, method):
        settings.REGISTRATION_OPEN = False

        page = getattr(client, method)("/signup/", SIGN_UP)

        assert page.status_code == 403
        assert "accepts no registrations" in page.content.decode()
        assert not User.objects.exists()
        assert 'href="/signup/"' not in client.get("/login/").content.decode()

    def test_gives_nobody_rights(self, client, db):
        client.post("/signup/", {**SIGN_UP, "is_staff": "on", "is_superuser": "on", "id": "1"})

        assert not User.objects.get().is_superuser

    def test_needs_the_token_of_the_form(self, db):
        assert Client(enforce_csrf_checks=True).post("/signup/", SIGN_UP).status_code == 403
        assert not User.objects.exists()

    @pytest.mark.parametrize("place", HOSTILE)
    def test_leads_to_no_other_host(self, client, db, place):
        answer = client.post("/signup/", {**SIGN_UP, "next": place})

        assert answer.headers["Location"] == reverse("welcome")


class TestLogOut:
    def test_asks_and_then_ends_this_session_alone(self, client, ann):
        elsewhere = Client()
        for browser in (client, elsewhere):
            browser.force_login(ann)

        question = client.get("/logout/")
        answer = client.post("/logout/")

        assert (question.status_code, answer.status_code, answer.headers["Location"]) == (200, 302, "/")
        assert ann.email in question.content.decode()
        assert (person_of(client), person_of(elsewhere)) == (None, str(ann.pk))

    def test_needs_the_token_of_the_form(self, ann):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(ann)

        assert browser.post("/logout/").status_code == 403
        assert person_of(browser) == str(ann.pk)

    @pytest.mark.parametrize("place", HOSTILE)
    def test_leads_to_no_other_host(self, client, ann, place):
        client.force_login(ann)

        assert client.post("/logout/", {"next": place}).headers["Location"] == "/"


class TestTheDemo:
    @pytest.fixture
    def account(self, db):
        return make_user(demo.EMAIL)

    def test_is_entered_with_one_click_while_one_develops(self, client, account, settings):
        settings.DEBUG = True

        page = client.get("/login/").content.decode()
        answer = client.post("/login/demo/")

        assert 'action="/login/demo/"' in page
        assert answer.headers["Location"] == reverse("today")
        assert person_of(client) == str(account.pk)

    def test_is_in_the_language_of_the_first_who_enters_it(self, account, settings):
        settings.DEBUG = True

        languages = []
        for language in ("ko", "en"):
            Client(headers={"accept-language": language}).post("/login/demo/")
            account.refresh_from_db()
            languages.append(account.language)

        assert languages == ["ko", "ko"]

    def test_is_not_there_on_a_server(self, client, account):
        assert "/login/demo/" not in client.get("/login/").content.decode()
        assert client.post("/login/demo/").status_code == 404
        assert person_of(client) is None

    def test_is_not_there_without_its_account(self, client, ann, settings):
        settings.DEBUG = True

        assert "/login/demo/" not in client.get("/login/").content.decode()
        assert client.post("/login/demo/").status_code == 404

    def test_needs_a_form_of_this_site(self, account, settings):
        settings.DEBUG = True

        assert Client(enforce_csrf_checks=True).post("/login/demo/").status_code == 403


class TestAnOldLink:
    def test_leads_to_the_page_that_sets_a_password(self, client, ann):
        client.post("/password/reset/", {"email": ann.email})
        jobs.run_waiting()
        path = "/password/reset/" + mail.outbox[-1].body.split("/password/reset/")[1].split()[0]

        page = client.get(f"/accounts{path}", follow=True)

        assert page.redirect_chain[0][0] == path
        assert page.context["validlink"]

    def test_of_the_request_leads_there_too(self, client, db):
        assert client.get("/accounts/password/reset/").headers["Location"] == "/password/reset/"


class TestTheAdmin:
    def test_leads_a_person_who_is_not_staff_to_their_own_pages(self, client, ann):
        answer = client.post("/admin/login/?next=/admin/", {"username": ann.email, "password": PASSWORD})

        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
        assert person_of(client) == str(ann.pk)

    @pytest.mark.parametrize("path", ["/admin/", "/admin/works/work/", "/admin/login/"])
    def test_shows_such_a_person_no_form_without_a_way_out(self, client, ann, path):
        client.force_login(ann)

        page = client.get(path, follow=True)

        assert page.redirect_chain[-1][0] in ("/", reverse("today"))
        assert page.status_code == 200

    def test_opens_to_staff(self, client, operator):
        answer = client.post(
            "/admin/login/?next=/admin/", {"username": operator.email, "password": PASSWORD, "next": "/admin/"}
        )

        assert answer.headers["Location"] == "/admin/"
        assert client.get("/admin/").status_code == 200

    def test_leads_somebody_with_a_wrong_password_nowhere(self, client, ann):
        page = client.post("/admin/login/", {"username": ann.email, "password": "wrong"})

        assert page.status_code == 200
        assert person_of(client) is None
