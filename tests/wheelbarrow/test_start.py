"""manage.py start: real processes of gunicorn, on free ports."""

import http.client
import json
import os
import re
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
from wheelbarrow.readiness import LOCK, WAITING, migration_lock

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL only")
REAL = {"DJANGO_SETTINGS_MODULE": "wheelbarrow.settings"}
ADMIN = {"ADMIN_EMAIL": "root@example.org", "ADMIN_PASSWORD": "hoist the mainsail"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port, path, **headers):
    """Return status and body of the answer; None while nobody listens."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as client:
        try:
            client.request("GET", path, headers=headers)
            answer = client.getresponse()
            return answer.status, answer.read()
        except (ConnectionError, http.client.HTTPException):
            return None


@contextmanager
def serving(*options, **environment):
    """Start a server and yield it with its port as soon as it answers."""
    port = free_port()
    with started("start", "--bind", f"127.0.0.1:{port}", *options, **environment) as server:
        server.until(lambda: ask(port, f"{environment.get('SCRIPT_NAME', '')}/healthz"))
        assert not server.has_ended, server.output
        yield server, port


@contextmanager
def no_database():
    """Yield the name and URL of a database that does not exist, and drop it at the end."""
    name = f"{connection.settings_dict['NAME']}_start"
    _run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    try:
        yield name, database_url().rpartition("/")[0] + f"/{name}"
    finally:
        _run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def empty_database(tmp_path):
    """Yield the URL of a database without tables."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.sqlite3'}"
        return
    with no_database() as (name, url):
        _run(f'CREATE DATABASE "{name}"')
        yield url


def _run(statement):
    with connection.cursor() as cursor:
        # A slow disk takes its time to drop a database; requests of earlier tests may have set a limit.
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(statement)
        cursor.execute("RESET statement_timeout")


