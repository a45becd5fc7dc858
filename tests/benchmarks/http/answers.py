"""Do the servers answer the same? Rows by id of every server, and of those that have Wheelbarrow's API each byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.http import twins
from tests.benchmarks.http.requests import Endpoint
from tests.benchmarks.http.servers import Server
from tests.benchmarks.http.twins import AnswersDiffer

# People and variants to look at: every 37th request of a round.
LOOKED_AT = range(0, 400, 37)
GOOD = (200, 201)


def compare(servers: list[Server], endpoint: Endpoint, numbers: dict[str, range]) -> tuple[dict[str, int], int]:
    """The mean size of an answer in bytes by server, and the mean number of rows. Raises AnswersDiffer.

    `numbers` are those of requests that each server may use, and by "twins" of some that several may.
    """
    sizes: dict[str, int] = {}
    rows: list[Any] = []
    for server in servers:
        mine = numbers[server.name]
        bodies = [ask(server, endpoint, n) for n in (LOOKED_AT if endpoint.repeats else mine)]
        sizes[server.name] = round(sum(map(len, bodies)) / len(bodies))
        seen = [_rows(endpoint.name, json.loads(body)) for body in bodies]
        if rows and seen != rows:
            n = next(i for i, (one, other) in enumerate(zip(rows, seen, strict=True)) if one != other)
            raise AnswersDiffer(
                f"{endpoint.name}: {servers[0].name} and {server.name} give different rows, look {n}:\n"
                f"{rows[n]}\n{seen[n]}"
            )
        rows = rows or seen
    if endpoint.repeats and endpoint.name != "token" and not all(rows):
        raise AnswersDiffer(f"{endpoint.name}: an empty answer")
    ours = [server for server in servers if server.kind.is_ours]
    if endpoint.name != "token" and ours:
        for n in LOOKED_AT if endpoint.repeats else numbers["twins"]:
            request = endpoint.request(ours[0].kind, n)
            if endpoint.repeats:
                twins.compare_reads(ours, request)
            else:
                twins.compare_writes(ours, request)
    return sizes, round(sum(map(len, rows)) / len(rows))


def ask(server: Server, endpoint: Endpoint, n: int) -> bytes:
    """The answer to the n-th request. Raises AnswersDiffer when it is refused."""
    request = endpoint.request(server.kind, n)
    answer = server.ask(request)
    if answer.status not in GOOD:
        asked = f"{request.method} {request.path}"
        raise AnswersDiffer(f"{server.name} answers {answer.status} to {asked}: {answer.body[:500]!r}")
    return answer.body


def _rows(name: str, answer: Any) -> dict[Any, Any]:
    """What must agree, by id: A and B give plain lists where Wheelbarrow gives `results`."""
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
    """Each node's open and finished works; A and B have no deadlines, so that what is overdue cannot agree."""
    for node in nodes:
        totals = node.get("summary", node)
        yield node["id"], (totals["open"], totals["finished"])
        yield from _nodes(node["children"])
