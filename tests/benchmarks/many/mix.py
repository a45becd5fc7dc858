"""What people ask: requests in fixed shares, each of a random account; the state that a client keeps between them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

import psycopg

from tests.benchmarks.http import databases
from tests.benchmarks.http.requests import Request

# In percent.
SHARES = {"Today": 35, "finish": 20, "quick add": 15, "sync": 15, "search": 10, "report": 5}
LINES = (
    "Call the plumber tomorrow at 9am #House6",
    "Pay the invoice by Friday !high",
    "Order seeds #Garden15 @home",
    "Book the trip next Monday",
    "Read the report // before the meeting",
)
WORDS = ("plumber", "invoice", "garden", "report", "dentist", "repair", "library 12", "the roof")
# How many changes a client has missed at its first poll.
MISSED = 5


class Question(NamedTuple):
    """A request of the mix, and the tag of the answer that the client has, or ""."""

    name: str
    request: Request
    tag: str = ""


@dataclass
class Copy:
    """What a client that syncs keeps: the last change it has seen, and the tag of the last answer."""

    since: int
    tag: str = ""


@dataclass
class Mix:
    """An endless mix. `open_works` has those that can be finished, by account; each is finished once."""

    random: Random
    accounts: int
    open_works: dict[int, list[int]]
    copies: dict[int, Copy] = field(default_factory=dict)
    shares: dict[str, int] = field(default_factory=lambda: SHARES)

    def questions(self) -> Iterator[Question]:
        """The requests, one after another. Each is made when it is sent, so that a sync knows the answer before."""
        names, weights = [*self.shares], [*self.shares.values()]
        while True:
            yield self._question(self.random.choices(names, weights)[0], self.random.randint(1, self.accounts))

    def keep(self, question: Question, tag: str, body: bytes) -> None:
        """Remember what the answer 200 to a sync says; its tag holds for the same number only."""
        if question.name == "sync" and question.request.person:
            since = json.loads(body)["since"]
            copy = self.copies[question.request.person]
            copy.since, copy.tag = since, tag if since == copy.since else ""

    def _question(self, name: str, person: int) -> Question:
        match name:
            case "finish":
                person = person if self.open_works.get(person) else self._with_open_works()
                path = f"/api/v1/works/{self.open_works[person].pop()}/finish/"
                return Question(name, Request("POST", path, person, "{}"))
            case "quick add":
                text = json.dumps({"text": self.random.choice(LINES)})
                return Question(name, Request("POST", "/api/v1/works/quick/", person, text))
            case "search":
                word = self.random.choice(WORDS).replace(" ", "%20")
                return Question(name, Request("GET", f"/api/v1/works/?q={word}", person))
            case "sync":
                copy = self.copies.setdefault(person, Copy(0))
                return Question(name, Request("GET", f"/api/v1/changes/?since={copy.since}", person), copy.tag)
            case "report":
                end = datetime.now(UTC).date() - timedelta(days=self.random.randrange(7, 100))
                path = f"/api/v1/reports/period/?start={end - timedelta(days=6)}&end={end}"
                return Question(name, Request("GET", path, person))
        return Question(name, Request("GET", "/api/v1/works/today/", person))

    def _with_open_works(self) -> int:
        """An account that still has some."""
        self.open_works = {person: works for person, works in self.open_works.items() if works}
        return self.random.choice([*self.open_works])


def read_mix(seed: int) -> Mix:
    """The mix over the accounts of the database, as it is now."""
    random = Random(seed)
    with psycopg.connect(databases.dsn(databases.OURS)) as connection:
        rows = connection.execute(
            """SELECT user_id, array_agg(id ORDER BY id) FROM works_work
            WHERE end_at IS NULL AND deleted_at IS NULL GROUP BY user_id"""
        )
        open_works: dict[int, list[int]] = dict(rows.fetchall())
        rows = connection.execute(
            "SELECT user_id, (array_agg(id ORDER BY id DESC))[%s] FROM wheelbarrow_change GROUP BY user_id",
            [MISSED + 1],
        )
        copies = {person: Copy(since or 0) for person, since in rows.fetchall()}
    for works in open_works.values():
        random.shuffle(works)
    return Mix(random, count_accounts(), open_works, copies)


def count_accounts() -> int:
    """How many the database has."""
    with psycopg.connect(databases.dsn(databases.OURS)) as connection:
        [[number]] = connection.execute("SELECT count(*) FROM accounts_user").fetchall()
        return int(number)
