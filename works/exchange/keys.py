"""Keys of containers and tasks: unique in a file, and the same in the next file of the same list. Pure."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b

# Bytes of a derived key: two of 100,000 are equal with a chance of 1 in 10^28.
SIZE = 16


class Keys:
    """The keys of one file."""

    def __init__(self) -> None:
        """Begin with no keys."""
        self._times: Counter[str] = Counter()

    def of_source(self, key: str) -> str:
        """Return the id of the source, with a number if the file has it more than once."""
        self._times[key] += 1
        times = self._times[key]
        return key if times == 1 else self.of_source(f"{key}#{times}")

    def derived(self, *parts: str | None) -> str:
        """Return a key from what identifies a row without an id: the key of its parent and its name.

        Its length does not grow with the depth of the tree.
        """
        text = "\0".join(part or "" for part in parts)
        return self.of_source(blake2b(text.encode("utf-8", "replace"), digest_size=SIZE).hexdigest())
