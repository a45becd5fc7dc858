"""What people may write in names and notes."""

import re
import unicodedata

import pytest
from django.core.exceptions import ValidationError

from wheelbarrow.core import text

GOOD_LINES = [
    "Dig",
    " Dig",
    "한글",
    "עברית",
    "السبت",
    "👩‍👩‍👧 party",
    "می‌خواهم",
    "e\u0301",
    "O\u2019Brien",
    "",
    "\u200ea",
]
BAD_LINES = {
    "\u200b": "visible",
    "\u200b \u00a0\u3000\ufeff\u2060": "visible",
    "\u3164\u115f\uffa0": "visible",
    "\U000e0041": "visible",
    "\ufe0f": "visible",
    "a\u202eb": "U+202E",
    "a\u2066b": "U+2066",
    "a\x07b": "U+0007",
    "a\x7fb": "U+007F",
    "a\tb": "U+0009",
    "a\nb": "one line",
    "a\r\nb": "one line",
    "a\u2028b": "one line",
    "a\x85b": "one line",
}
GOOD_NOTES = ["", "  four\n\tspaces\r\n", "\u202eb", "\u200b"]
BAD_NOTES = ["a\x00", "\x1b[31m", "\x7f", "\x0c", "\x9b"]


def refused(check, value):
    try:
        check(value)
    except ValidationError as error:
        return error.messages[0]
    return None


class TestNormalize:
    def test_composes_letters_and_ends_lines_alike(self):
        assert text.normalize(unicodedata.normalize("NFD", "한글 é")) == "한글 é"
        assert text.normalize("a\r\nb\rc\n") == "a\nb\nc\n"


class TestRefuseLongRuns:
    @pytest.mark.parametrize(
        "fine", ["a" * 100, "é" * 100, "한글" * 100, "e" + "\u0301" * 30, ("e" + "\u0301" * 30) * 20]
    )
    def test_takes_what_people_write(self, fine):
        assert refused(text.refuse_long_runs, fine) is None

    @pytest.mark.parametrize("run", ["\u0301" * 31, "a" + "\u0301\u0323" * 16 + "b", "é" + "\u20d0\U0001d165" * 20])
    def test_refuses_more_accents_than_any_language_has(self, run):
        assert "30" in refused(text.refuse_long_runs, run)


class TestValidateLine:
    def test_takes_every_script_and_refuses_what_misleads(self):
        assert {line: refused(text.validate_line, line) for line in GOOD_LINES} == dict.fromkeys(GOOD_LINES)
        assert [
            line for line, reason in BAD_LINES.items() if reason not in (refused(text.validate_line, line) or "")
        ] == []

    def test_is_what_its_pattern_describes(self):
        # Without the tags beyond the Basic Multilingual Plane, for which ECMA-262 has no escape.
        assert all(re.search(text.LINE_PATTERN, line) for line in GOOD_LINES if line)
        assert not any(re.search(text.LINE_PATTERN, line) for line in BAD_LINES if line != "\U000e0041")


class TestValidateNote:
    def test_takes_lines_and_tabs_and_refuses_control_characters(self):
        assert {note: refused(text.validate_note, note) for note in GOOD_NOTES} == dict.fromkeys(GOOD_NOTES)
        assert [note for note in BAD_NOTES if not refused(text.validate_note, note)] == []
        assert [note for note in GOOD_NOTES if not re.search(text.NOTE_PATTERN, note)] == []
        assert [note for note in BAD_NOTES if re.search(text.NOTE_PATTERN, note)] == []


@pytest.mark.parametrize(("word", "count"), [(" " * 12, 0), ("\u200b" * 12, 0), ("aaaa", 1), ("a b\u3164c", 3)])
def test_count_visible_counts_different_visible_characters(word, count):
    assert text.count_visible(word) == count
