"""Do servers with Wheelbarrow's API do the same? Their answers are compared byte by byte, with the headers and what they write.

A write is done by one server and taken back before the next one does it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from tests.benchmarks.http import databases
from tests.benchmarks.http.requests import Request
from tests.benchmarks.http.servers import Answer, Server

# What may differ: the day, the server, the methods that DRF lists.
FREE = {"date", "server", "connection", "transfer-encoding", "allow"}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|\+00:00)")
# The hash in the strong tag of a row that was written just now.
HASH_OF_CONTENT = re.compile(r'\.[0-9a-f]{16}(?=")')
TABLES = ("works_work", "categories_category", "wheelbarrow_change")
WORKS = "/api/v1/works/"
# Requests that are refused: by a person, for the work 7 that is another's.
REFUSED = [
    Request("GET", f"{WORKS}today/", None),
    Request("GET", f"{WORKS}today/?page=1", 6),
    Request("GET", f"{WORKS}?under=1", 6),
    Request("GET", f"{WORKS}?under=751&page_size=201", 6),
    Request("GET", f"{WORKS}?under=751&page=99", 6),
    Request("GET", f"{WORKS}finished/?start=2026-01-01", 6),
    Request("GET", "/api/v1/categories/1/subtree/", 6),
    Request("GET", "/api/v1/categories/tree/?summary=yes", 6),
    Request("GET", "/api/v1/nothing/", 6),
    Request("DELETE", f"{WORKS}today/", 6),
    Request("PATCH", f"{WORKS}7/", 6, '{"title": "x"}'),
    Request("PATCH", f"{WORKS}6/", 6, '{"titel": "x"}'),
    Request("PATCH", f"{WORKS}6/", 6, '{"title": 5}'),
    Request("PATCH", f"{WORKS}6/", 6, '{"title": " "}'),
    Request("PATCH", f"{WORKS}6/", 6, '{"my_job": "true"}'),
    Request("PATCH", f"{WORKS}6/", 6, '{"starts_on": "1-1-2026"}'),
    Request("PATCH", f"{WORKS}6/", 6, '{"category": 1}'),
    Request("PATCH", f"{WORKS}6/", 6, '{"category": true}'),
    Request("PATCH", f"{WORKS}6/", 6, '{"starts_on": "2026-02-03", "deadline_on": "2026-01-01"}'),
    Request("PATCH", f"{WORKS}6/", 6, '{"deadline_time": "10:00"}'),
    Request("PATCH", f"{WORKS}6/", 6, "{bad"),
    Request("PATCH", f"{WORKS}6/", 6, "[]"),
    Request("POST", WORKS, 6, "{}"),
    Request("POST", f"{WORKS}7/finish/", 6, "{}"),
    Request("POST", f"{WORKS}6/finish/", 6, '{"a": 1}'),
    Request("POST", f"{WORKS}6/status/", 6, '{"status": "NEW"}'),
    Request("POST", "/api/v1/categories/", 6, '{"parent": 1, "name": "x"}'),
    Request("POST", "/api/v1/categories/", 6, '{"parent": 751, "name": "Category 1 of user 6"}'),
]


class AnswersDiffer(Exception):
    """Two servers gave different answers, or one refused."""


def compare_reads(servers: list[Server], request: Request) -> None:
    """The answer, its headers, and the 304 to its tag. Raises AnswersDiffer."""
    answers = [server.ask(request) for server in servers]
    _same(servers, request, [_whole(server, answer) for server, answer in zip(servers, answers, strict=True)])
    again = [server.ask(request, **{"If-None-Match": answers[0].headers["etag"]}) for server in servers]
    tags = [(answer.status, answer.body, answer.headers.get("etag")) for answer in again]
    _same(servers, request, tags)
    if tags[0] != (304, b"", answers[0].headers["etag"]):
        raise AnswersDiffer(f"{servers[0].name} does not answer 304 to {request}: {tags[0]}")


def compare_writes(servers: list[Server], request: Request) -> None:
    """The answer, its headers, the rows and the change log, but for the instants and the ids of new rows. Raises AnswersDiffer."""
    seen = []
    for server in servers:
        with _taken_back(request) as written:
            answer = server.ask(request)
            if answer.status not in (200, 201):
                raise AnswersDiffer(f"{server.name} answers {answer.status} to {request}: {answer.body[:500]!r}")
            rows, new = written()
        seen.append(
            [_masked(part, new) for part in (*map(str, _whole(server, answer)), json.dumps(rows, sort_keys=True))]
        )
    _same(servers, request, seen)


def compare_refusals(servers: list[Server]) -> None:
    """The status, the code, the names of the errors and the headers of what is refused. Raises AnswersDiffer."""
    for request in REFUSED:
        answers = [server.ask(request) for server in servers]
        _same(servers, request, [_problem(answer) for answer in answers])


def _problem(answer: Answer) -> Any:
    problem = json.loads(answer.body)
    names = sorted(problem.pop("errors", {}))
    return answer.status, answer.headers["content-type"], {**problem, "detail": ""}, names, set(answer.headers) - FREE


def _whole(server: Server, answer: Answer) -> tuple[int, bytes, list[tuple[str, str]]]:
    headers = {name: value for name, value in answer.headers.items() if name not in FREE | {"x-request-id"}}
    port = f"127.0.0.1:{server.port}"
    headers = {name: value.replace(port, "HOST") for name, value in headers.items()}
    headers["vary"] = str(sorted(headers["vary"].lower().split(", ")))
    # The addresses of other pages have the port in the content, and so in its length.
    return answer.status, answer.body.replace(port.encode(), b"HOST"), sorted(headers.items())


def _masked(text: str, new: list[int]) -> str:
    text = HASH_OF_CONTENT.sub("", INSTANT.sub("NOW", text))
    for pk in new:
        text = re.sub(rf"\b{pk}\b", "NEW", text)
    return re.sub(r"\.[0-9a-f]{16}\b", "", text) if new else text


def _same(servers: list[Server], request: Request, seen: list[Any]) -> None:
    for server, other in zip(servers, seen, strict=True):
        if other != seen[0]:
            parts = [pair for pair in zip(seen[0], other, strict=True) if pair[0] != pair[1]]
            first, second = (str(part) for part in parts[0])
            differing = (at for at, (one, two) in enumerate(zip(first, second, strict=False)) if one != two)
            at = max(next(differing, 0) - 100, 0)
            raise AnswersDiffer(
                f"{servers[0].name} and {server.name} answer {request} differently:\n{first[at : at + 500]}\n{second[at : at + 500]}"
            )


@contextmanager
def _taken_back(request: Request) -> Iterator[Any]:
    """Take back what a request writes; gives a function that returns the rows it has written, and the ids of new ones."""
    work = re.search(r"works/(\d+)/", request.path)
    person, pk = request.person, int(work[1]) if work else 0
    with psycopg.connect(databases.dsn(databases.OURS), autocommit=True) as connection:

        def read(statement: str, *values: Any) -> Any:
            return connection.execute(statement, values).fetchall()

        last = {table: read(f"SELECT coalesce(max(id), 0) FROM {table}")[0][0] for table in TABLES}
        [version] = read("SELECT version FROM accounts_user WHERE id = %s", person)
        before = read("SELECT to_jsonb(w) FROM works_work w WHERE id = %s", pk)
        finished = dict(read("SELECT id, finished_works FROM categories_category WHERE user_id = %s", person))
        [text] = read("SELECT max(folded) FROM works_worktext WHERE row_id = %s", pk)

        def written() -> tuple[Any, list[int]]:
            new = {
                table: read(
                    f"SELECT id, to_jsonb(r) FROM {table} r WHERE user_id = %s AND id > %s ORDER BY id",
                    person,
                    last[table],
                )
                for table in TABLES
            }
            rows = [{**row, "request_id": ""} for found in new.values() for _id, row in found]
            after = read("SELECT to_jsonb(w) FROM works_work w WHERE id = %s", pk)
            bumped = read("SELECT version - %s FROM accounts_user WHERE id = %s", version[0], person)
            texts = "SELECT folded FROM works_worktext WHERE user_id = %s AND (row_id = %s OR row_id > %s)"
            counts = read("SELECT id, finished_works FROM categories_category WHERE user_id = %s ORDER BY id", person)
            derived = [read(texts, person, pk, last["works_work"]), [each for each in counts if each[0] in finished]]
            return [rows, after, bumped, derived], [id for found in new.values() for id, _row in found]

        yield written
        for table in TABLES:
            connection.execute(f"DELETE FROM {table} WHERE user_id = %s AND id > %s", (person, last[table]))
        connection.execute("UPDATE accounts_user SET version = %s WHERE id = %s", (version[0], person))
        for category, number in finished.items():
            connection.execute("UPDATE categories_category SET finished_works = %s WHERE id = %s", (number, category))
        if before:
            with connection.transaction():
                connection.execute("DELETE FROM works_work WHERE id = %s", (pk,))
                row = json.dumps(before[0][0])
                connection.execute(
                    "INSERT INTO works_work SELECT (jsonb_populate_record(NULL::works_work, %s)).*", (row,)
                )
                # The work has taken its text with it.
                connection.execute(
                    "INSERT INTO works_worktext (row_id, folded, user_id) VALUES (%s, %s, %s)", (pk, text[0], person)
                )
