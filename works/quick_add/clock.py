"""Hours as people name them, as times of the day."""

from __future__ import annotations

from datetime import time

MORNING, NOONTIME, AFTERNOON, EVENING, NIGHT, DAWN = "morning", "noontime", "afternoon", "evening", "night", "dawn"

NOON = time(12)
# The day ends with midnight: 00:00 would be the beginning of the same day.
MIDNIGHT = time(23, 59)
TONIGHT = time(20)


def clock(hour: int, minute: int = 0, part: str | None = None) -> time | None:
    """Return the time for an hour in a part of the day, or by 24 hours without one; None if there is no such time."""
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    if hour == 24:
        return MIDNIGHT
    if part is None or hour > 12 or hour == 0:
        return time(hour, minute)
    if hour == 12:
        return _twelve(minute, part)
    is_later = {
        MORNING: False,
        DAWN: False,
        NOONTIME: hour < 6,
        AFTERNOON: True,
        EVENING: True,
        NIGHT: hour > 4,
    }[part]
    return time(hour + 12 if is_later else hour, minute)


def guess(hour: int, minute: int = 0) -> time | None:
    """Return the time that people mean by an hour without more: 1 to 7 are in the afternoon."""
    return clock(hour, minute, AFTERNOON if 1 <= hour <= 7 else None)


def _twelve(minute: int, part: str) -> time:
    if part in (NOONTIME, AFTERNOON):
        return time(12, minute)
    return time(0, minute) if minute else MIDNIGHT
