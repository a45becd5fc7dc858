"""What the log contains, and what it never contains."""

import io
import json
import logging

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import User
from tests.architecture.test_settings import manage
from tests.conftest import client_of
from wheelbarrow.core.logs import Lines, Objects

TODAY = "/api/v1/works/today/"


@pytest.fixture
def written():
    """Attaches a formatter to all loggers; gives the lines so far."""
    out, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(out)

    def start(formatter):
        handler.setFormatter(formatter)
        root.addHandler(handler)
        return lambda: out.getvalue().splitlines()

    level = root.level
    root.setLevel(logging.INFO)
    yield start
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def objects(written):
    lines = written(Objects())
    return lambda: [json.loads(line) for line in lines()]


class TestARequest:
    def test_is_one_object_on_one_line(self, api, ann, objects):
        api.get(TODAY, {"secret": "query"}, headers={"x-request-id": "abc-1"})

        [entry] = [entry for entry in objects() if entry["logger"] == "wheelbarrow.access"]
        milliseconds = entry.pop("duration_ms")
        assert 0 < milliseconds < 60_000
        assert entry.pop("time").endswith("+00:00")
        assert entry == {
            "level": "INFO",
            "logger": "wheelbarrow.access",
            "message": f"GET {TODAY} 400 {milliseconds} ms, user {ann.pk}",
            "request_id": "abc-1",
            "user_id": ann.pk,
            "method": "GET",
            "path": TODAY,
            "status": 400,
        }

    def test_is_one_line_for_people(self, api, ann, written):
        lines = written(Lines())

        api.get(TODAY, headers={"x-request-id": "abc-1"})

        [line] = lines()
        assert f" INFO wheelbarrow.access [abc-1] GET {TODAY} 200 " in line
        assert line.endswith(f" ms, user {ann.pk}")

    def test_names_the_user_of_a_session_or_token_without_a_query(self, ann, ben, objects, django_assert_num_queries):
        browser = Client()
        browser.force_login(ben)

        client_of(ann).get(TODAY)
        client_of(ann).get(TODAY, headers={"origin": "https://elsewhere.example"})
        browser.get("/api/v1/auth/me/")
        with django_assert_num_queries(0):
            browser.get("/healthz")
            Client().get("/")

        assert [entry["user_id"] for entry in objects()] == [ann.pk, ann.pk, ben.pk, None, None]

    def test_contains_no_text_of_people(self, api, ann, written):
        lines = written(Objects())

        api.post("/api/v1/works/", {"title": "Buy a ring"})
        api.get("/api/v1/works/", {"q": "Buy a ring"})
        api.post("/api/v1/auth/token/", {"email": "ann@example.org", "password": "hush hush"})

        assert len(lines()) >= 3
        assert not any(word in line for line in lines() for word in ("ring", "ann@", "hush", "?"))

    def test_of_a_mailed_link_hides_its_token(self, db, objects):
        Client().get("/password/reset/MQ/abc123-secret/")

        assert [entry["path"] for entry in objects()] == ["/password/reset/<uidb64>/<token>/"]

    def test_of_a_mailed_link_for_an_email_hides_its_key(self, db, objects):
        Client().get("/email/confirm/MQ:1abc:secret/")

        assert [entry["path"] for entry in objects() if "path" in entry] == ["/email/confirm/<key>/"]

    @pytest.mark.parametrize("formatter", [Lines, Objects])
    def test_of_a_mailed_link_hides_its_token_in_refusals(self, db, settings, written, formatter):
        lines = written(formatter())

        Client().put("/password/reset/MQ/abc123-secret/")
        Client().get("/password/reset/MQ/abc123-secret")
        Client().get("/password/reset/MQ/abc123-secret/more/")
        settings.SECURE_SSL_REDIRECT = True
        Client().get("/password/reset/MQ/abc123-secret/")

        assert len(lines()) >= 5
        assert not any("secret" in line for line in lines())

    def test_stays_on_its_line(self, db, written):
        lines = written(Lines())

        Client().get("/nothing%0A2026-01-01 INFO forged/")

        assert not any(line.startswith("2026-01-01 INFO forged") for line in lines())
        assert any("\\n2026" in line for line in lines())


class TestTheId:
    def test_is_on_every_answer(self, api):
        for address in ("/", "/healthz", "/nothing/", TODAY, "/api/v1/nothing/", "/static/nothing"):
            assert api.get(address, headers={"x-request-id": "A.b_c-9"}).headers["X-Request-Id"] == "A.b_c-9"
        assert api.get(TODAY, headers={"host": "evil.example", "x-request-id": "a"}).headers["X-Request-Id"] == "a"

    def test_is_made_if_none_was_sent_that_is_valid(self, api):
        for given in ["", "a b", "a\nb", "é", "<script>", "x" * 65, 'a"b']:
            first, second = (api.get("/healthz", headers={"x-request-id": given}) for _time in range(2))

            assert len(first.headers["X-Request-Id"]) == 16
            assert first.headers["X-Request-Id"] not in (second.headers["X-Request-Id"], given)

    def test_is_in_the_messages_of_django_about_the_request(self, api, objects):
        api.get("/api/v1/nothing/", headers={"x-request-id": "abc"})

        assert [(entry["logger"], entry["request_id"]) for entry in objects()] == [
            ("wheelbarrow.access", "abc"),
            ("django.request", "abc"),
        ]

    def test_is_with_an_exception(self, ann, objects, monkeypatch):
        def fail(*_args, **_options):
            raise ZeroDivisionError

        monkeypatch.setattr("wheelbarrow.views.render", fail)
        browser = Client(raise_request_exception=False)

        answer = browser.get("/", headers={"x-request-id": "abc"})

        [entry] = [entry for entry in objects() if entry["level"] == "ERROR"]
        assert answer.status_code == 500
        assert answer.headers["X-Request-Id"] == entry["request_id"] == "abc"
        assert entry["exception"].endswith("ZeroDivisionError")


class TestAnException:
    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite quotes no row")
    @pytest.mark.parametrize("formatter", [Lines, Objects])
    def test_does_not_quote_the_row(self, ann, written, formatter):
        lines = written(formatter())

        try:
            with transaction.atomic():
                User.objects.create(email=ann.email)
        except IntegrityError:
            logging.getLogger("any").exception("It failed.")

        entry = "\n".join(lines())
        assert "duplicate key value" in entry
        assert "DETAIL: left out" in entry
        assert "The above exception was the direct cause" in entry
        assert "ann@" not in entry


class TestLogFormat:
    def test_of_another_name_is_refused(self):
        answer = manage("check", SECRET_KEY="x" * 60, LOG_FORMAT="xml")

        assert answer.stderr.splitlines() == [
            "django.core.exceptions.ImproperlyConfigured: LOG_FORMAT is line or json."
        ]

    @pytest.mark.parametrize(
        ("form", "first"),
        [
            ("json", "{"),
            pytest.param("line", "2", marks=pytest.mark.prove),
            pytest.param(None, "2", marks=pytest.mark.prove),
        ],
    )
    def test_chooses_the_formatter(self, form, first):
        code = "import logging; logging.getLogger('any').warning('A line.')"
        environment = {"LOG_FORMAT": form} if form else {}

        answer = manage("shell", "--no-imports", "-v", "0", "-c", code, SECRET_KEY="x" * 60, **environment)

        assert answer.stderr.startswith(first)
        assert "A line." in answer.stderr
