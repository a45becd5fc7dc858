"""What is asked: the n-th request of each endpoint, in the words of the peers and of Wheelbarrow.

The content is known by formulas (seed.sql), so that ids need no look-up. Of the 200 people with equal content the first
half is read, in four variants each, the second half written to, so that what is read does not grow. A write takes a
running number, so that each changes something and no name comes twice.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from tests.benchmarks.http.kinds import Kind

PEOPLE = 203
NODES = 150
# Local indexes of live nodes: 1..4 are level 1, 5..60 levels 2 and 3, to 110 level 4.
FIRST_BRANCH, FIRST_FILED, LAST_PARENT, LAST_FILED = 1, 5, 60, 110
TODAYS_WORKS = 40
# Works of one person that are live: open ones that start in the future, and finished ones.
TO_FINISH = [j for j in range(48, 2000) if j % 10 in (6, 7, 8)]
TO_REOPEN = [j for j in range(48, 2000) if j % 10 < 6]
# A name must not come twice, not even when a database is used again: an ORM leaves out the UPDATE that changes nothing.
RUN = int(time.time())
TODAY = datetime.now(UTC).date()


class Request(NamedTuple):
    """One request; `person` is whose token goes along, None for nobody's; `body` is JSON text or empty."""

    method: str
    path: str
    person: int | None
    body: str = ""


class Endpoint(NamedTuple):
    """`peer` and `ours` make the n-th request; `repeats` when the n-th may be sent again, `stock` how many there are.

    A and B lack an endpoint without `peer`; `lacking` are the names of other servers without it.
    """

    name: str
    title: str
    peer: Callable[[int], Request] | None
    ours: Callable[[int], Request]
    repeats: bool = False
    stock: int | None = None
    connections: tuple[int, ...] = (1, 16, 64)
    lacking: tuple[str, ...] = ()

    def is_on(self, kind: Kind) -> bool:
        """Whether the server has it."""
        return (kind.is_ours or self.peer is not None) and kind.name not in self.lacking

    def request(self, kind: Kind, n: int) -> Request:
        """The n-th request to the server."""
        if kind.is_ours:
            return self.ours(n)
        assert self.peer is not None
        return self.peer(n)


def _reader(n: int) -> tuple[int, int]:
    """The person and one of four variants."""
    return n % 100 + 1, n // 100 % 4


def _writer(n: int) -> tuple[int, int]:
    """The person, and how many requests this person has had."""
    return n % 100 + 101, n // 100


def _node(person: int, i: int) -> int:
    return (person - 1) * NODES + i + 1


def _work(person: int, j: int) -> int:
    return j * PEOPLE + person


def _shelf(n: int) -> int:
    """The local index of a node to file in."""
    return FIRST_FILED + n * 31 % (LAST_FILED - FIRST_FILED + 1)


def _span(variant: int) -> tuple[date, date]:
    """16 days, both included, in which a person finished about 50 works."""
    first = TODAY - timedelta(days=100 + 20 * variant)
    return first, first + timedelta(days=15)


def _read(path: Callable[[int, int], str]) -> Callable[[int], Request]:
    def make(n: int) -> Request:
        person, variant = _reader(n)
        return Request("GET", path(person, variant), person)

    return make


def _instant(day: date) -> str:
    return f"{day}T00:00:00Z"


def _finished_of_peer(_person: int, variant: int) -> str:
    first, last = _span(variant)
    return f"/works/finished?start={_instant(first)}&end={_instant(last + timedelta(days=1))}"


def _finished_of_ours(_person: int, variant: int) -> str:
    first, last = _span(variant)
    return f"/api/v1/works/finished/?start={first}&end={last}&page_size=200"


def _peer_work(person: int, j: int, i: int, title: str, start: date, **more: Any) -> str:
    rule = (person - 1) * 30 + j % 30 + 1 if j % 5 < 3 else None
    fields = {"category_id": _node(person, i), "recurring_work_id": rule, "title": title, "note": _note(j)}
    return json.dumps({**fields, "start_at": _instant(start), **more})


def _our_work(person: int, j: int, i: int, title: str, start: date) -> str:
    fields = {"title": title, "content": _note(j), "category": _node(person, i), "starts_on": str(start)}
    return json.dumps(fields)


def _note(j: int) -> str:
    return f"A short note about work {j}, long enough to be real."


def _edit(n: int) -> tuple[int, int, int, str, date]:
    person, turn = _writer(n)
    return (
        person,
        turn % TODAYS_WORKS,
        _shelf(n + turn),
        f"Work of user {person}, change {RUN}-{n}",
        TODAY - timedelta(n % 60),
    )


def _edit_of_peer(n: int) -> Request:
    person, j, i, title, start = _edit(n)
    return Request("PUT", f"/works/{_work(person, j)}", person, _peer_work(person, j, i, title, start))


def _edit_of_ours(n: int) -> Request:
    person, j, i, title, start = _edit(n)
    return Request("PATCH", f"/api/v1/works/{_work(person, j)}/", person, _our_work(person, j, i, title, start))


