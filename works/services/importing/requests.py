"""What a person asks for: upload a file, answer its questions, apply it, or remove it.

A small text file is read at once; a zip, and a file of more than READ_AT_ONCE bytes, is read by a job.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from wheelbarrow.core import jobs
from wheelbarrow.core.choices import JobState
from wheelbarrow.core.db.ownership import lock_and_bump
from wheelbarrow.core.exceptions import Conflict, Invalid, NotFound
from wheelbarrow.core.history.actors import actor
from wheelbarrow.core.models import Job
from wheelbarrow.core.text import as_line
from works.exchange import sources
from works.exchange.account.package import is_package
from works.exchange.files import MAX_BYTES, json_of, members_of
from works.models import Import
from works.services.importing.preview import make_preview

READ_AT_ONCE = 256 * 1024
MOST_WAITING = 3
LONGEST_NAME = 200
# Imports that nobody has applied are removed after this time.
KEPT = timedelta(days=7)

# The kinds of jobs.
READ, APPLY = "read_import", "import"


class ImportNotFound(NotFound):
    template = _("You have no such import. A file that was not imported is removed after seven days.")


class UnknownFormat(Invalid):
    template = _("This is no file that can be imported. Known formats: {formats}.")


class UnknownSource(Invalid):
    template = _("There is no format “{source}”. Use one of: {formats}.")


class FileTooLarge(Invalid):
    template = _("A file can have {limit} MB. Split it.")


class FileEmpty(Invalid):
    template = _("The file is empty.")


class TooManyImports(Conflict):
    template = _("You have {limit} files that are not imported. Import or remove one of them first.")


class ImportNotReady(Conflict):
    template = _("This file is being read or imported, or that is done. Reload it.")


def start_import(
    *, user: User, name: str, data: bytes, at: datetime, source: str = "", answers: Mapping[str, str] | None = None
) -> Import:
    """Keep a file and read it. Raises FileEmpty, FileTooLarge, UnknownSource, UnknownFormat, TooManyImports, Unreadable."""
    if not data:
        raise FileEmpty(field="file")
    if len(data) > MAX_BYTES:
        limit = settings.EXPORT_UPLOAD_MB if is_package(data) else MAX_BYTES // 2**20
        if len(data) > limit * 2**20:
            raise FileTooLarge(field="file", limit=limit)
    name = (as_line(name) or "–")[-LONGEST_NAME:]
    row = Import(
        user=user,
        file_name=name,
        data=data,
        source=_source(name, data, source),
        answers=dict(answers or {}),
        state=Import.State.READY,
        created_at=at,
    )
    _read_at_once(user, row, at)
    with transaction.atomic():
        lock_and_bump(user)
        if Import.objects.owned_by(user).waiting().count() >= MOST_WAITING:
            raise TooManyImports(limit=MOST_WAITING)
        row.save(force_insert=True)
        if row.state == Import.State.READING:
            jobs.start(READ, user=user, subject=row.pk, at=at)
    return row


def answer_import(
    *, user: User, import_id: int, at: datetime, source: str = "", answers: Mapping[str, str] | None = None
) -> Import:
    """Read the file again, with other answers, or by the reader of another source. Raises ImportNotReady, and the above."""
    row = find_import(user, import_id)
    if row.state != Import.State.READY and not is_failed(row):
        raise ImportNotReady
    if source and source != row.source:
        row.source, row.answers = _source(row.file_name, bytes(row.data or b""), source), {}
    row.answers = {**row.answers, **(answers or {})}
    _read_at_once(user, row, at)
    with transaction.atomic():
        lock_and_bump(user)
        present = find_import(user, import_id)
        if present.state != Import.State.READY and not is_failed(present):
            raise ImportNotReady
        row.save(update_fields=["source", "answers", "preview", "state"])
        if row.state == Import.State.READING:
            jobs.start(READ, user=user, subject=row.pk, at=at)
    return row


def apply_import(*, user: User, import_id: int, at: datetime) -> Import:
    """Let a job import the file. Raises ImportNotFound, ImportNotReady."""
    with transaction.atomic():
        lock_and_bump(user)
        row = find_import(user, import_id)
        is_ready = row.state == Import.State.READY or (row.state == Import.State.APPLYING and is_failed(row))
        if not is_ready:
            raise ImportNotReady
        row.state = Import.State.APPLYING
        row.save(update_fields=["state"])
        # The job writes for the same token.
        jobs.start(APPLY, user=user, subject=row.pk, at=at, parameters={"token": actor.get().token})
    return row


def discard_import(*, user: User, import_id: int, at: datetime) -> None:
    """Remove a file that is not imported, or an import from the list; its rows stay. Raises ImportNotFound, ImportNotReady."""
    with transaction.atomic():
        lock_and_bump(user)
        row = find_import(user, import_id)
        if row.state == Import.State.APPLYING and not is_failed(row):
            raise ImportNotReady
        row.delete()


def purge_imports(*, before: datetime, at: datetime, report: Callable[[int], None] | None = None) -> int:
    """Remove files that were not imported within KEPT, whatever `before` is; return how many."""
    before_at = at - KEPT
    purged: int = Import.objects.waiting().before(before_at).delete()[0]
    if report:
        report(purged)
    return purged


def find_import(user: User, import_id: int) -> Import:
    """Return the import. Raises ImportNotFound."""
    row: Import | None = Import.objects.owned_by(user).with_id(import_id).first()
    if row is None:
        raise ImportNotFound
    return row


def is_failed(row: Import) -> bool:
    """Report whether the last job of the import has failed."""
    job = last_job(row)
    return row.state in (Import.State.READING, Import.State.APPLYING) and bool(job and job.state == JobState.FAILED)


def last_job(row: Import) -> Job | None:
    """Return the newest job of the import."""
    kind = READ if row.state == Import.State.READING else APPLY
    return jobs.latest_of(row.user, kind, row.pk)


def _read_at_once(user: User, row: Import, at: datetime) -> None:
    """Make the preview, unless that takes long: then the state is READING."""
    data = bytes(row.data or b"")
    if len(data) > READ_AT_ONCE or data.startswith(b"PK"):
        row.state, row.preview = Import.State.READING, {}
    else:
        row.state, row.preview = Import.State.READY, make_preview(user, row, at=at)


def _source(name: str, data: bytes, chosen: str) -> str:
    formats = ", ".join(reader.NAME for reader in sources.readers())
    if chosen:
        try:
            return sources.reader_named(chosen).NAME
        except KeyError:
            raise UnknownSource(field="source", source=chosen[:40], formats=formats) from None
    reader = sources.guess(name, data)
    if reader is None:
        _refuse_damaged(data)
        raise UnknownFormat(field="file", formats=", ".join(reader.LABEL for reader in sources.readers()))
    return reader.NAME


def _refuse_damaged(data: bytes) -> None:
    """Raise Unreadable, with the line, for what begins as JSON or a zip and is not whole: its format is not the fault."""
    if data.startswith(b"PK"):
        members_of(data)
    elif data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        json_of(data)
