"""Read a line at a known moment, for the tests of this folder."""

from datetime import datetime
from zoneinfo import ZoneInfo

from works.quick_add.reading import read

SEOUL = ZoneInfo("Asia/Seoul")
# A Friday, 10:00 in Seoul.
FRIDAY = datetime(2026, 11, 27, 10, 0, tzinfo=SEOUL)


def reading_of(text, *, now=FRIDAY, zone=SEOUL, **options):
    return read(text, now=now, zone=zone, **options)


def as_row(reading):
    """Return the fields that were read, as the corpus writes them."""
    row = {
        "title": reading.title,
        "content": reading.content,
        "starts_on": reading.starts_on and reading.starts_on.isoformat(),
        "deadline_on": reading.deadline_on and reading.deadline_on.isoformat(),
        "deadline_time": reading.deadline_time and f"{reading.deadline_time:%H:%M}",
        "rule": reading.rule,
        "path": reading.path,
        "labels": [*reading.labels],
        "priority": str(reading.priority).replace("NONE", ""),
    }
    return {name: value for name, value in row.items() if value}
