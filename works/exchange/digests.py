"""Digests of the fields of a record: what has changed in a file, or in a row, since the last import. Pure.

Fields that must fit one another are one: a deadline is not written without its start.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

Digests = dict[str, str]
LONGEST_ID = 200


def external_id(key: str) -> str:
    """Return the key as it is stored; a long one, or one with unusual characters, as its hash."""
    if len(key) <= LONGEST_ID and key.isprintable():
        return key
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()


def digest(*values: object) -> str:
    """Return the digest of the values of a field."""
    return blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def of_category(*, name: str, content: str, parent_id: int | None) -> Digests:
    """Return the digests of a category."""
    return {"name": digest(name), "content": digest(content), "parent": digest(parent_id)}


def of_task(*, title: str, content: str, category_id: int | None, priority: str, labels: Iterable[str]) -> Digests:
    """Return the digests of what works and recurring works share; `labels` are keys of names."""
    return {
        "title": digest(title),
        "content": digest(content),
        "category": digest(category_id),
        "priority": digest(str(priority)),
        "labels": digest(*sorted(set(labels))),
    }


def of_work(*, status: str, starts_on: Any, deadline_on: Any, deadline_time: Any) -> Digests:
    """Return the digests of the rest of a work."""
    return {"status": digest(str(status)), "days": digest(*map(str, (starts_on, deadline_on, deadline_time)))}


def of_rule(*, rule: str, waits: bool, deadline_days: int | None, deadline_time: Any) -> Digests:
    """Return the digests of the rest of a recurring work. Its first day is left out: other tools move it on."""
    return {"rule": digest(rule, waits), "days": digest(deadline_days, str(deadline_time))}
