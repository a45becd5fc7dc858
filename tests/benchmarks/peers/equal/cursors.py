"""The cursor of the next page, signed as Django's Signer does."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import Any

import orjson

from equal.config import SECRET_KEY


def cursor(path: str, page: int, key: tuple[Any, ...]) -> str:
    """Return the cursor of a page of a list in its own order, behind the row with this key."""
    values = [[type(value).__name__, str(value)] for value in key]
    text = _encode(orjson.dumps([page, values]))
    return f"{text}.{_encode(hmac.digest(_key_of(path), text.encode(), 'sha256'))}"


@lru_cache(maxsize=1000)
def _key_of(path: str) -> bytes:
    return hashlib.sha256(f"{path}?ordering=signer{SECRET_KEY}".encode()).digest()


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