class TestServer:
    def test_creates_the_operator_only_if_asked(self, db):
        with serving(ADMIN_EMAIL="") as (server, _port):
            assert "ADMIN_EMAIL" not in server.output

    def test_logs_in_one_format(self, db):
        """gunicorn's own lines too; those of the migrations come before."""
        with serving(LOG_FORMAT="json") as (server, port):
            ask(port, "/healthz", **{"X-Request-Id": "abc"})
            server.until_it_prints('"request_id":"abc"')
            os.kill(server.pid, signal.SIGTERM)
            server.status()

        lines = server.output.splitlines()
        objects = [json.loads(line) for line in lines[next(i for i, line in enumerate(lines) if line[0] == "{") :]]
        assert {line["logger"] for line in objects} == {"gunicorn.error", "wheelbarrow.access"}

    def test_refuses_a_port_that_is_taken(self, db):
        with serving(WEB_CONCURRENCY="1") as (_server, port), started("start", "--bind", f"127.0.0.1:{port}") as second:
            assert second.status() == 1

        assert second.output.splitlines()[-1] == f"Cannot listen on 127.0.0.1:{port}: Address already in use."
        assert "Traceback" not in second.output

    def test_answers_beside_clients_that_never_finish_their_headers(self, db):
        with serving(WEB_CONCURRENCY="1") as (_server, port):
            clients = [socket.create_connection(("127.0.0.1", port)) for _client in range(12)]
            for client in clients[::2]:
                client.sendall(b"GET / HTTP/1.1\r\nHost: local")

            assert ask(port, "/healthz")[0] == 200
            for client in clients:
                client.close()

    def test_closes_a_connection_that_ends_within_its_headers(self, db):
        with serving(WEB_CONCURRENCY="1") as (_server, port), socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: local")
            ask(port, "/healthz")
            client.shutdown(socket.SHUT_WR)

            assert _read(client) == b""

    def test_closes_the_connection_of_an_unread_body_and_announces_it(self, db):
        head = b"POST /api/v1/works/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n"
        with serving(WEB_CONCURRENCY="1") as (_server, port), socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(head)
            answer = _read(client)

        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"\r\nConnection: close\r\n" in answer

    def test_answers_an_address_or_a_header_that_is_too_long_with_a_problem(self, db):
        heads = {
            414: b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\n\r\n",
            431: b"GET / HTTP/1.1\r\nX: " + b"a" * 9000 + b"\r\n\r\n",
        }
        with serving(WEB_CONCURRENCY="1") as (_server, port):
            for status, head in heads.items():
                with socket.create_connection(("127.0.0.1", port)) as client:
                    client.sendall(head)
                    answer, body = _read(client).split(b"\r\n\r\n")

                assert f"HTTP/1.1 {status} ".encode() in answer
                assert b"Content-Type: application/problem+json" in answer
                assert json.loads(body)["status"] == status

    def test_joins_a_head_that_arrives_in_pieces(self, db):
        with serving(WEB_CONCURRENCY="1") as (_server, port), socket.create_connection(("127.0.0.1", port)) as client:
            for piece in (b"GET /healthz HT", b"TP/1.1\r\nHost: localhost\r\n", b"Connection: close\r\n\r\n"):
                client.sendall(piece)
                ask(port, "/healthz")

            assert _read(client).startswith(b"HTTP/1.1 200 OK")

    def test_serves_below_a_sub_path(self, db):
        # With DEBUG static files need no collectstatic.
        with serving(WEB_CONCURRENCY="1", SCRIPT_NAME="/plan", DEBUG="1", **REAL) as (_server, port):
            page = ask(port, "/plan/")[1].decode()
            links = re.findall(r'(?:href|src)="([^"]*)"', page)
            answers = {link: ask(port, link)[0] for link in links}
            login = ask(port, "/plan/admin/login/")[1].decode()
            problem = json.loads(ask(port, "/plan/api/v1/nothing/")[1])
            schema = ask(port, "/plan/api/schema/")[1].decode()

        assert any(link.startswith("/plan/static/") for link in links)
        assert all(link.startswith("/plan/") for link in links)
        assert {link: status for link, status in answers.items() if status not in (200, 302)} == {}
        assert 'action="/plan/admin/login/"' in login
        assert problem["code"] == "not_found"
        assert "- url: /plan\n" in schema

    @on_postgresql
    def test_waits_for_its_database(self):
        with no_database() as (name, url):
            port = free_port()
            with started("start", "--bind", f"127.0.0.1:{port}", DATABASE_URL=url) as server:
                server.until_it_prints("The database does not answer yet")
                _run(f'CREATE DATABASE "{name}"')
                server.until(lambda: ask(port, "/readyz"))

                assert ask(port, "/readyz")[0] == 200, server.output

    def test_gives_up_when_its_time_is_over(self, db):
        nobody = f"postgres://nobody:hush@127.0.0.1:{free_port()}/nothing"

        with started("start", "--wait", "0.2", DATABASE_URL=nobody) as server:
            assert server.status() == 1

        assert "CommandError: The database did not answer in 0.2 s" in server.output
        assert "hush" not in server.output


class TestStartingTogether:
    def test_two_servers_migrate_an_empty_database_once(self, tmp_path):
        with empty_database(tmp_path) as url:
            ports = [free_port(), free_port()]
            environment = {"DATABASE_URL": url, **ADMIN}
            with (
                started("run_scheduler", DATABASE_URL=url) as scheduler,
                started("start", "--bind", f"127.0.0.1:{ports[0]}", **environment) as one,
                started("start", "--bind", f"127.0.0.1:{ports[1]}", **environment) as other,
            ):
                for server, port in zip((one, other), ports, strict=True):
                    server.until(lambda port=port: (ask(port, "/readyz") or [0])[0] == 200)
                    assert not server.has_ended, server.output
                scheduler.until_it_prints("A tick every")

        both = one.output + other.output
        assert both.count("Applying works.0001_initial") == 1
        assert both.count("No migrations to apply") == 1
        assert both.count("was created") == 1
        assert both.count("is an operator") == 1
        assert "Traceback" not in both + scheduler.output

    def test_a_server_waits_for_one_that_is_migrating(self, db):
        port = free_port()
        with started("start", "--bind", f"127.0.0.1:{port}") as server:
            with migration_lock(report=print):
                server.until_it_prints(WAITING)
                assert ask(port, "/healthz") is None
            server.until(lambda: ask(port, "/healthz"))

            assert not server.has_ended

    @on_postgresql
    def test_a_scheduler_waits_for_the_tables(self):
        with no_database() as (name, url), started("run_scheduler", DATABASE_URL=url) as scheduler:
            scheduler.until_it_prints("Waiting for the database")
            _run(f'CREATE DATABASE "{name}"')
            scheduler.until_it_prints("migrations.")
            with started("migrate", DATABASE_URL=url) as migrating:
                assert migrating.status() == 0
            scheduler.until_it_prints("A tick every")

            os.kill(scheduler.pid, signal.SIGTERM)

            assert scheduler.status() == 0
        assert "The tick failed" not in scheduler.output


