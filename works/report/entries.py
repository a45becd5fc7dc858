"""What a report consists of: groups of lines, each an entry in a section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from categories.querysets import Link

SECTIONS = ("finished", "overdue", "slipped", "open", "cancelled")


@dataclass(slots=True)
class Entry:
    """A work, or the occurrences of one series in the same category and section, with the values of the last."""

    title: str
    works: list[int]
    recurring_work: int | None
    current_status: str
    priority: str
    my_job: bool
    starts_on: date | None
    deadline_on: date | None
    end_at: datetime | None
    slipped: bool
    # The number of works with each label, by its id, and of those without any.
    labels: Counter[int]
    unlabelled: int
    # The instants at which the works were closed, as far as they are known; empty for open ones and in a kept report.
    ends: list[datetime] = field(default_factory=list, compare=False)

    @property
    def times(self) -> int:
        """The number of works."""
        return len(self.works)

    def follow(self, before: Entry) -> None:
        """Take over the earlier works of the series, whose entry is used no more."""
        # The lists of the earlier entry are extended, so that a series of n works takes n steps.
        before.works += self.works
        before.ends += self.ends
        self.works, self.ends = before.works, before.ends
        self.slipped = self.slipped or before.slipped
        if before.labels or self.labels:
            self.labels = before.labels + self.labels
        self.unlabelled += before.unlabelled


# A section, and an entry in it.
Line = tuple[str, Entry]


@dataclass
class Group:
    """The works of one category in the order of SECTIONS; a work without a category has no ancestors.

    The lines of a group in a stream can be read once, before the next group.
    """

    ancestors: list[Link]
    lines: Iterable[Line]

    @cached_property
    def sections(self) -> dict[str, list[Entry]]:
        """The entries by section, in memory."""
        found: dict[str, list[Entry]] = {name: [] for name in SECTIONS}
        for section, entry in self.lines:
            found[section].append(entry)
        return found


class Numbers:
    """The number of works by section, and by label and section."""

    def __init__(self) -> None:
        self.totals: Counter[str] = Counter()
        self.by_label: Counter[tuple[int, str]] = Counter()

    def count(self, section: str, entry: Entry) -> None:
        """Count the works of an entry."""
        self.totals[section] += len(entry.works)
        for label, number in entry.labels.items():
            self.by_label[label, section] += number

    def add(self, other: Numbers) -> None:
        """Add the numbers of another one."""
        self.totals += other.totals
        self.by_label += other.by_label
