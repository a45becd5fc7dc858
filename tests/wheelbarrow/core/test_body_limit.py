"""A body has 1 MiB at most (a form 256 KiB and 200 parts), with its length or in chunks; more is refused before it is parsed."""

from io import BytesIO

import pytest
from django.test import Client

from tests.conftest import client_of
from tests.wheelbarrow.core.api.problems import assert_problem
from works.models import Work

LIMIT = 1_048_576
WORKS = "/api/v1/works/"
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"


def body_of(size):
    """A work in JSON of this many bytes, most of them spaces."""
    work = b'{"title": "Dig"' + b"}"
    return work[:-1] + b" " * (size - len(work)) + b"}"


class Unreadable:
    """A stream that must not be read."""

    def read(self, *_size):
        raise AssertionError("read")

    readline = read


class Endless:
    """A stream that counts what is read of it."""

    taken = 0

    def read(self, size):
        self.taken += size
        return b" " * size

    readline = read


def announced(client, size, address=WORKS, method="POST", content_type="application/json"):
    """Sends nothing but the length."""
    return client.generic(method, address, b"", content_type, CONTENT_LENGTH=str(size), **{"wsgi.input": Unreadable()})


def in_chunks(client, stream, address=WORKS, method="POST", *, terminated=True):
    environment = {"wsgi.input": stream, "wsgi.input_terminated": terminated, "CONTENT_LENGTH": ""}
    return client.generic(method, address, b"", "application/json", HTTP_TRANSFER_ENCODING="chunked", **environment)


@pytest.fixture
def browser(ann):
    browser = Client()
    browser.force_login(ann)
    return browser


class TestABodyWithItsLength:
    def test_of_the_limit_passes(self, api):
        assert len(body_of(LIMIT)) == LIMIT

        assert api.generic("POST", WORKS, body_of(LIMIT), "application/json").status_code == 201
        assert Work.objects.get().title == "Dig"

    def test_of_one_more_is_refused_and_not_read(self, api, browser, anonymous):
        for client in (api, browser, anonymous):
            assert_problem(announced(client, LIMIT + 1), 413, "too_large")
        for method in ("PUT", "PATCH", "DELETE"):
            assert_problem(announced(api, LIMIT + 1, method=method), 413, "too_large")
        for content_type in (MULTIPART, FORM, "text/plain"):
            assert announced(browser, LIMIT + 1, content_type=content_type).status_code == 413

    def test_is_a_page_elsewhere(self, browser):
        for address in ("/admin/login/", "/admin/works/work/add/", "/password/reset/", "/"):
            page = announced(browser, LIMIT + 1, address, content_type=MULTIPART)

            assert page.status_code == 413, address
            assert page.headers["Content-Type"].startswith("text/html")
            assert "1 MiB" in page.content.decode()

    def test_as_a_form_has_limits_of_its_own(self, api, monkeypatch):
        for size, status in ((256 * 1024, 400), (256 * 1024 + 1, 413)):
            assert api.generic("POST", WORKS, b"title=" + b"x" * (size - 6), FORM).status_code == status
        # 2,000 names are read, and refused as unknown; more are refused before that.
        for number, is_read in ((2000, True), (2001, False)):
            refused = api.generic("POST", WORKS, "&".join(f"a{n}=" for n in range(number)), FORM)
            assert (refused.status_code, b'"a0"' in refused.content) == (400, is_read)

        # Refused before they are parsed.
        monkeypatch.setattr("django.http.multipartparser.MultiPartParser.parse", None)
        for part in (b"--x\r\n\r\n\r\n", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'):
            for address in (WORKS, "/admin/login/", "/api/session/login/"):
                assert api.generic("POST", address, part * 200 + b"--x--\r\n", MULTIPART).status_code == 400

    def test_loses_nothing_that_was_there(self, api, browser):
        work = api.post(WORKS, {"title": "Dig"}).json()

        refused = api.generic("PATCH", f"{WORKS}{work['id']}/", body_of(LIMIT + 1), "application/json")

        assert refused.status_code == 413
        assert api.get(f"{WORKS}{work['id']}/").json() == work
        assert api.patch(f"{WORKS}{work['id']}/", {"title": "Sow"}).status_code == 200

    def test_is_translated(self, api):
        refused = announced(api, LIMIT + 1)
        api.credentials(**api._credentials, HTTP_ACCEPT_LANGUAGE="ko")

        assert announced(api, LIMIT + 1).json()["detail"] != refused.json()["detail"]

    def test_is_refused_with_a_length_that_is_none(self, api):
        for length in ("", "-1", "x", "²"):
            assert api.generic("POST", WORKS, b"", "application/json", CONTENT_LENGTH=length).status_code == 400


class TestABodyInChunks:
    def test_of_the_limit_is_read(self, api):
        assert in_chunks(api, BytesIO(body_of(LIMIT))).status_code == 201
        assert Work.objects.get().title == "Dig"

    def test_of_more_is_a_problem_and_is_read_no_further(self, api):
        stream = Endless()

        assert_problem(in_chunks(api, stream), 413, "too_large")
        assert stream.taken == LIMIT + 1

    def test_of_a_change_is_not_taken_for_nothing(self, ann):
        api = client_of(ann)
        work = api.post(WORKS, {"title": "Dig"}).json()

        changed = in_chunks(api, BytesIO(b'{"title": "Sow"}'), f"{WORKS}{work['id']}/", "PATCH")

        assert (changed.status_code, changed.json()["title"]) == (200, "Sow")

    def test_is_refused_if_its_end_is_not_marked(self, api):
        refused = in_chunks(api, Unreadable(), terminated=False)

        assert_problem(refused, 411, "length_required")

    def test_is_a_page_elsewhere(self, browser):
        page = in_chunks(browser, Endless(), "/admin/login/")

        assert page.status_code == 413
        assert page.headers["Content-Type"].startswith("text/html")


class TestInDevelopment:
    def test_it_is_the_same(self, api, settings):
        settings.DEBUG = True

        assert_problem(announced(api, LIMIT + 1), 413, "too_large")
