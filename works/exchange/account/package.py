"""Open the zip of an export, check its sums, and read its lines. Pure."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson
from django.utils.translation import gettext as _

from works.exchange.account.layout import FORMAT, MANIFEST, PROFILE, SETTINGS, TABLES, VERSION, Table
from works.exchange.account.values import Values, Wrong, instant, read_line
from works.exchange.files import DAMAGED
from works.exchange.records import Unreadable

# More than files of other tools: it is a whole account with its history. The size of the zip is bounded by the upload.
MAX_UNPACKED_BYTES = 2 * 2**30
MAX_ROWS, MAX_CHANGES = 200_000, 2_000_000
MAX_LINE = 4 * 2**20
PIECE = 2**20


class Record(NamedTuple):
    """One line: its number from 1, its id, the values of its fields, and a digest of its text."""

    line: int
    id: int
    values: Values
    digest: bytes


class Package:
    """An export that was opened: every file that the manifest names is there, and is the one that was written."""

    def __init__(self, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
        self.archive, self.manifest = archive, manifest
        self.account: str = manifest["account"]
        self.files: dict[str, str] = manifest["sha256"]
        self.has_history = any(table.file in self.files for table in TABLES if table.name == "changes")

    @property
    def count(self) -> int:
        """The number of lines, as the manifest says."""
        numbers = self.manifest.get("counts")
        known = [each for each in numbers.values() if type(each) is int] if isinstance(numbers, dict) else []
        return max(0, min(sum(known), MAX_ROWS + MAX_CHANGES))

    def records(self, table: Table) -> Iterator[Record]:
        """Yield the records of a table. Raises Unreadable, naming file and line."""
        most = MAX_ROWS if table.name not in ("changes", "imported_rows") else MAX_CHANGES
        for number, line in self._lines(table.file):
            if number > most:
                reason = _("a file can have {limit} rows. Split it.").format(limit=f"{most:,}")
                raise unreadable(table.file, number, reason)
            try:
                values = read_line(table.model, _object(line))
            except Wrong as wrong:
                raise unreadable(table.file, number, str(wrong)) from None
            yield Record(number, values["id"], values, blake2b(line, digest_size=8).digest())

    def settings(self) -> Values:
        """Return the settings of the person, as far as the file has some of the right kind."""
        for _number, line in self._lines(PROFILE):
            try:
                found = _object(line)
            except Wrong:
                break
            return {name: found[name] for name in SETTINGS if isinstance(found.get(name), str | bool)}
        return {}

    def _lines(self, file: str) -> Iterator[tuple[int, bytes]]:
        if file not in self.files:
            return
        try:
            with self.archive.open(file) as member:
                number = 0
                while line := member.readline(MAX_LINE + 1):
                    number += 1
                    if len(line) > MAX_LINE:
                        raise unreadable(file, number, _("the line is too long."))
                    yield number, line
        except DAMAGED:
            raise _damaged() from None


def open_package(data: bytes | io.BufferedIOBase) -> Package:
    """Return an export. Raises Unreadable if it is damaged, changed since it was written, or of a newer version."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data)
        content = archive.open(MANIFEST).read(PIECE)
    except KeyError:
        raise unreadable(MANIFEST, 1, _("the zip has no such file: it is no export of Wheelbarrow.")) from None
    except DAMAGED:
        raise _damaged() from None
    package = Package(archive, _checked(content))
    _check_sums(package)
    return package


def is_package(data: bytes | io.BufferedIOBase) -> bool:
    """Report whether this is a zip with the manifest of an export. Cheap, and never raises."""
    try:
        with zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data) as archive:
            return f'"{FORMAT}"'.encode() in archive.open(MANIFEST).read(PIECE)
    except (*DAMAGED, KeyError):
        return False


def unreadable(file: str, line: int, reason: str) -> Unreadable:
    """Return the error for a line of a file in the zip."""
    return Unreadable(line=line, reason=f"{file}: {reason}")


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        raise Wrong(_("it is not JSON. Is the file complete?")) from None
    if not isinstance(found, dict):
        raise Wrong(_("it is not an object of JSON."))
    return found


def _checked(content: bytes) -> dict[str, Any]:
    """Return the manifest, once it has what is needed."""
    try:
        found = _object(content)
    except Wrong as wrong:
        raise unreadable(MANIFEST, 1, str(wrong)) from None
    version, sums, account = found.get("version"), found.get("sha256"), found.get("account")
    if found.get("format") != FORMAT or type(version) is not int:
        raise unreadable(MANIFEST, 1, _("it is no export of Wheelbarrow."))
    if version > VERSION:
        reason = _("the export has format version {version}, and this server reads up to {known}. Upgrade it first.")
        raise unreadable(MANIFEST, 1, reason.format(version=version, known=VERSION))
    if not isinstance(account, str) or not 0 < len(account) <= 64 or not account.isalnum():
        raise unreadable(MANIFEST, 1, _("“{field}” is missing.").format(field="account"))
    try:
        instant(found.get("exported_at"))
    except Wrong:
        raise unreadable(MANIFEST, 1, _("“{field}” is missing.").format(field="exported_at")) from None
    if not isinstance(sums, dict) or not all(isinstance(each, str) for each in sums.values()):
        raise unreadable(MANIFEST, 1, _("“{field}” is missing.").format(field="sha256"))
    return found


def _check_sums(package: Package) -> None:
    """Read every file once: none is longer than what all may have together, nor another than the one written."""
    left = MAX_UNPACKED_BYTES
    for name, expected in package.files.items():
        digest = hashlib.sha256()
        try:
            with package.archive.open(name) as member:
                while piece := member.read(PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise unreadable(name, 1, _("the zip unpacks to more than 2 GB."))
                    digest.update(piece)
        except KeyError:
            raise unreadable(name, 1, _("the file is missing in the zip.")) from None
        except DAMAGED:
            raise _damaged() from None
        if digest.hexdigest() != expected:
            raise unreadable(name, 1, _("the file has been changed or damaged since it was exported."))


def _damaged() -> Unreadable:
    return Unreadable(line=1, reason=_("the zip is damaged or encrypted. Is the file complete?"))
