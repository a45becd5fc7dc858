"""Secrets that a person copies into another program: API tokens and the links of calendar feeds.

A secret is `{kind}_{prefix}_{random}{checksum}`. The database keeps the prefix, by which it is found, and the SHA-256 of
the rest: 256 random bits need no slow hash. The checksum recognises a typing error without the database, and lets
scanners of source code recognise a leaked secret.
"""

from __future__ import annotations

import secrets
from binascii import crc32
from hashlib import sha256
from hmac import compare_digest
from typing import NamedTuple

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PREFIX_LENGTH, RANDOM_LENGTH, CHECKSUM_LENGTH = 8, 43, 6


class Secret(NamedTuple):
    """A new secret: the text, shown once, and what is stored of it."""

    text: str
    prefix: str
    digest: str


def make(kind: str) -> Secret:
    """Return a new secret of a kind such as `wb`."""
    prefix, random = _random(PREFIX_LENGTH), _random(RANDOM_LENGTH)
    return Secret(f"{kind}_{prefix}_{random}{_checksum(kind, prefix, random)}", prefix, _digest(random))


def split(kind: str, text: str) -> tuple[str, str] | None:
    """Return the prefix and the digest of a secret of this kind; None if it is none or was mistyped."""
    head, _, rest = text.removeprefix(f"{kind}_").partition("_")
    random, checksum = rest[:RANDOM_LENGTH], rest[RANDOM_LENGTH:]
    is_whole = text.startswith(f"{kind}_") and len(head) == PREFIX_LENGTH and text.isascii() and text.isprintable()
    if not is_whole or not compare_digest(checksum, _checksum(kind, head, random)):
        return None
    return head, _digest(random)


def is_same(digest: str, stored: str) -> bool:
    """Compare two digests in constant time."""
    return compare_digest(digest, stored)


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _digest(random: str) -> str:
    return sha256(random.encode()).hexdigest()


def _checksum(kind: str, prefix: str, random: str) -> str:
    number, text = crc32(f"{kind}_{prefix}_{random}".encode()), ""
    for _ in range(CHECKSUM_LENGTH):
        number, index = divmod(number, len(ALPHABET))
        text = ALPHABET[index] + text
    return text
