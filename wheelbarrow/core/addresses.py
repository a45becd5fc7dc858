"""The network address of a client, the same for throttles, locks and logs."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from django.conf import settings

# What a server behind a Unix socket and without a proxy knows.
UNKNOWN = "0.0.0.0"
# `[2001:db8::1]:443`, `[2001:db8::1]`, `198.51.100.7:5555`; quotes as in RFC 7239.
_with_port = re.compile(r'"?(?:\[([^\]]*)\]|([0-9.]+))(?::\d*)?"?')


def network_of(request: Any) -> str:
    """Return the client's IPv4 address, or the first address of its IPv6 /64: one customer has all of a /64.

    With TRUSTED_PROXIES=n it is what the n-th proxy from here wrote into X-Forwarded-For, which a client cannot choose.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    entries = forwarded.split(",") if forwarded and settings.TRUSTED_PROXIES else []
    written = entries[-min(settings.TRUSTED_PROXIES, len(entries))] if entries else ""
    address = _parse(written) or _parse(request.META.get("REMOTE_ADDR", ""))
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False).network_address)
    return str(address or UNKNOWN)


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address with or without port, brackets and zone; an IPv4 address inside IPv6 is itself."""
    text = text.strip()
    if match := _with_port.fullmatch(text):
        text = match[1] or match[2] or ""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address
