"""The body of an upload: its parts are counted while it is read."""

from io import BytesIO

import pytest
from django.core.exceptions import TooManyFieldsSent

from wheelbarrow.core.uploads import CountedStream

BODY = b"--bound\r\nx\r\n" * 5 + b"--bound--"


def stream_of(body, *, most):
    return CountedStream(BytesIO(body), boundary=b"bound", most=most)


class TestCountedStream:
    @pytest.mark.parametrize("size", [1, 3, 7, 8, 11, 64])
    def test_each_part_counts_once_wherever_the_pieces_end(self, size):
        enough, few = stream_of(BODY, most=6), stream_of(BODY, most=5)

        assert b"".join(iter(lambda: enough.read(size), b"")) == BODY
        with pytest.raises(TooManyFieldsSent):
            list(iter(lambda: few.read(size), b""))

    def test_lines_count_too(self):
        stream = stream_of(BODY, most=5)

        with pytest.raises(TooManyFieldsSent):
            list(iter(stream.readline, b""))
