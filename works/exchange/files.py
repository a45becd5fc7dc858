"""Open what a person uploads: text, JSON, CSV and zip, each within its limits. Pure."""

from __future__ import annotations

import csv
import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from works.exchange.records import Unreadable

MAX_BYTES = 20 * 2**20
MAX_ROWS = 100_000
# Of a zip: how far all its members together may unpack, and how many there may be.
MAX_UNPACKED_BYTES = 200 * 2**20
MAX_MEMBERS = 10_000
# What `matches` of a reader looks at.
MAX_START = 8192
# What a spreadsheet takes for a formula begins with one of these: tools write an apostrophe before it.
FORMULAS = frozenset("=+-@\t\r")

# What zipfile raises, beside its own error, for members that are damaged, encrypted or compressed in an unknown way.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    OverflowError,
)


def start_of(data: bytes) -> bytes:
    """Return the first bytes of a file, without a byte order mark and white space before its text."""
    return data[:MAX_START].lstrip(b"\xef\xbb\xbf \t\r\n")


def is_zip(data: bytes) -> bool:
    """Report whether the file begins as a zip does."""
    return data.startswith(b"PK\x03\x04")


def starts_of_members(data: bytes, *endings: str) -> Iterator[bytes]:
    """Yield the first bytes of the first files in a zip with these endings; nothing if it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name for name in archive.namelist()[:100] if name.lower().endswith(endings)]
            for name in names[:5]:
                with archive.open(name) as member:
                    yield start_of(member.read(MAX_START))
    except DAMAGED:
        return


def text_of(data: bytes) -> str:
    """Return the text of a UTF-8 file, with or without a byte order mark. Raises Unreadable for any other encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(line=1, reason=_("it is UTF-16. Save it as UTF-8."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(line=line, reason=_("it is not UTF-8. Save it as UTF-8, in Excel as “CSV UTF-8”.")) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Unreadable(line=line, reason=_("it has a NUL character: it is not a text file."))
    return text


def json_of(data: bytes) -> Any:
    """Return the value of a JSON file. Raises Unreadable with the line of the fault."""
    text = text_of(data)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(line=error.lineno, reason=_("it is not JSON. Is the file complete?")) from None
    except (RecursionError, ValueError):  # ValueError: a number of more than 4,300 digits
        raise Unreadable(line=1, reason=_("its JSON is nested too deeply, or has a number that is too long.")) from None


def rows_of(text: str, *, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield the line on which each row of a CSV file begins, counted from 1, and its cells. Raises Unreadable."""
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for number, row in enumerate(reader):
            refuse_too_many(number + 1, line=begins)
            yield begins, row
            begins = reader.line_num + 1
    except csv.Error:
        raise Unreadable(
            line=begins, reason=_("it is not CSV: a quotation mark may be missing. Is the file complete?")
        ) from None


def heads(data: bytes) -> list[str]:
    """Return the cells of the first line of a file of commas, in lower case; an empty list if it is no such file."""
    first = start_of(data).decode("utf-8", "replace").split("\n", 1)[0].strip()
    try:
        return [head.strip().casefold() for __, row in rows_of(first) for head in row]
    except Unreadable:
        return []


def named_rows(data: bytes, *, needed: Iterable[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the line and the cells of each row of a CSV file, by the names of its first row in lower case.

    A row that is too short has empty cells. Raises Unreadable, also if one of the needed columns is missing.
    """
    rows = rows_of(text_of(data))
    names = [head.strip().casefold() for head in next(rows, (1, []))[1]]
    for name in needed:
        if name not in names:
            raise Unreadable(line=1, reason=_("the column {name} is missing.").format(name=name))
    for number, row in rows:
        if any(map(str.strip, row)):
            yield number, dict.fromkeys(names, "") | dict(zip(names, map(unguarded, row), strict=False))


def unguarded(cell: str) -> str:
    """Return the cell without the apostrophe that keeps spreadsheets from running it as a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULAS else cell


def refuse_too_many(number: int, *, line: int | None = None) -> None:
    """Raise Unreadable if a file has more than MAX_ROWS records."""
    if number > MAX_ROWS:
        reason = _("a file can have {limit} rows. Split it.").format(limit=f"{MAX_ROWS:,}")
        raise Unreadable(line=line or number, reason=reason)


def members_of(data: bytes) -> dict[str, bytes]:
    """Return the files of a zip by their names, unpacked no further than MAX_UNPACKED_BYTES. Raises Unreadable.

    The sizes that a zip announces are not trusted: what is read is counted.
    """
    members: dict[str, bytes] = {}
    left = MAX_UNPACKED_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_MEMBERS:
                raise Unreadable(line=1, reason=_("the zip has too many files."))
            for entry in entries:
                # Not entry.is_dir(), which fails for an empty name.
                if entry.filename.endswith("/"):
                    continue
                with archive.open(entry) as member:
                    members[entry.filename] = member.read(left + 1)
                left -= len(members[entry.filename])
                if left < 0:
                    raise Unreadable(line=1, reason=_("the zip unpacks to more than 200 MB."))
    except DAMAGED:
        raise Unreadable(line=1, reason=_("the zip is damaged or encrypted. Is the file complete?")) from None
    return members
