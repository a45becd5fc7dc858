"""The formats of a report that are streamed."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing

from django.utils import translation

from wheelbarrow.core.db.snapshot import snapshot

# Characters that are sent at a time.
PIECE = 2**16


def streamed(pieces: Generator[str, None, None]) -> Iterator[str]:
    """Return the first piece by itself, before a row is read, then PIECE characters at a time.

    All rows are read as they are at one moment.
    """
    return _in_language(translation.get_language(), _together(pieces))


def _in_language(language: str | None, pieces: Generator[str, None, None]) -> Iterator[str]:
    """Write each piece in the language of the request: a stream is written after the language has been reset."""
    with closing(pieces):
        while True:
            with translation.override(language):
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece


def _together(pieces: Generator[str, None, None]) -> Generator[str, None, None]:
    with closing(pieces):
        yield next(pieces)
        with snapshot():
            waiting, length = [], 0
            for piece in pieces:
                waiting.append(piece)
                length += len(piece)
                if length >= PIECE:
                    yield "".join(waiting)
                    waiting, length = [], 0
            yield "".join(waiting)
