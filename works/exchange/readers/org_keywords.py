"""The keywords of an org file that make a heading a task, and their statuses. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from works.choices import Status

# Of a file that declares none: most people declare theirs in the configuration of Emacs.
# fmt: off
OPEN = frozenset({
    "TODO", "NEXT", "STARTED", "STRT", "DOING", "INPROGRESS", "IN-PROGRESS", "REVIEW", "WAITING", "WAIT", "HOLD",
})
CLOSED = frozenset({"DONE", "CANCELLED", "CANCELED", "KILL"})
CANCELLED = frozenset({
    "CANCELLED", "CANCELED", "CANCEL", "KILL", "KILLED", "ABANDONED", "DROPPED", "DISCARDED", "REJECTED", "DECLINED",
    "INVALID", "WONTDO", "WONTFIX", "OBSOLETE", "NO", "취소", "취소됨", "중단", "폐기",
})
IN_PROGRESS = frozenset({
    "STARTED", "STRT", "DOING", "INPROGRESS", "PROGRESS", "PROG", "ONGOING", "ACTIVE", "진행", "진행중", "하는중",
})
UNDER_REVIEW = frozenset({"REVIEW", "INREVIEW", "TEST", "TESTING", "VERIFY", "검토", "검토중"})
# fmt: on

_declaration = re.compile(r"#\+(?:seq_|typ_)?todo[ \t]*:(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Keywords:
    """The words for open tasks, and those for closed ones."""

    open: frozenset[str]
    closed: frozenset[str]

    def status(self, word: str) -> Status | None:
        """Return the status that a word stands for; None if it is no keyword."""
        if word in self.closed:
            return Status.CANCELLED if _plain(word) in CANCELLED else Status.DONE
        if word not in self.open:
            return None
        if _plain(word) in IN_PROGRESS:
            return Status.IN_PROGRESS
        return Status.UNDER_REVIEW if _plain(word) in UNDER_REVIEW else Status.TODO


def declared(rows: Iterable[str]) -> Keywords:
    """Return the keywords that the file declares, else the usual ones."""
    found_open: set[str] = set()
    found_closed: set[str] = set()
    for row in rows:
        declaration = _declaration.fullmatch(row) if row.startswith("#+") else None
        words = declaration[1].replace("|", " | ").split() if declaration else []
        if not words:
            continue
        # Without a bar, the last word is the one for a closed task.
        at = words.index("|") if "|" in words else len(words) - 1
        found_open |= {_word(word) for word in words[:at]}
        found_closed |= {_word(word) for word in words[at:]}
    if found_open or found_closed:
        return Keywords(frozenset(found_open - {"", "|"}), frozenset(found_closed - {"", "|"}))
    return Keywords(OPEN, CLOSED)


def _word(text: str) -> str:
    """Return `WAIT` of `WAIT(w@/!)`."""
    return text.partition("(")[0]


def _plain(word: str) -> str:
    return re.sub(r"[-_ ']", "", word).upper()
