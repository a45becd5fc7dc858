"""What a line of quick add refers to: the category of its path and its labels, among those of the person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from categories.models import Category
from categories.selectors import Place, categories_at, fold, in_force
from wheelbarrow.core.exceptions import Invalid
from wheelbarrow.core.text import count_visible, normalize
from works.models import Label
from works.quick_add.reading import Reading, read
from works.services.labels import key_of

# Categories that a refusal names.
MOST_CANDIDATES = 10
SEPARATOR = "/"


class UnknownPath(Invalid):
    template = _("You have no project “{path}”. Create it, or choose another one.")


class AmbiguousPath(Invalid):
    template = _("Several projects are called “{path}”: {candidates}. Write more of the path.")


class UnknownLabels(Invalid):
    template = _("You have no label “{labels}”. Create it, or choose another one.")


class NameCannotBeUsed(Invalid):
    template = _(
        "“{name}” cannot be the name of a project or label. Use at most {limit} characters, one of them visible."
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a line means for this person.

    `category` and `labels` are ids of existing rows. `new_names` are the categories to create, each below the one before and
    the first below `category`; `new_path` is the whole path of the last. `candidates` are the paths that an ambiguous one may
    mean.
    """

    reading: Reading
    category: int | None = None
    category_path: str = ""
    new_names: tuple[str, ...] = ()
    new_path: str = ""
    candidates: tuple[str, ...] = ()
    labels: tuple[int, ...] = ()
    new_labels: tuple[str, ...] = ()

    def refuse_unclear(self) -> None:
        """Raise AmbiguousPath, or NameCannotBeUsed for a category or label that cannot be created."""
        if self.candidates:
            raise AmbiguousPath(field="text", path=self.reading.path, candidates=", ".join(self.candidates))
        for names, limit in ((self.new_names, _longest(Category)), (self.new_labels, _longest(Label))):
            for name in names:
                if len(name) > limit or not count_visible(name):
                    raise NameCannotBeUsed(field="text", name=name[:limit], limit=limit)


def plan_line(user: User, text: str, *, at: datetime, plain: Collection[str] = ()) -> Plan:
    """Read a line, and find what it refers to; nothing is written."""
    text = normalize(text)
    reading = read(
        text, now=at, zone=user.zone, week_starts_on=user.week_starts_on, plain=[normalize(each) for each in plain]
    )
    place, new_names, candidates = _place(user, reading.path or "", user.local_time(at).date())
    labels, new_labels = _labels(user, reading.labels)
    return Plan(
        reading=reading,
        category=place and place.id,
        category_path=place.names if place else "",
        new_names=new_names,
        new_path=SEPARATOR.join([*([place.names] if place else []), *new_names]) if new_names else "",
        candidates=candidates,
        labels=labels,
        new_labels=new_labels,
    )


def _place(user: User, path: str, today: date) -> tuple[Place | None, tuple[str, ...], tuple[str, ...]]:
    """Return the category, the names below it that do not exist, and what an ambiguous path may mean."""
    steps = path.split(SEPARATOR) if path else []
    for end in range(len(steps), 0, -1):
        sought = SEPARATOR.join(steps[:end])
        if found := categories_at(user.pk, sought):
            meant = _meant(user, found, sought, today)
            return meant, tuple(steps[end:]) if meant else (), () if meant else _first(found)
    return None, tuple(steps), ()


def _meant(user: User, found: list[Place], sought: str, today: date) -> Place | None:
    """Return the one with exactly this path, else the only one; of last year's and this year's the one that has not ended."""
    whole = [place for place in found if fold(place.names) == fold(sought)]
    if len(whole) == 1 or found[0].names == sought or len(found) == 1:
        return found[0]
    present = in_force(user.pk, found, today)
    return present[0] if len(present) == 1 else None


def _first(found: list[Place]) -> tuple[str, ...]:
    return tuple(place.names for place in found[:MOST_CANDIDATES])


def _labels(user: User, names: Collection[str]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the ids of the labels with these names, and the names of which there is none."""
    if not names:
        return (), ()
    known = Label.objects.owned_by(user).with_keys([key_of(name) for name in names]).ids_by_key()
    found = [(name, known.get(key_of(name))) for name in names]
    return tuple(pk for _name, pk in found if pk), tuple(name for name, pk in found if not pk)


def _longest(model: type[Category] | type[Label]) -> int:
    return int(model._meta.get_field("name").max_length or 0)
