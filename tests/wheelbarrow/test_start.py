"""Servers that start together and end under load: real processes of gunicorn, on ports that are free."""

import http.client
import json
import os
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import connection

from accounts import tokens
from tests.proofs.test_processes import database_url
from tests.wheelbarrow.processes import PATIENCE, started
from wheelbarrow.readiness import LOCK, alone

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="a SQLite file has one server")
ADMIN = {"ADMIN_EMAIL": "root@example.org", "ADMIN_PASSWORD": "hoist the mainsail"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port, path, **headers):
    """Status and body of the answer; None while nobody listens."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as client:
        try:
            client.request("GET", path, headers=headers)
            answer = client.getresponse()
            return answer.status, answer.read()
        except (ConnectionError, http.client.HTTPException):
            return None


@contextmanager
def serving(*options, **environment):
    """A server that answers, and its port."""
    port = free_port()
    with started("start", "--bind", f"127.0.0.1:{port}", *options, **environment) as server:
        server.until(lambda: ask(port, "/healthz"))
        assert not server.has_ended, server.said
        yield server, port


@contextmanager
def no_database():
    """The URL of a database that does not exist; in the end it does not, either."""
    name = f"{connection.settings_dict['NAME']}_start"
    _run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    try:
        yield name, database_url().rpartition("/")[0] + f"/{name}"
    finally:
        _run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


class TestAServer:
    def test_has_migrated_before_it_answers(self, tmp_path):
        url = f"sqlite:///{tmp_path / 'new.sqlite3'}"

        with serving(DATABASE_URL=url, **ADMIN) as (server, port):
            status, body = ask(port, "/readyz")

        assert status == 200, body
        assert "Applying works.0001_initial" in server.said
        assert "The account of ADMIN_EMAIL was opened" in server.said

    def test_makes_no_operator_unasked(self, db):
        with serving(ADMIN_EMAIL="") as (server, _port):
            assert "ADMIN_EMAIL" not in server.said

    def test_says_everything_in_one_form(self, db):
        """gunicorn's own lines, too; what the migrations say comes before."""
        with serving(LOG_FORMAT="json") as (server, port):
            ask(port, "/healthz", **{"X-Request-Id": "abc"})
            server.until_it_says('"request_id":"abc"')
            os.kill(server.pid, signal.SIGTERM)
            server.status()

        lines = server.said.splitlines()
        objects = [json.loads(line) for line in lines[next(i for i, line in enumerate(lines) if line[0] == "{") :]]
        assert {said["logger"] for said in objects} == {"gunicorn.error", "wheelbarrow.access"}

    @on_postgresql
    def test_waits_for_its_database(self):
        with no_database() as (name, url):
            port = free_port()
            with started("start", "--bind", f"127.0.0.1:{port}", DATABASE_URL=url) as server:
                server.until_it_says("The database does not answer yet")
                _run(f'CREATE DATABASE "{name}"')
                server.until(lambda: ask(port, "/readyz"))

                assert ask(port, "/readyz")[0] == 200, server.said

    def test_gives_up_when_its_time_is_over(self, db):
        nobody = f"postgres://nobody:hush@127.0.0.1:{free_port()}/nothing"

        with started("start", "--wait", "0.2", DATABASE_URL=nobody) as server:
            assert server.status() == 1

        assert "CommandError: The database did not answer in 0.2 s" in server.said
        assert "hush" not in server.said


@on_postgresql
class TestTwoServersAndAScheduler:
    def test_that_start_at_once_on_an_empty_database_migrate_once(self):
        with no_database() as (name, url):
            _run(f'CREATE DATABASE "{name}"')
            ports = [free_port(), free_port()]
            environment = {"DATABASE_URL": url, **ADMIN}
            with (
                started("run_scheduler", DATABASE_URL=url) as scheduler,
                started("start", "--bind", f"127.0.0.1:{ports[0]}", **environment) as one,
                started("start", "--bind", f"127.0.0.1:{ports[1]}", **environment) as other,
            ):
                for server, port in zip((one, other), ports, strict=True):
                    server.until(lambda port=port: (ask(port, "/readyz") or [0])[0] == 200)
                    assert not server.has_ended, server.said
                scheduler.until_it_says("A tick every")

        both = one.said + other.said
        assert both.count("Applying works.0001_initial") == 1
        assert both.count("No migrations to apply") == 1
        assert both.count("was opened") == 1
        assert both.count("is an operator") == 1
        assert "Traceback" not in both + scheduler.said

    def test_a_scheduler_waits_for_the_tables(self):
        with no_database() as (name, url), started("run_scheduler", DATABASE_URL=url) as scheduler:
            scheduler.until_it_says("Waiting for the database")
            _run(f'CREATE DATABASE "{name}"')
            scheduler.until_it_says("migrations.")
            with started("migrate", DATABASE_URL=url) as migrating:
                assert migrating.status() == 0
            scheduler.until_it_says("A tick every")

            os.kill(scheduler.pid, signal.SIGTERM)

            assert scheduler.status() == 0
        assert "The tick failed" not in scheduler.said


