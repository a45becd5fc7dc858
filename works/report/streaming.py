"""The formats of a report that are streamed."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation


def in_language(language: str | None, pieces: Iterator[str]) -> Iterator[str]:
    """Write each piece in the language of the request: a stream is written after the language has been reset."""
    while True:
        with translation.override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