def _new_work(n: int) -> tuple[int, int, int, str, date]:
    person, turn = _writer(n)
    # j = 3 has no rule; the start is far, so that nobody's Today grows.
    return person, 3, _shelf(n + turn), f"New work {RUN}-{n} of user {person}", TODAY + timedelta(days=30 + n % 300)


def _new_work_of_peer(n: int) -> Request:
    person, j, i, title, start = _new_work(n)
    return Request("POST", "/works", person, _peer_work(person, j, i, title, start))


def _new_work_of_ours(n: int) -> Request:
    person, j, i, title, start = _new_work(n)
    return Request("POST", "/api/v1/works/", person, _our_work(person, j, i, title, start))


def _finish_of_peer(n: int) -> Request:
    person, turn = _writer(n)
    j = TO_FINISH[turn]
    title, start = f"Work number {j} of user {person}", TODAY + timedelta(days=1 + j // 24)
    body = _peer_work(person, j, _shelf(j), title, start, end_at=datetime.now(UTC).isoformat())
    return Request("PUT", f"/works/{_work(person, j)}", person, body)


def _finish_of_ours(n: int) -> Request:
    person, turn = _writer(n)
    return Request("POST", f"/api/v1/works/{_work(person, TO_FINISH[turn])}/finish/", person, "{}")


def _status_of_ours(n: int) -> Request:
    person, turn = _writer(n)
    return Request(
        "POST", f"/api/v1/works/{_work(person, TO_FINISH[turn])}/status/", person, '{"status": "IN_PROGRESS"}'
    )


def _reopen_of_ours(n: int) -> Request:
    person, turn = _writer(n)
    return Request("POST", f"/api/v1/works/{_work(person, TO_REOPEN[turn])}/reopen/", person, "{}")


def _new_category(n: int) -> tuple[int, int, str]:
    person, turn = _writer(n)
    parent = FIRST_FILED + turn % (LAST_PARENT - FIRST_FILED + 1)
    return person, _node(person, parent), f"Category {RUN}-{n}"


def _new_category_of_peer(n: int) -> Request:
    person, parent, name = _new_category(n)
    return Request("POST", "/categories", person, json.dumps({"parent_id": parent, "name": name}))


def _new_category_of_ours(n: int) -> Request:
    person, parent, name = _new_category(n)
    return Request("POST", "/api/v1/categories/", person, json.dumps({"parent": parent, "name": name}))


def _login(path: str) -> Callable[[int], Request]:
    def make(n: int) -> Request:
        body = {"email": f"u{_writer(n)[0]}@example.com", "password": "pw"}
        return Request("POST", path, None, json.dumps(body))

    return make


ENDPOINTS = [
    Endpoint(
        "today",
        "Today",
        _read(lambda person, variant: "/works/today"),
        _read(lambda person, variant: "/api/v1/works/today/"),
        repeats=True,
    ),
    Endpoint(
        "list",
        "works of a branch, 50 of about 500",
        _read(lambda person, variant: f"/works?under={_node(person, FIRST_BRANCH + variant)}&page_size=50"),
        _read(lambda person, variant: f"/api/v1/works/?under={_node(person, FIRST_BRANCH + variant)}&page_size=50"),
        repeats=True,
    ),
    Endpoint("finished", "finished in 16 days", _read(_finished_of_peer), _read(_finished_of_ours), repeats=True),
    Endpoint(
        "subtree",
        "subtree of a level 1 category",
        _read(lambda person, variant: f"/categories/{_node(person, FIRST_BRANCH + variant)}/subtree"),
        _read(lambda person, variant: f"/api/v1/categories/{_node(person, FIRST_BRANCH + variant)}/subtree/"),
        repeats=True,
    ),
    Endpoint(
        "tree",
        "whole tree with totals",
        _read(lambda person, variant: "/categories/tree"),
        _read(lambda person, variant: "/api/v1/categories/tree/?summary=1"),
        repeats=True,
    ),
    Endpoint("patch", "change a work", _edit_of_peer, _edit_of_ours),
    Endpoint("post_work", "create a work", _new_work_of_peer, _new_work_of_ours),
    Endpoint("finish", "finish a work", _finish_of_peer, _finish_of_ours, stock=100 * len(TO_FINISH)),
    Endpoint("reopen", "reopen a work", None, _reopen_of_ours, stock=100 * len(TO_REOPEN)),
    Endpoint("status", "begin a work", None, _status_of_ours, stock=100 * len(TO_FINISH)),
    Endpoint("post_category", "create a category", _new_category_of_peer, _new_category_of_ours),
    Endpoint(
        "token",
        "log in",
        _login("/auth/login"),
        _login("/api/v1/auth/token/"),
        repeats=True,
        connections=(1, 16),
        lacking=("equal",),
    ),
]
BY_NAME = {endpoint.name: endpoint for endpoint in ENDPOINTS}
