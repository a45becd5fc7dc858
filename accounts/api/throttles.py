"""How often somebody may try to get in: per address, and per account whatever the address."""

from __future__ import annotations

import hashlib

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from accounts.querysets import normalize_email


class AddressThrottle(SimpleRateThrottle):
    """Attempts from one network address."""

    scope = "auth"

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return self.cache_format % {"scope": "auth-address", "ident": self.get_ident(request)}


class AccountThrottle(SimpleRateThrottle):
    """Attempts on one account, named in the body; a request that names none is left to the other throttle."""

    scope = "auth"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        data = request.data if hasattr(request.data, "get") else {}
        email = data.get("email") or data.get("username")
        if not isinstance(email, str):
            return None
        return self.cache_format % {"scope": "auth-account", "ident": _digest(normalize_email(email))}


def _digest(text: str) -> str:
    """A cache key of any text, of bounded length; JSON can carry lone surrogates."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
