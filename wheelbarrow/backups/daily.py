"""The backup of each day, and the removal of old ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from wheelbarrow.backups.copying import backup

NAME = "wheelbarrow-{:%Y-%m-%d}.backup"
NAMES = "wheelbarrow-????-??-??.backup"


def back_up_day(folder: Path, *, keep: int, at: datetime) -> Path | None:
    """Write the backup of the day of `at`, then delete all but the newest `keep` (0: none). Raises Refused.

    Return its path, or None if the folder has it already. Files of other names are left alone.
    """
    path = folder / NAME.format(at)
    if path.exists():
        return None
    # What a backup leaves that was killed.
    for partial in folder.glob(f".{NAMES}.*.part"):
        if partial.stat().st_mtime < (at - timedelta(days=1)).timestamp():
            partial.unlink(missing_ok=True)
    backup(path)
    for old in sorted(folder.glob(NAMES))[:-keep]:
        old.unlink(missing_ok=True)
    return path
