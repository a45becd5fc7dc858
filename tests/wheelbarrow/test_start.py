"""manage.py start: real processes of gunicorn and of granian."""

import json
import os
import re
import signal
import socket

import pytest
from django.db import connection

from tests.wheelbarrow.processes import started
from tests.wheelbarrow.servers import REAL, SERVERS, ask, free_port, no_database, read, run_sql, serving

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]


each_server = pytest.mark.parametrize("name", SERVERS)
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL only")


@pytest.fixture(scope="module", params=SERVERS)
def running(request, django_db_setup, django_db_blocker):
    """Start one server of each kind for the tests that only send it requests."""
    environment = {"SERVER": request.param, "WEB_CONCURRENCY": "1", "ADMIN_EMAIL": "", "TRUSTED_PROXIES": "1"}
    with django_db_blocker.unblock(), serving(**environment) as (server, port):
        yield server, port


@pytest.fixture
def server(running):
    return running[0]


@pytest.fixture
def port(running):
    return running[1]


def connect(port):
    return socket.create_connection(("127.0.0.1", port))


class TestServer:
    def test_creates_the_operator_only_if_asked(self, server):
        assert "ADMIN_EMAIL" not in server.output

    @pytest.mark.alike
    @each_server
    def test_logs_in_one_format(self, db, name):
        """The server's own lines too; those of the migrations come before."""
        with serving(LOG_FORMAT="json", SERVER=name) as (server, port):
            ask(port, "/healthz", **{"X-Request-Id": "abc"})
            server.until_it_prints('"request_id":"abc"')
            os.kill(server.pid, signal.SIGTERM)
            server.status()

        lines = server.output.splitlines()
        objects = [json.loads(line) for line in lines[next(i for i, line in enumerate(lines) if line[0] == "{") :]]
        own = {"gunicorn": {"gunicorn.error"}, "granian": {"_granian", "_granian.serve"}}
        assert {line["logger"] for line in objects} == {*own[name], "wheelbarrow.access"}

    def test_refuses_a_port_that_is_taken(self, port):
        with started("start", "--bind", f"127.0.0.1:{port}") as second:
            assert second.status() == 1

        assert second.output.splitlines()[-1] == f"Cannot listen on 127.0.0.1:{port}: Address already in use."
        assert "Traceback" not in second.output

    def test_answers_beside_clients_that_never_finish_their_headers(self, port):
        clients = [connect(port) for _client in range(12)]
        for client in clients[::2]:
            client.sendall(b"GET / HTTP/1.1\r\nHost: local")

        assert ask(port, "/healthz")[0] == 200
        for client in clients:
            client.close()

    def test_closes_a_connection_that_ends_within_its_headers(self, port):
        with connect(port) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: local")
            ask(port, "/healthz")
            client.shutdown(socket.SHUT_WR)

            assert read(client) == b""

    def test_closes_the_connection_of_an_unread_body_and_announces_it(self, port):
        with connect(port) as client:
            client.sendall(b"POST /api/v1/works/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n")
            answer = read(client)

        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"\r\nconnection: close\r\n" in answer.lower()

    def test_answers_an_address_or_a_header_that_is_too_long_with_a_problem(self, port):
        for status, head in {
            414: b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\n\r\n",
            431: b"GET / HTTP/1.1\r\nX: " + b"a" * 9000 + b"\r\n\r\n",
        }.items():
            with connect(port) as client:
                client.sendall(head)
                answer, body = read(client).split(b"\r\n\r\n")

            assert f"HTTP/1.1 {status} ".encode() in answer
            assert b"content-type: application/problem+json" in answer.lower()
            assert json.loads(body)["status"] == status

    def test_joins_a_head_that_arrives_in_pieces(self, port):
        with connect(port) as client:
            for piece in (b"GET /healthz HT", b"TP/1.1\r\nHost: localhost\r\n", b"Connection: close\r\n\r\n"):
                client.sendall(piece)
                ask(port, "/healthz")

            assert read(client).startswith(b"HTTP/1.1 200 OK")

    @pytest.mark.alike
    @each_server
    def test_serves_below_a_sub_path(self, db, name):
        # With DEBUG static files need no collectstatic.
        environment = {"SERVER": name, "WEB_CONCURRENCY": "1", "SCRIPT_NAME": "/plan", "DEBUG": "1"}
        with serving(**environment, **REAL) as (_server, port):
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
                run_sql(f'CREATE DATABASE "{name}"')
                server.until(lambda: ask(port, "/readyz"))

                assert ask(port, "/readyz")[0] == 200, server.output

    def test_gives_up_when_its_time_is_over(self, db):
        nobody = f"postgres://nobody:hush@127.0.0.1:{free_port()}/nothing"

        with started("start", "--wait", "0.2", DATABASE_URL=nobody) as server:
            assert server.status() == 1

        assert "CommandError: The database did not answer in 0.2 s" in server.output
        assert "hush" not in server.output
