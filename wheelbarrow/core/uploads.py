"""The body of an upload while it is read: the parser stores a long file on the disk, so the body is never in memory as a whole."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import TooManyFieldsSent


class CountedStream:
    """A body of multipart/form-data whose parts are counted while it is read, since Django counts named ones only."""

    def __init__(self, stream: Any, *, boundary: bytes, most: int) -> None:
        self.stream, self.mark, self.most = stream, b"--" + boundary, most
        self.parts, self.tail = 0, b""

    def read(self, *size: int) -> bytes:
        """Return the next bytes. Raises TooManyFieldsSent."""
        data: bytes = self.stream.read(*size)
        self._count(data)
        return data

    def readline(self, *size: int) -> bytes:
        """Return the next line. Raises TooManyFieldsSent."""
        data: bytes = self.stream.readline(*size)
        self._count(data)
        return data

    def _count(self, data: bytes) -> None:
        seen = self.tail + data
        self.parts += seen.count(self.mark)
        if self.parts > self.most:
            raise TooManyFieldsSent(f"The body has more than {self.most} parts.")
        # A boundary may begin at the end of this piece; one that is whole is never counted again.
        self.tail = seen[max(0, len(seen) - len(self.mark) + 1) :]
