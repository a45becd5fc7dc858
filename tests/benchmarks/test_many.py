"""The simulation of many accounts: its client, its mix, and with PROVE=1 a small run of all of it."""

import asyncio
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from django.db import connection

from tests.benchmarks.http.kinds import FIRST_PORT, KINDS
from tests.benchmarks.http.requests import Request
from tests.benchmarks.many.client import Sample, fire
from tests.benchmarks.many.mix import SHARES, Copy, Mix, Question
from tests.benchmarks.many.run import times_of
from tests.wheelbarrow.servers import REAL, free_port, no_database

ROOT = Path(__file__).resolve().parents[2]


def mix_of(accounts=3, works=()):
    return Mix(Random(1), accounts, {person: [*works] for person in range(1, accounts + 1)})


class TestFire:
    def fire(self, answer, *, rate, count):
        """Fire at a server whose `answer(reader, writer)` serves a connection; stop when `count` requests are sent."""

        async def run():
            server = await asyncio.start_server(answer, "127.0.0.1", 0)
            async with server:
                turns = iter(range(count))
                port = server.sockets[0].getsockname()[1]
                return await fire(
                    port,
                    {1: "", 2: "", 3: ""},
                    mix_of(works=range(99)),
                    rate=rate,
                    goes_on=lambda _: next(turns, None) is not None,
                )

        # In a thread, for the browser of other tests keeps a loop in this one.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, run()).result()

    def test_sends_on_time_while_the_server_answers_nothing(self):
        come, all_have_come = [], asyncio.Event()

        async def answer(reader, writer):
            await reader.readuntil(b"\r\n\r\n")
            come.append(1)
            if len(come) == 10:
                all_have_come.set()
            await all_have_come.wait()
            writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
            writer.close()

        samples = self.fire(answer, rate=500, count=10)

        assert [sample.status for sample in samples] == [204] * 10
        first, last = min(samples, key=lambda s: s.due), max(samples, key=lambda s: s.due)
        assert first.took >= last.due - first.due > 0

    def test_uses_a_connection_again(self):
        connections = []

        async def answer(reader, writer):
            connections.append(1)
            while not reader.at_eof():
                head = await reader.readuntil(b"\r\n\r\n")
                if b"Content-Length: " in head:
                    await reader.readexactly(int(head.split(b"Content-Length: ")[1].split()[0]))
                writer.write(b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")

        samples = self.fire(answer, rate=200, count=30)

        assert [sample.status for sample in samples] == [201] * 30
        assert len(connections) < 30

    def test_counts_what_is_not_answered(self):
        async def answer(reader, writer):
            writer.close()

        samples = self.fire(answer, rate=500, count=3)

        assert [(sample.status, sample.is_bad) for sample in samples] == [(0, True)] * 3


class TestMix:
    def test_has_its_shares_over_all_accounts(self):
        questions = mix_of(accounts=9, works=range(200)).questions()

        asked = [next(questions) for _ in range(2000)]

        names = [question.name for question in asked]
        assert {name: round(100 * names.count(name) / 2000) for name in SHARES} == pytest.approx(SHARES, abs=3)
        assert {question.request.person for question in asked} == {*range(1, 10)}

    def test_finishes_a_work_once(self):
        mix = mix_of(accounts=1, works=range(5))

        finished = [mix._question("finish", 1).request.path for _ in range(5)]

        assert len({*finished}) == 5

    def test_polls_with_the_tag_of_the_same_address_only(self):
        mix = mix_of()
        mix.copies[1] = Copy(7)
        question = Question("sync", Request("GET", "/api/v1/changes/?since=7", 1))

        mix.keep(question, 'W/"a"', b'{"since": 9}')
        assert mix.copies[1] == Copy(9, "")

        mix.keep(question, 'W/"b"', b'{"since": 9}')
        assert mix.copies[1] == Copy(9, 'W/"b"')
        assert mix._question("sync", 1).tag == 'W/"b"'


class TestTimesOf:
    def test_gives_the_time_that_a_share_of_the_requests_stays_below(self):
        samples = [Sample("Today", 0.0, n / 1000, 200) for n in range(1, 201)]

        times = times_of([*samples, Sample("sync", 0.0, 1.0, 200)])

        assert times["Today"] == {"n": 200, "p50": 100.0, "p95": 190.0, "p99": 198.0, "most": 200.0}
        assert times["all"]["n"] == 201
        assert {*times} == {"all", "Today", "sync"}


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the simulation needs PostgreSQL")
class TestASmallRun:
    def test_answers_every_request_and_makes_every_work(self, tmp_path):
        facts, file = connection.settings_dict, tmp_path / "many.json"
        options = {"accounts": 20, "seconds": 5, "rate": 20, "rates": 20, "step-seconds": 1, "batch": 30, "json": file}
        command = [
            *(sys.executable, "-m", "tests.benchmarks.many"),
            *(f"--{name}={value}" for name, value in options.items()),
        ]

        with no_database() as (name, _url):
            place = {
                "BENCH_DATABASE": name,
                "BENCH_POSTGRES": f"{facts['HOST']}:{facts['PORT']}",
                # Each kind of server has a port of its own behind this one.
                "BENCH_PORT": str(free_port() - KINDS["W"].port + FIRST_PORT),
            }
            run = subprocess.run(
                command, cwd=ROOT, env={**os.environ, **REAL, **place}, capture_output=True, text=True, timeout=300
            )

        assert run.returncode == 0, run.stderr
        *kinds, steady, zone, night, growing = json.loads(file.read_text())["parts"]
        assert [part["name"] for part in kinds] == [f"only {kind}" for kind in SHARES]
        assert {*steady["times"]} == {"all", *SHARES}
        assert steady["postgres"]["samples"] > 10
        assert min(steady["processors"]["server"], steady["processors"]["PostgreSQL"]) > 0
        # A rule whose owner was writing at that moment is left to the next tick.
        assert [part["night"]["due"] for part in (zone, night)] == [10, 200]
        assert [part["night"]["made"] + part["night"]["left"] for part in (zone, night)] == [10, 200]
        assert night["night"]["made"] > 0
        assert growing["rate"] == 20
        assert "What gave way first" in run.stdout
