"""The zip of an export, written while it is sent: nothing of it is kept, and all of it is of one moment."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson
from django.conf import settings

from accounts.models import User
from wheelbarrow.core.db.snapshot import snapshot
from works.exchange.account import as_csv, as_ics, records
from works.exchange.account.layout import FORMAT, MANIFEST, PROFILE, TABLES, VERSION, account_of

# Compressed bytes that are sent at a time.
PIECE = 64 * 1024
# Lines from which a file may pass 2 GiB, which takes fields of ZIP64: older programs cannot read these.
MANY_LINES = 500_000


class Choice(NamedTuple):
    """What a person leaves out of an export."""

    trash: bool = True
    history: bool = True


class Member(NamedTuple):
    """A file of the zip; a piece is some of its text, and the number of lines that count as rows."""

    name: str
    pieces: Iterator[tuple[bytes, int]]
    is_huge: bool = False


class _Outbox:
    """The bytes of the zip that are not sent yet. It cannot seek, so ZipFile writes it from the first byte to the last."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0

    def write(self, data: Any) -> int:
        self.parts.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: there is no buffer behind it."""

    def take(self) -> bytes:
        """Return what is there."""
        taken, self.parts, self.size = b"".join(self.parts), [], 0
        return taken


def stream(user: User, *, at: datetime, choice: Choice | None = None) -> Iterator[bytes]:
    """Yield the zip piece by piece, all of one snapshot of the database.

    The owner's lock is not held: others write meanwhile, and what they write is not in it.
    """
    choice = choice or Choice()
    box, facts = _Outbox(), _Facts(user, at, choice)
    with snapshot():
        with ZipFile(box, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # a pipe, which it takes
            for member in _members(user, at, choice):
                for piece in _written(archive, member, facts, at):
                    if piece and box.size >= PIECE:
                        yield box.take()
            manifest = Member(MANIFEST, iter([(facts.manifest(), 0)]))
            for _piece in _written(archive, manifest, facts, at):
                pass
        yield box.take()


def file_name(at: datetime) -> str:
    """Return the name under which the zip is saved, from the person's day."""
    return f"wheelbarrow-{at:%Y-%m-%d}.zip"


class _Facts:
    """What the manifest says, gathered while the files are written."""

    def __init__(self, user: User, at: datetime, choice: Choice) -> None:
        self.head = {
            "format": FORMAT,
            "version": VERSION,
            "exported_at": at,
            "app_version": settings.VERSION,
            "account": account_of(user),
            "trash": choice.trash,
            "history": choice.history,
        }
        self.counts: dict[str, int] = {}
        self.digests: dict[str, str] = {}

    def manifest(self) -> bytes:
        """Return the manifest, the last file: it has the sums of all others."""
        content = {**self.head, "counts": self.counts, "sha256": self.digests}
        return orjson.dumps(content, option=orjson.OPT_UTC_Z | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _members(user: User, at: datetime, choice: Choice) -> Iterator[Member]:
    yield Member(PROFILE, iter([(records.profile(user), 1)]))
    for table in TABLES:
        if table.name == "changes" and not choice.history:
            continue
        chunks = records.lines_of(user, table, with_trash=choice.trash)
        is_huge = records.count_of(user, table, with_trash=choice.trash) > MANY_LINES
        yield Member(table.file, ((b"".join(chunk), len(chunk)) for chunk in chunks), is_huge)
    yield Member("works.csv", ((text.encode(), 0) for text in as_csv.write(user)))
    yield Member("works.ics", ((text.encode(), 0) for text in as_ics.write(user, at=at)))


def _written(archive: ZipFile, member: Member, facts: _Facts, at: datetime) -> Iterator[bytes]:
    """Write a file, and yield each piece when it is written."""
    info = ZipInfo(member.name, at.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    digest, rows = hashlib.sha256(), 0
    with archive.open(info, "w", force_zip64=member.is_huge) as file:
        for piece, count in member.pieces:
            file.write(piece)
            digest.update(piece)
            rows += count
            yield piece
    if member.name != MANIFEST:
        facts.digests[member.name] = digest.hexdigest()
    if member.name.endswith(".jsonl"):
        facts.counts[member.name.removesuffix(".jsonl")] = rows
