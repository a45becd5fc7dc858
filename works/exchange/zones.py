"""Time zones by the names that calendars give them. Pure."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

from works.exchange.windows_zones import ZONES

# No name of a zone is longer, with the address of its vendor before it.
MAX_LENGTH = 200


def zone_of(name: str) -> ZoneInfo | None:
    """Return the zone of `Europe/Berlin`, `/vendor.example/Europe/Berlin` or `W. Europe Standard Time`; None for others."""
    return _zone_of(name) if len(name) <= MAX_LENGTH else None


@lru_cache(maxsize=1000)
def _zone_of(name: str) -> ZoneInfo | None:
    name = name.strip().strip("/")
    parts = name.split("/")
    for candidate in (ZONES.get(name, name), "/".join(parts[-3:]), "/".join(parts[-2:])):
        try:
            return ZoneInfo(candidate)
        except (ValueError, OSError, KeyError):
            # ZoneInfoNotFoundError is a KeyError; a path or a folder is one of the others.
            continue
    return None
