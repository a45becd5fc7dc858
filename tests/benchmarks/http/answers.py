"""Do the servers answer the same? The rows of every read, by id, before anything is measured."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.http.requests import Endpoint
from tests.benchmarks.http.servers import Server

# People and variants to look at: every 37th request of a round.
LOOKED_AT = range(0, 400, 37)
GOOD = (200, 201)


class AnswersDiffer(Exception):
    """Two servers gave different rows, or one refused."""


def compare(servers: list[Server], endpoint: Endpoint, numbers: dict[str, range]) -> tuple[dict[str, int], int]:
    """The mean size of an answer in bytes by server, and the mean number of rows. Raises AnswersDiffer."""
    sizes: dict[str, int] = {}
    rows: list[Any] = []
    for server in servers:
        mine = numbers[server.letter]
        bodies = [ask(server, endpoint, n) for n in (LOOKED_AT if endpoint.repeats else mine)]
        sizes[server.letter] = round(sum(map(len, bodies)) / len(bodies))
        seen = [_rows(endpoint.name, json.loads(body)) for body in bodies]
        if rows and seen != rows:
            n = next(i for i, (one, other) in enumerate(zip(rows, seen, strict=True)) if one != other)
            raise AnswersDiffer(
                f"{endpoint.name}: {servers[0].letter} and {server.letter} give different rows, look {n}:\n"
                f"{rows[n]}\n{seen[n]}"
            )
        rows = rows or seen
    if endpoint.repeats and endpoint.name != "token" and not all(rows):
        raise AnswersDiffer(f"{endpoint.name}: an empty answer")
    return sizes, round(sum(map(len, rows)) / len(rows))


def ask(server: Server, endpoint: Endpoint, n: int) -> bytes:
    """The answer to the n-th request. Raises AnswersDiffer when it is refused."""
    request = endpoint.request(server.letter, n)
    status, body = server.ask(request)
    if status not in GOOD:
        raise AnswersDiffer(f"{server.letter} answers {status} to {request.method} {request.path}: {body[:500]!r}")
    return body


def _rows(name: str, answer: Any) -> dict[Any, Any]:
    """What must agree, by id: the peers give plain lists where Wheelbarrow gives `results`."""
    if name in ("today", "list", "finished"):
        listed = answer["results"] if isinstance(answer, dict) else answer
        count = {"count": answer["count"]} if name == "list" else {}
        return {**{row["id"]: row["title"] for row in listed}, **count}
    if name == "subtree":
        return {row["id"]: (row["path"], row["level"], row["name"]) for row in answer}
    if name == "tree":
        return dict(_nodes(answer))
    return {}


def _nodes(nodes: list[Any]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Each node's open and finished works; the peers have no deadlines, so that what is overdue cannot agree."""
    for node in nodes:
        totals = node.get("summary", node)
        yield node["id"], (totals["open"], totals["finished"])
        yield from _nodes(node["children"])
