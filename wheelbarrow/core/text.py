"""What text of people is stored, in every interface: composed characters, and none that misleads a reader.

Unicode Standard Annex 15 (NFC) and Technical Report 36, section 2.5 (characters that reorder text).
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# UAX 15, section 13 (Stream-Safe Text Format): no language writes more on one letter.
MAX_MARKS = 30

# For regular expressions of Python and of ECMA-262, which JSON Schema uses.
CONTROLS = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
REORDERING = r"\u202a-\u202e\u2066-\u2069"
# White space, and characters that take no ink: Default_Ignorable_Code_Point of the Basic Multilingual Plane, and
# the empty Braille pattern.
WITHOUT_INK = (
    r"\x20\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u202f\u205f-\u206f"
    r"\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
)
# One line that shows something. It names what a line consists of, so that generators of examples can follow it.
LINE_PATTERN = f"^[^{CONTROLS}{REORDERING}]*[^{CONTROLS}{REORDERING}{WITHOUT_INK}][^{CONTROLS}{REORDERING}]*$"
NOTE_PATTERN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"

# Characters of a note that a list shows; the row by itself has all of it.
LISTED_CHARACTERS = 500
# Characters that a person may write in a note. Longer notes from before this limit stay as they are.
LONGEST_NOTE = 20_000

_not_of_a_line = re.compile(f"[{CONTROLS}{REORDERING}]")
_not_of_a_note = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_shows_something = re.compile(f"[^{CONTROLS}{REORDERING}{WITHOUT_INK}\U000e0000-\U000e0fff]")


def normalize(text: str) -> str:
    """The text in NFC, its lines ended by a line feed: the form in which it is stored, compared and searched."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def fold(text: str) -> str:
    """The text in the form in which a search compares it: the same for every case of a letter."""
    return normalize(normalize(text).casefold())


def refuse_long_runs(text: str) -> None:
    """Refuse more than MAX_MARKS combining marks in a row: NFC sorts each run in quadratic time, 40,000 of them in 1.2 s."""
    if len(text) <= MAX_MARKS or text.isascii():
        return
    if b"\1" * (MAX_MARKS + 1) in bytes(map(bool, map(unicodedata.combining, text))):
        message = _("Use at most %(limit)d accents on one letter.")
        raise ValidationError(message, code="marks", params={"limit": MAX_MARKS})


def validate_line(text: str) -> None:
    """Refuse a name or title of more than one line, without a visible character, or that reorders what follows it."""
    if found := _not_of_a_line.search(text):
        raise _refusal_of(found[0])
    if text and not _shows_something.search(text):
        raise ValidationError(_("Use at least one visible character."), code="invisible")


def validate_note(text: str) -> None:
    """Refuse control characters in a text of several lines, except tabs and line ends."""
    if found := _not_of_a_note.search(text.replace("\r\n", "\n")):
        raise _refusal_of(found[0])


def has_cased_letters_outside_ascii(text: str) -> bool:
    """Whether SQLite's LIKE would miss another case of a letter in the text."""
    return any(not letter.isascii() and letter.lower() != letter.upper() for letter in text)


def count_visible(text: str) -> int:
    """How many different visible characters the text has."""
    return len(set(_shows_something.findall(text)))


def _refusal_of(character: str) -> ValidationError:
    if character in "\n\r\x0b\x0c\x85\u2028\u2029":
        return ValidationError(_("Write this on one line."), code="several_lines")
    return ValidationError(
        _("Remove the character %(code)s: it is invisible and changes how the text is shown."),
        code="invisible",
        params={"code": f"U+{ord(character):04X}"},
    )


def as_line(text: str) -> str:
    """Return the nearest text that may be a name or title: on one line, without what misleads; empty if nothing shows."""
    text = _not_of_a_line.sub(" ", _without_long_runs(_encodable(text)))
    text = " ".join(normalize(text).split())
    return text if _shows_something.search(text) else ""


def as_note(text: str) -> str:
    """Return the nearest text that may be a note: without control characters."""
    return _not_of_a_note.sub("", normalize(_without_long_runs(_encodable(text))))


def _encodable(text: str) -> str:
    """Return the text with the halves of surrogate pairs joined, and single ones replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _without_long_runs(text: str) -> str:
    """Return the text with at most MAX_MARKS combining marks in a row."""
    try:
        refuse_long_runs(text)
    except ValidationError:
        kept, run = [], 0
        for letter in text:
            run = run + 1 if unicodedata.combining(letter) else 0
            if run <= MAX_MARKS:
                kept.append(letter)
        return "".join(kept)
    return text
