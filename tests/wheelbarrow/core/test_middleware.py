"""The middleware of calls with a token, and that of all other requests."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts import tokens
from accounts.services import edit_profile
from tests.conftest import client_of
from tests.makers import PASSWORD
from works.models import Work

TODAY = "/api/v1/works/today/"


@pytest.fixture
def bearer(ann):
    """Ann's token, for a client of any kind."""
    return {"authorization": f"Bearer {tokens.issue(ann)['access']}"}


def headers_of(response):
    return {name.lower(): value for name, value in response.headers.items()}


class TestACallWithAToken:
    def test_sets_no_cookie(self, api):
        read = api.get(TODAY)
        written = api.post("/api/v1/works/", {"title": "Dig"})

        assert (read.status_code, written.status_code) == (200, 201)
        assert not read.cookies
        assert not written.cookies

    def test_needs_no_csrf_token(self, bearer):
        strict = Client(enforce_csrf_checks=True)

        written = strict.post("/api/v1/works/", {"title": "Dig"}, content_type="application/json", headers=bearer)

        assert written.status_code == 201
        assert Work.objects.get().title == "Dig"

    def test_carries_the_headers_of_every_answer(self, api):
        for address in (TODAY, "/api/v1/works/0/", "/api/v1/nothing/", "/api/v1/works/?nothing=1"):
            headers = headers_of(api.get(address))

            assert headers["content-security-policy"].startswith("default-src 'self'")
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == headers["cross-origin-opener-policy"] == "same-origin"
            assert headers["content-language"] == "en"
            assert "accept-language" in headers["vary"].lower()
            assert int(headers["content-length"]) > 0

    def test_carries_the_headers_of_a_call_with_a_session(self, ann, api):
        browser = Client()
        browser.force_login(ann)

        long, short = headers_of(browser.get(TODAY)), headers_of(api.get(TODAY))

        assert set(long) - set(short) == set()

    def test_leaves_its_language_to_no_other(self, ben, api, anonymous):
        edit_profile(user=ben, language="ko", time_zone="Asia/Seoul")
        client_of(ben).get(TODAY)

        assert api.get("/api/v1/works/0/").headers["Content-Language"] == "en"
        assert anonymous.get("/").headers["Content-Language"] == "en"
        assert timezone.get_current_timezone_name() == "UTC"

    def test_is_nobodys_with_the_session_of_another(self, ann, ben, bearer):
        browser = Client()
        browser.force_login(ben)

        assert browser.get("/api/v1/auth/me/", headers=bearer).json()["email"] == "ann@example.org"
        assert browser.get("/api/v1/auth/me/").json()["email"] == "ben@example.org"

    def test_is_refused_with_a_token_that_is_none_though_a_session_is_there(self, ann):
        browser = Client()
        browser.force_login(ann)

        refused = browser.get(TODAY, headers={"authorization": "Bearer nonsense"})

        assert refused.status_code == 401
        assert browser.get(TODAY).status_code == 200

    def test_to_another_host_is_refused(self, api):
        assert api.get(TODAY, headers={"host": "evil.example"}).status_code == 400

    def test_may_ask_for_a_page(self, api):
        page = api.get("/api/v1/works/", headers={"accept": "text/html"})

        assert page.status_code == 200
        assert page.headers["Content-Type"].startswith("text/html")

    def test_from_another_origin_is_answered_and_from_an_allowed_one_has_its_header(self, ann, settings):
        settings.CORS_ALLOWED_ORIGINS = ["https://friend.example"]
        for origin, allowed in (("https://elsewhere.example", None), ("null", None), ("https://friend.example",) * 2):
            answer = client_of(ann).get(TODAY, headers={"origin": origin})

            assert (answer.status_code, answer.headers["Content-Language"]) == (200, "en")
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed

    def test_must_go_over_tls_where_that_is_asked_for(self, ann, settings):
        settings.SECURE_SSL_REDIRECT = True

        assert client_of(ann).get(TODAY).status_code == 301
        assert client_of(ann).get(TODAY, secure=True).status_code == 200


class TestACallWithASession:
    @pytest.fixture
    def strict(self, ann):
        """Ann's browser, whose requests are checked as in production."""
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(ann)
        return browser

    def test_needs_its_csrf_token_even_with_a_header_that_looks_like_a_token(self, strict):
        for scheme in ("Bearer", "bearer ", "Basic ", "Token "):
            refused = strict.post(
                "/api/v1/works/", {"title": "Dig"}, content_type="application/json", headers={"authorization": scheme}
            )

            assert refused.status_code in (401, 403)
            assert not Work.objects.exists()

    def test_needs_it_for_every_method_of_the_api(self, strict, api):
        work = api.post("/api/v1/works/", {"title": "Dig"}).json()
        for method in ("post", "put", "patch", "delete"):
            address = "/api/v1/works/" if method == "post" else f"/api/v1/works/{work['id']}/"

            refused = getattr(strict, method)(address, {"title": "Sow"}, content_type="application/json")

            assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
            assert Work.objects.get().title == "Dig"

    def test_needs_it_on_every_form(self, operator):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(operator)
        for address in (
            "/admin/works/work/add/",
            "/admin/logout/",
            "/admin/password_change/",
            "/admin/login/",
            "/api/session/login/",
            "/api/session/logout/",
            "/password/reset/",
        ):
            refused = browser.post(address, {"title": "Dig"})

            assert refused.status_code == 403, address
            assert "Reload the page" in refused.content.decode()
            assert browser.get("/admin/").status_code == 200
            assert not Work.objects.exists()


class TestAPage:
    def test_takes_no_notice_of_a_token(self, db, bearer):
        for address in ("/", "/admin/", "/admin/works/work/", "/walk", "/healthz", "/nothing/"):
            with_token, without = Client().get(address, headers=bearer), Client().get(address)

            assert with_token.status_code == without.status_code < 500
            assert with_token.headers.get("Location") == without.headers.get("Location")

    def test_logs_in_and_out_in_spite_of_a_token(self, ann, bearer):
        browser = Client()
        known = {"username": ann.email, "password": PASSWORD}

        logged_in = browser.post("/api/session/login/", known, headers=bearer)
        has_session = browser.get(TODAY).status_code == 200
        logged_out = browser.post("/api/session/logout/", headers=bearer)

        assert (logged_in.status_code, has_session, logged_out.status_code) == (302, True, 302)
        assert browser.get(TODAY).status_code == 401

    def test_of_the_admin_is_shown_to_its_session_alone(self, operator, bearer):
        operator_client = Client()
        operator_client.force_login(operator)

        assert operator_client.get("/admin/works/work/", headers=bearer).status_code == 200
        assert Client().get("/admin/works/work/", headers=bearer).status_code == 302
