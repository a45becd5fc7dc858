"""The front page, the health checks, the documentation and the error pages."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.shortcuts import resolve_url
from django.test import Client

from tests.makers import NOON, PASSWORD, make_recurring_work
from wheelbarrow import views
from wheelbarrow.core import jobs
from works.models import RecurringWork
from works.services import scheduler


class TestHome:
    def test_links_every_interface(self, client, db):
        page = client.get("/").content.decode()

        for address in ("/admin/", "/api/v1/", "/api/docs/", "/walk"):
            assert f'href="{address}"' in page

    def test_is_in_the_accepted_language(self, client, db):
        page = client.get("/", headers={"accept-language": "ko"}).content.decode()

        assert '<html lang="ko">' in page

    def test_shows_the_walk(self, client, db):
        answer = client.get("/walk")

        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert b"curl" in answer.content


class TestHealthz:
    def test_asks_nothing_of_the_database(self, client, django_assert_num_queries, db):
        with django_assert_num_queries(0):
            assert client.get("/healthz").json() == {"status": "ok"}


class TestReadyz:
    def test_is_ready_with_every_migration(self, client, db):
        answer = client.get("/readyz")

        assert (answer.status_code, answer.json()["status"]) == (200, "ok")

    def test_names_a_pending_migration(self, client, db):
        [(app, name)] = MigrationLoader(connection).graph.leaf_nodes("works")
        MigrationRecorder(connection).record_unapplied(app, name)

        answer = client.get("/readyz")

        assert answer.status_code == 503
        assert answer.json()["pending_migrations"] == [f"works.{name}"]
        assert "scheduler" not in answer.json()

    @pytest.mark.parametrize(("minutes", "status"), [(15, 200), (16, 503)])
    def test_reports_jobs_that_nobody_does(self, client, ann, minutes, status):
        jobs.start("try", user=ann, subject=1, at=NOON)

        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            answer = client.get("/readyz")

        assert answer.status_code == status
        assert answer.json()["jobs"] == {
            "status": "ok" if status == 200 else "late",
            "waiting": 1,
            "lag_seconds": 60 * minutes,
        }

    def test_reads_the_migrations_of_the_code_once(self, client, db, monkeypatch):
        client.get("/readyz")
        monkeypatch.setattr(MigrationLoader, "load_disk", lambda loader: pytest.fail("read again"))

        assert client.get("/readyz").json()["pending_migrations"] == []

    @pytest.mark.parametrize("kind", [DatabaseError, InterfaceError])
    def test_reports_an_unreachable_database(self, client, db, monkeypatch, kind):
        def fail(*_args):
            raise kind

        monkeypatch.setattr(views, "pending_migrations", fail)

        answer = client.get("/readyz")

        assert (answer.status_code, answer.json()["database"]) == (503, "unreachable")

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite only")
    @pytest.mark.parametrize(
        ("call", "result", "problem"),
        [("shutil.disk_usage", SimpleNamespace(free=2**20), "full"), ("os.access", False, "read_only")],
    )
    def test_reports_a_file_that_cannot_be_written(self, client, db, monkeypatch, call, result, problem):
        monkeypatch.setattr(call, lambda *_arguments: result)

        answer = client.get("/readyz")

        assert (answer.status_code, answer.json()["database"]) == (503, problem)

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL only")
    def test_reports_a_read_only_server(self, client, db):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")

        answer = client.get("/readyz")

        assert (answer.status_code, answer.json()["database"]) == (503, "read_only")

    @pytest.mark.parametrize(
        "sender",
        [
            {"REMOTE_ADDR": "203.0.113.5"},
            {"HTTP_X_FORWARDED_FOR": "203.0.113.5"},
            {"HTTP_FORWARDED": "for=203.0.113.5"},
        ],
    )
    def test_shows_strangers_the_status_only(self, client, ann, operator, sender):
        assert client.get("/readyz", **sender).json() == {"status": "ok"}
        client.force_login(ann)
        assert client.get("/readyz", **sender).json() == {"status": "ok"}
        client.force_login(operator)
        assert client.get("/readyz", **sender).json()["database"] == "ok"

    @pytest.mark.parametrize(
        ("minutes", "status", "expected"), [(0, 200, "ok"), (15, 200, "ok"), (16, 503, "late"), (3000, 503, "late")]
    )
    def test_is_not_ready_when_a_recurring_work_is_late(self, client, ann, minutes, status, expected):
        make_recurring_work(user=ann)
        # In Seoul the next day begins at 15:00 UTC.
        at = NOON.replace(hour=15) + timedelta(minutes=minutes)

        with time_machine.travel(at, tick=False):
            answer = client.get("/readyz")

        scheduler = {"status": expected, "last_tick_at": None, "lag_seconds": minutes * 60, "set_aside": 0}
        assert (answer.status_code, answer.json()["scheduler"]) == (status, scheduler)
        assert answer.json()["status"] == ("ok" if status == 200 else "unavailable")

    def test_is_ready_where_a_rule_is_set_aside_and_counts_it(self, client, ann):
        rule = make_recurring_work(user=ann)
        RecurringWork.objects.filter(pk=rule.pk).update(rule="FREQ=SOMETIMES")
        at = NOON + timedelta(days=3)
        scheduler.tick(at)

        with time_machine.travel(at, tick=False):
            answer = client.get("/readyz")

        expected = {"status": "ok", "last_tick_at": "2026-09-05T09:00:00Z", "lag_seconds": 0, "set_aside": 1}
        assert (answer.status_code, answer.json()["scheduler"]) == (200, expected)


class TestWhatIsNotThere:
    def test_is_a_problem_below_the_api(self, client, db):
        answer = client.get("/api/v1/nothing/")

        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "not_found"

    def test_names_the_address_with_the_closing_slash(self, client, db):
        answer = client.post("/api/v1/works", {}, content_type="application/json")

        assert answer.status_code == 404
        assert "/api/v1/works/" in answer.json()["detail"]

    @pytest.mark.parametrize("address", ["/nothing/", "/api/v1/nothing/", "/api/v1/works"])
    def test_is_a_page_that_leads_on_for_a_browser(self, client, db, address):
        answer = client.get(address, headers={"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"})

        assert answer.status_code == 404
        assert answer.headers["Content-Type"].startswith("text/html")
        assert '<a href="/">' in answer.content.decode()


class TestABug:
    def test_is_a_problem_below_the_api_and_shows_nothing_of_the_inside(self, rf):
        answer = views.server_error(rf.get("/api/v1/works/"))

        assert answer.status_code == 500
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert b"Traceback" not in answer.content

    @pytest.mark.parametrize("address", ["/", "/api/v1/works/"])
    def test_is_a_page_for_a_browser(self, rf, address):
        answer = views.server_error(rf.get(address, headers={"accept": "text/html"}))

        assert (answer.status_code, answer.headers["Content-Type"]) == (500, "text/html; charset=utf-8")


class TestCsrf:
    @pytest.mark.parametrize(
        ("address", "read"),
        [
            ("/admin/works/work/add/", lambda answer: answer.content.decode()),
            ("/api/v1/works/", lambda answer: answer.json()["detail"]),
        ],
    )
    def test_refusal_names_the_expected_origin(self, operator, address, read):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(operator)

        refused = browser.post(address, {"title": "Dig"}, headers={"origin": "https://work.example.org"})
        expired = browser.post(address, {"title": "Dig"})

        assert (refused.status_code, expired.status_code) == (403, 403)
        assert "came from https://work.example.org, but this server expects http://testserver." in read(refused)
        assert "This form has expired. Reload the page" in read(expired)

    def test_refusal_names_the_origin_of_a_referer(self, operator):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(operator)

        refused = browser.post("/admin/works/work/add/", {}, secure=True, headers={"referer": "https://a.example/x?y"})

        assert "came from https://a.example, but this server expects https://testserver." in refused.content.decode()


class TestALogin:
    @pytest.mark.parametrize("address", ["/admin/login/", "/api/session/login/"])
    @pytest.mark.parametrize(
        "place", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"]
    )
    def test_leads_to_no_other_host(self, client, operator, address, place):
        form = {"username": operator.email, "password": PASSWORD, "next": place}

        entered = client.post(f"{address}?next={place}", form)

        assert (entered.status_code, entered.headers["Location"]) == (302, resolve_url(settings.LOGIN_REDIRECT_URL))


class TestTheDocumentation:
    def test_needs_nothing_off_site_and_leads_back(self, client, db):
        page = client.get("/api/docs/")

        assert page.status_code == 200
        assert b'<a href="/">' in page.content
        assert b'<a href="/api/v1/">' in page.content
        assert b"http://" not in page.content.replace(b"http://testserver", b"").replace(b"http://www.w3.org", b"")
        assert b"https://" not in page.content

    def test_allows_inline_styles_on_its_own_page_alone(self, client, db):
        docs, home = client.get("/api/docs/"), client.get("/")

        assert "style-src 'self' 'unsafe-inline'" in docs.headers["Content-Security-Policy"]
        assert "unsafe" not in home.headers["Content-Security-Policy"]
        assert "script-src" not in docs.headers["Content-Security-Policy"]
