"""Keys of containers and tasks: unique in a file, and the same in the next file of the same list. Pure."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b, sha256

from works.exchange.values import line

LONGEST_KEY = 100
# Bytes of a digest: two of 100,000 are equal with a chance of 1 in 10^28.
SIZE = 16


def key_of(*parts: object) -> str:
    """Return a key made of parts: readable while it is short, a digest when it is long."""
    whole = "/".join(line(part) for part in parts)
    return whole if len(whole) <= LONGEST_KEY else sha256(whole.encode()).hexdigest()


def digest_of(*parts: str | None) -> str:
    """Return a key from what identifies a row without an id: the key of its parent and its name.

    Its length does not grow with the depth of the tree.
    """
    whole = "\0".join(part or "" for part in parts)
    return blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=SIZE).hexdigest()


class Keys:
    """The keys of one file."""

    def __init__(self, numbered: str = "{key}#{number}") -> None:
        """Begin with no keys; `numbered` is the form of the second and each further key that is equal to another."""
        self._numbered = numbered
        self._times: Counter[str] = Counter()

    def unique(self, key: str) -> str:
        """Return the key, with a number if the file has it more than once."""
        self._times[key] += 1
        number = self._times[key]
        return key if number == 1 else self.unique(self._numbered.format(key=key, number=number))