class Caller(threading.Thread):
    """Asks again and again on one connection, until an answer ends it. `error` is what it got instead of an answer."""

    def __init__(self, port, token):
        super().__init__(daemon=True)
        self.client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.headers = {"Authorization": f"Bearer {token}"}
        self.answers, self.error = [], None

    def run(self):
        try:
            while True:
                self.client.request("GET", "/api/v1/works/today/", headers=self.headers)
                answer = self.client.getresponse()
                answer.read()
                self.answers.append(answer.status)
                if answer.will_close:
                    return
        except (OSError, http.client.HTTPException) as error:
            self.error = error
        finally:
            self.client.close()


class TestSigterm:
    def test_under_load_fails_no_request(self, ann):
        with serving(WEB_CONCURRENCY="2") as (server, port):
            callers = [Caller(port, tokens.issue(ann)["access"]) for _caller in range(8)]
            for caller in callers:
                caller.start()
            server.until(lambda: all(len(caller.answers) >= 5 for caller in callers))
            os.kill(server.pid, signal.SIGTERM)
            for caller in callers:
                caller.join(timeout=PATIENCE)

            assert server.status() == 0
            assert ask(port, "/healthz") is None
        assert [caller.error for caller in callers] == [None] * 8
        assert {status for caller in callers for status in caller.answers} == {200}

    def test_answers_those_who_wait_to_be_let_in(self, db):
        """The kernel has taken their request while the process was busy; with a socket each, no other process has it."""
        with serving(WEB_CONCURRENCY="1") as (server, port):
            [worker] = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
            os.kill(int(worker), signal.SIGSTOP)
            waiting = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _client in range(10)]
            for client in waiting:
                client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            os.kill(server.pid, signal.SIGTERM)
            server.until(lambda: _has_pending(worker, signal.SIGTERM))
            os.kill(int(worker), signal.SIGCONT)

            # Each in its thread: gunicorn waits a second for a client that does not close in turn.
            with ThreadPoolExecutor(len(waiting)) as pool:
                answers = list(pool.map(_read, waiting))

            assert server.status() == 0
        assert [answer[:15] for answer in answers] == [b"HTTP/1.1 200 OK"] * 10

    def test_while_it_waits_for_the_database_ends_it(self, db):
        nobody = f"postgres://nobody@127.0.0.1:{free_port()}/nothing"
        with started("start", DATABASE_URL=nobody) as server:
            server.until_it_says("does not answer yet")
            began = time.monotonic()
            os.kill(server.pid, signal.SIGTERM)

            assert server.status() == -signal.SIGTERM
        assert time.monotonic() - began < 10


def _has_pending(pid, number):
    status = Path(f"/proc/{pid}/status").read_text()
    pending = next(line.split()[1] for line in status.splitlines() if line.startswith("ShdPnd"))
    return bool(int(pending, 16) & (1 << (number - 1)))


def _read(client):
    """All of the answer, or nothing where the connection was reset."""
    with client:
        try:
            answer = b""
            while piece := client.recv(4096):
                answer += piece
            return answer
        except ConnectionError:
            return b""


@on_postgresql
class TestAlone:
    def test_stays_alone_where_transactions_at_rest_are_ended(self, monkeypatch):
        rest = "-c idle_in_transaction_session_timeout=50ms"
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "options", rest)

        with alone(report=print), connection.cursor() as cursor:
            time.sleep(0.5)
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            [another_is_in] = cursor.fetchone()

        assert not another_is_in