class Caller(threading.Thread):
    """Sends requests on one connection until an answer closes it. `error`: what came instead of an answer."""

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


class TestWithScheduler:
    def test_ends_both_on_sigterm(self, db):
        with serving("--with-scheduler", WEB_CONCURRENCY="1") as (server, _port):
            server.until_it_prints("A tick every")
            os.kill(server.pid, signal.SIGTERM)

            assert server.status() == 0
        assert "Ended." in server.output
        assert "Shutting down: Master" in server.output

    def test_ends_when_the_scheduler_does(self, db):
        """A container then restarts."""
        with serving("--with-scheduler", WEB_CONCURRENCY="1") as (server, port):
            server.until_it_prints("A tick every")
            children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
            [scheduler] = [pid for pid in children if "run_scheduler" in Path(f"/proc/{pid}/cmdline").read_text()]
            os.kill(int(scheduler), signal.SIGKILL)

            assert server.status() != 0
            assert ask(port, "/healthz") is None


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

    def test_answers_connections_that_only_the_kernel_has_accepted(self, db):
        """The process was stopped when they came; each process has its own socket, so no other one can answer them."""
        with serving(WEB_CONCURRENCY="1") as (server, port):
            [worker] = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
            os.kill(int(worker), signal.SIGSTOP)
            server.until(lambda: "State:\tT" in Path(f"/proc/{worker}/status").read_text())
            waiting = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _client in range(10)]
            for client in waiting:
                client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            os.kill(server.pid, signal.SIGTERM)
            server.until(lambda: _has_pending(worker, signal.SIGTERM))
            os.kill(int(worker), signal.SIGCONT)

            # In threads: gunicorn waits a second for a client that does not close its side.
            with ThreadPoolExecutor(len(waiting)) as pool:
                answers = list(pool.map(_read, waiting))

            assert server.status() == 0
        assert [answer[:15] for answer in answers] == [b"HTTP/1.1 200 OK"] * 10

    def test_ends_a_server_that_waits_for_the_database(self, db):
        nobody = f"postgres://nobody@127.0.0.1:{free_port()}/nothing"
        with started("start", DATABASE_URL=nobody) as server:
            server.until_it_prints("does not answer yet")
            began = time.monotonic()
            os.kill(server.pid, signal.SIGTERM)

            assert server.status() == -signal.SIGTERM
        assert time.monotonic() - began < 10


def _has_pending(pid, number):
    status = Path(f"/proc/{pid}/status").read_text()
    pending = next(line.split()[1] for line in status.splitlines() if line.startswith("ShdPnd"))
    return bool(int(pending, 16) & (1 << (number - 1)))


def _read(client):
    """Return the whole answer, or nothing if the connection was reset."""
    with client:
        try:
            answer = b""
            while piece := client.recv(4096):
                answer += piece
            return answer
        except ConnectionError:
            return b""


@on_postgresql
class TestMigrationLock:
    def test_is_kept_where_idle_transactions_are_ended(self, monkeypatch):
        idle = "-c idle_in_transaction_session_timeout=50ms"
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "options", idle)

        with migration_lock(report=print), connection.cursor() as cursor:
            time.sleep(0.5)
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            [is_free] = cursor.fetchone()

        assert not is_free
