"""manage.py start beside other processes: servers and schedulers that start together, and signals that end them."""

import http.client
import os
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from accounts import mails, tokens
from tests.wheelbarrow.processes import PATIENCE, started
from tests.wheelbarrow.servers import SERVERS, ask, empty_database, free_port, no_database, read, run_sql, serving
from wheelbarrow.core import jobs
from wheelbarrow.core.models import Job
from wheelbarrow.readiness import LOCK, WAITING, migration_lock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]


each_server = pytest.mark.parametrize("name", SERVERS)
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL only")
ADMIN = {"ADMIN_EMAIL": "root@example.org", "ADMIN_PASSWORD": "hoist the mainsail"}


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
            run_sql(f'CREATE DATABASE "{name}"')
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


def children_of(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def server_and_scheduler(supervisor):
    """Return the ids of the children, of which the scheduler was started last."""
    server, scheduler = children_of(supervisor.pid)
    return server, scheduler


@each_server
class TestWithScheduler:
    @pytest.mark.alike
    def test_ends_both_on_sigterm(self, db, name):
        with serving(RUN_SCHEDULER="1", SERVER=name, WEB_CONCURRENCY="1") as (server, _port):
            server.until_it_prints("A tick every")
            os.kill(server.pid, signal.SIGTERM)

            assert server.status() == 0
        assert "Ended." in server.output
        assert ("Shutting down: Master" if name == "gunicorn" else "Shutting down granian") in server.output

    def test_starts_the_scheduler_again_when_it_is_killed(self, ann, name):
        with serving("--with-scheduler", SERVER=name, WEB_CONCURRENCY="1", EMAIL_URL="consolemail://") as (
            server,
            port,
        ):
            server.until_it_prints("A tick every")
            own, killed = server_and_scheduler(server)
            os.kill(killed, signal.SIGKILL)
            server.until(lambda: server.output.count("A tick every") == 2)
            site = {"site": "http://testserver"}
            jobs.start(mails.PASSWORD_RESET, user=ann, subject=ann.pk, at=timezone.now(), parameters=site)
            server.until(lambda: Job.objects.get().state == "done")

            same, other = server_and_scheduler(server)
            assert same == own
            assert other != killed
            assert ask(port, "/healthz")[0] == 200
        assert "The scheduler ended (-9) and is started again." in server.output

    @pytest.mark.alike
    @pytest.mark.parametrize("victim", ["server", "both"])
    def test_ends_the_scheduler_with_the_server(self, db, name, victim):
        """A container then starts again. The parent of both may be killed, too."""
        with serving("--with-scheduler", SERVER=name, WEB_CONCURRENCY="1") as (server, port):
            server.until_it_prints("A tick every")
            own, scheduler = server_and_scheduler(server)
            os.kill(own if victim == "server" else server.pid, signal.SIGKILL)

            assert server.status() == -signal.SIGKILL if victim == "both" else server.status() != 0
            deadline = time.monotonic() + PATIENCE
            while ask(port, "/healthz") or Path(f"/proc/{scheduler}").exists():
                assert time.monotonic() < deadline
                time.sleep(0.01)
            assert "Ended." in server.output


@pytest.mark.alike
class TestSigterm:
    @each_server
    def test_under_load_fails_no_request(self, ann, name):
        with serving(SERVER=name, WEB_CONCURRENCY="2") as (server, port):
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

    @each_server
    def test_answers_connections_that_only_the_kernel_has_accepted(self, db, name):
        """The process was stopped when they came; each process has its own socket, so no other one can answer them."""
        with serving(SERVER=name, WEB_CONCURRENCY="1") as (server, port):
            [worker] = children_of(server.pid)
            os.kill(worker, signal.SIGSTOP)
            server.until(lambda: "State:\tT" in Path(f"/proc/{worker}/status").read_text())
            waiting = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _client in range(10)]
            for client in waiting:
                client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            os.kill(server.pid, signal.SIGTERM)
            server.until(lambda: _has_pending(worker, signal.SIGTERM))
            os.kill(worker, signal.SIGCONT)

            # In threads: gunicorn waits a second for a client that does not close its side.
            with ThreadPoolExecutor(len(waiting)) as pool:
                answers = list(pool.map(read, waiting))

            assert server.status() == 0
        assert [answer[:15] for answer in answers] == [b"HTTP/1.1 200 OK"] * 10

    def test_ends_a_process_of_granian_whichever_thread_the_system_delivers_it_to(self, db):
        with serving(SERVER="granian", WEB_CONCURRENCY="1") as (server, _port):
            [worker] = children_of(server.pid)
            other = max(map(int, os.listdir(f"/proc/{worker}/task")))
            os.kill(other, signal.SIGTERM)

            server.until(lambda: worker not in children_of(server.pid))

    def test_ends_a_server_that_waits_for_the_database(self, db):
        nobody = f"postgres://nobody@127.0.0.1:{free_port()}/nothing"
        with started("start", DATABASE_URL=nobody) as server:
            server.until_it_prints("does not answer yet")
            os.kill(server.pid, signal.SIGTERM)

            assert server.status() == -signal.SIGTERM


def _has_pending(pid, number):
    status = Path(f"/proc/{pid}/status").read_text()
    pending = next(line.split()[1] for line in status.splitlines() if line.startswith("ShdPnd"))
    return bool(int(pending, 16) & (1 << (number - 1)))


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
