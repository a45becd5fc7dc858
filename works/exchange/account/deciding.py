"""What becomes of each record of an export: created, updated, kept as it is, or left out with a reason. Writes nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from categories.models import Category
from wheelbarrow.core.db.soft_delete import plural_name
from wheelbarrow.core.history.acts import kind_of
from works.exchange.account.layout import ROWS
from works.exchange.account.memory import DELETION, Memory
from works.exchange.account.references import CATEGORY, RECURRING_WORK
from works.exchange.account.survey import Survey
from works.models import Label, SavedView, Work
from works.services.saved_views import MOST_VIEWS

LABEL, SAVED_VIEW, WORK = kind_of(Label), kind_of(SavedView), kind_of(Work)


@dataclass(slots=True)
class Fates:
    """The fates of records by kind and by their id in the file."""

    # The row here, of records that are known or that join a row of the person.
    rows: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    create: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    update: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    # Records that join a row which the person has already: nothing is ever written to it.
    joined: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    left_out: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    # Deletions here that were restored there; deletions of the file that take rows which are live here.
    restored: set[int] = field(default_factory=set)
    moved: dict[int, set[tuple[str, int]]] = field(default_factory=lambda: defaultdict(set))

    def counts(self, survey: Survey) -> dict[str, dict[str, int]]:
        """Return the number of records by the plural name of their model and by fate."""
        found = {}
        for table in ROWS:
            kind, model = kind_of(table.model), table.model
            all_of, numbers = len(survey.rows[kind].digests), {}
            for name, records in (("create", self.create), ("update", self.update), ("skip", self.left_out)):
                numbers[name] = len(records[kind])
            found[plural_name(model)] = {**numbers, "keep": all_of - sum(numbers.values())}
        return found


def decide(user: User, survey: Survey, memory: Memory) -> Fates:
    """Return the fates, in a fixed number of queries."""
    return _Deciding(user, survey, memory).run()


class _Deciding:
    def __init__(self, user: User, survey: Survey, memory: Memory) -> None:
        self.user, self.survey, self.memory = user, survey, memory
        self.fates = Fates()
        # Categories of the file into which no live row can be put.
        self.closed: set[int] = set()

    def run(self) -> Fates:
        self._find_restored()
        self._decide_categories()
        self._decide_labels()
        for table in ROWS:
            kind = kind_of(table.model)
            if kind == WORK:
                self._join_occurrences()
            if kind not in (CATEGORY, LABEL):
                for pk in self.survey.rows[kind].digests:
                    if pk not in self.fates.joined[kind] and not self._is_known(kind, pk):
                        self._decide_new(kind, pk)
        self._limit_views()
        self._decide_deletions()
        return self.fates

    def _find_restored(self) -> None:
        """Find deletions that an import has made here and that the file has no more, though it has their rows."""
        gone = {
            known.row: pk
            for pk, known in self.memory.known[DELETION].items()
            if pk not in self.survey.rows[DELETION].digests
        }
        for table in ROWS:
            kind = kind_of(table.model)
            for pk, known in self.memory.known[kind].items():
                if (here := self.memory.states[kind][known.row]) in gone and pk in self.survey.rows[kind].digests:
                    self.fates.restored.add(int(here or 0))

    def _is_known(self, kind: str, pk: int) -> bool:
        """Decide about a record whose row is here; return False if there is none."""
        known = self.memory.known[kind].get(pk)
        if known is None:
            return False
        self.fates.rows[kind][pk] = known.row
        here, rows = self.memory.states[kind][known.row], self.survey.rows[kind]
        is_live_here = here is None or here in self.fates.restored
        deletion = rows.trash.get(pk)
        if deletion is None and not is_live_here:
            self.closed |= {pk} if kind == CATEGORY else set()
            self._leave_out(kind, pk, _("It is in the trash here."))
        elif known.digest and known.digest != rows.digests[pk].hex():
            self.fates.update[kind].add(pk)
            if deletion is not None and is_live_here:
                self.fates.moved[deletion].add((kind, pk))
        return True

    def _decide_new(self, kind: str, pk: int) -> None:
        category = self.survey.filed[kind].get(pk)
        if category in self.fates.left_out[CATEGORY] and category not in self.fates.rows[CATEGORY]:
            self._leave_out(kind, pk, _("What contains it is left out."))
        elif category in self.closed and self.survey.is_live(kind, pk):
            self._leave_out(kind, pk, _("What contains it is in the trash here."))
        else:
            self.fates.create[kind].add(pk)

    def _decide_categories(self) -> None:
        names = {
            (parent, name): pk
            for pk, parent, name in Category.objects.owned_by(self.user).values_list("pk", "parent_id", "name")
        }
        rows = self.fates.rows[CATEGORY]
        claimed = {known.row for known in self.memory.known[CATEGORY].values()}
        for pk, (parent, name) in self.survey.places.items():
            if self._is_known(CATEGORY, pk):
                continue
            if parent is not None:
                self.survey.filed[CATEGORY][pk] = parent
            same = names.get((rows.get(parent or 0), name)) if parent is None or parent in rows else None
            if same and same not in claimed and parent not in self.closed and self.survey.is_live(CATEGORY, pk):
                claimed.add(same)
                rows[pk] = same
                self.fates.joined[CATEGORY].add(pk)
            else:
                self._decide_new(CATEGORY, pk)

    def _decide_labels(self) -> None:
        keys = Label.objects.owned_by(self.user).ids_by_key()
        for pk, key in self.survey.labels.items():
            if self._is_known(LABEL, pk):
                continue
            if key in keys and self.survey.is_live(LABEL, pk):
                self.fates.rows[LABEL][pk] = keys[key]
                self.fates.joined[LABEL].add(pk)
            else:
                self.fates.create[LABEL].add(pk)

    def _join_occurrences(self) -> None:
        """Take works that a rule has created here since for those that it has created there for the same days."""
        rules = self.fates.rows[RECURRING_WORK]
        if not rules:
            return
        made: Any = Work.all_objects.owned_by(self.user).made_by_any(sorted(rules.values()))
        here = {(rule, day): pk for rule, day, pk in made.values_list("recurring_work_id", "occurs_on", "pk")}
        states = self.memory.states[WORK]
        for (rule, day), pk in self.survey.occurrences.items():
            row = here.get((rules.get(rule, 0), day))
            if row and pk not in self.memory.known[WORK]:
                states.setdefault(row, None)
                self.fates.rows[WORK][pk] = row
                self.fates.joined[WORK].add(pk)

    def _limit_views(self) -> None:
        new = sorted(pk for pk in self.fates.create[SAVED_VIEW] if self.survey.is_live(SAVED_VIEW, pk))
        free = max(0, MOST_VIEWS - SavedView.objects.owned_by(self.user).count())
        for pk in new[free:]:
            self.fates.create[SAVED_VIEW].discard(pk)
            self._leave_out(SAVED_VIEW, pk, _("There can be {limit} saved views.").format(limit=MOST_VIEWS))

    def _decide_deletions(self) -> None:
        """Create the deletions of rows that come into the trash."""
        needed = set(self.fates.moved)
        for table in ROWS:
            kind = kind_of(table.model)
            needed |= {
                self.survey.rows[kind].trash[pk] for pk in self.fates.create[kind] & self.survey.rows[kind].trash.keys()
            }
        for pk in self.survey.rows[DELETION].digests:
            if known := self.memory.known[DELETION].get(pk):
                self.fates.rows[DELETION][pk] = known.row
                self.fates.moved.pop(pk, None)
            elif pk in needed:
                self.fates.create[DELETION].add(pk)

    def _leave_out(self, kind: str, pk: int, reason: str) -> None:
        self.fates.left_out[kind].add(pk)
        self.fates.reasons[kind, reason] += 1
