"""Servers of `manage.py start` on free ports, and databases for them."""

import http.client
import os
import socket
from contextlib import closing, contextmanager
from itertools import cycle

from django.db import connection

from tests.proofs.test_processes import database_url
from tests.wheelbarrow.processes import PATIENCE, started

SERVERS = ["gunicorn", "granian"]
REAL = {"DJANGO_SETTINGS_MODULE": "wheelbarrow.settings"}


# Below those that the system chooses, one of which another process may get before the server listens on it. Each process
# of pytest-xdist has its own.
FIRST_PORT = 20_000 + 1000 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
PORTS = cycle(range(FIRST_PORT, FIRST_PORT + 1000))


def free_port():
    return next(port for port in PORTS if not listens(port))


def listens(port):
    """Return whether a server listens on the port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


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
        # Not another server that has the same port.
        server.until_it_prints("Listening at")
        server.until(lambda: ask(port, f"{environment.get('SCRIPT_NAME', '')}/healthz"))
        yield server, port


@contextmanager
def no_database():
    """Yield the name and URL of a database that does not exist, and drop it at the end."""
    name = f"{connection.settings_dict['NAME']}_start"
    run_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    try:
        yield name, database_url().rpartition("/")[0] + f"/{name}"
    finally:
        run_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def empty_database(tmp_path):
    """Yield the URL of a database without tables."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.sqlite3'}"
        return
    with no_database() as (name, url):
        run_sql(f'CREATE DATABASE "{name}"')
        yield url


def run_sql(statement):
    with connection.cursor() as cursor:
        # A slow disk takes its time to drop a database; requests of earlier tests may have set a limit.
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(statement)
        cursor.execute("RESET statement_timeout")


def read(client):
    """Return the whole answer, or nothing if the connection was reset."""
    with client:
        try:
            answer = b""
            while piece := client.recv(4096):
                answer += piece
            return answer
        except ConnectionError:
            return b""
