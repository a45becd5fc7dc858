"""What surrounds every answer: the request id, the headers, the limit of bodies and the line of the log."""

from __future__ import annotations

import re
import secrets
import sys
import time
from functools import lru_cache
from time import perf_counter
from typing import Any

from equal.config import LONGEST_BODY
from equal.problems import Problem

CSP = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
NO_DEVICES = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
HEADERS = [
    (b"vary", b"Accept, Accept-Language, origin, Authorization, Cookie"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cache-control", b"private, no-cache"),
    (b"content-security-policy", CSP.encode()),
    (b"permissions-policy", NO_DEVICES.encode()),
]
_is_id = re.compile(rb"[A-Za-z0-9._-]{1,64}").fullmatch


class Envelope:
    """An ASGI application around another one; it leaves `request_id` in the scope and reads `person` and `language` there."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = perf_counter(), 500
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"")
        name = given if _is_id(given) else secrets.token_hex(8).encode()
        scope["request_id"], scope["by_name"] = name.decode(), headers

        async def answer(message: Any) -> None:
            if message["type"] == "http.response.start":
                nonlocal status
                status = message["status"]
                language = scope.get("language", "en").encode()
                message["headers"] += [*HEADERS, (b"content-language", language), (b"x-request-id", name)]
            await send(message)

        try:
            if int(headers.get(b"content-length", 0)) > LONGEST_BODY:
                await Problem(413, "too_large", "The body is too large.").response()(scope, receive, answer)
            else:
                await self.app(scope, receive, answer)
        finally:
            _log(scope, status, perf_counter() - began)


def _log(scope: Any, status: int, seconds: float) -> None:
    now = time.time()
    path = scope["path"] if scope["path"].isprintable() else repr(scope["path"])
    sys.stderr.write(
        f"{_second(int(now))},{int(now % 1 * 1000):03d}+0000 INFO equal [{scope['request_id']}] "
        f"{scope['method']} {path} {status} {seconds * 1000:.2f} ms, user {scope.get('person')}\n"
    )


@lru_cache(maxsize=1)
def _second(at: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(at))
