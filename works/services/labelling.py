"""The labels of works and recurring works.

A label in the trash keeps its links: what a person sets are the live labels, and a restore brings the others back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from accounts.models import User
from wheelbarrow.core.history.acts import current
from wheelbarrow.core.history.links import link_new, linked, relink
from works.models import Label, RecurringWork, Work
from works.models.filed import Filed
from works.services.lookup import UnknownLabel

LABELS = "labels"


def set_labels(user: User, rows: Sequence[Filed], ids: Collection[int]) -> None:
    """Give all rows of one model exactly these labels. Raises UnknownLabel."""
    _change(user, rows, ids, lambda _row: set(ids))


def set_labels_of_each(user: User, rows: Sequence[Filed], ids: Mapping[int, Collection[int]]) -> None:
    """Give each row of one model exactly the labels that `ids` has for its id. Raises UnknownLabel."""
    _change(user, rows, {pk for of_row in ids.values() for pk in of_row}, lambda row: set(ids[row.pk]))


def change_labels(user: User, rows: Sequence[Filed], *, add: Collection[int], remove: Collection[int]) -> None:
    """Add labels to all rows of one model and remove others. Raises UnknownLabel."""
    named = {*add, *remove}
    _change(user, rows, named, lambda row: ({*row.label_ids} | {*add}) - {*remove})


def label_new(user: User, row: Filed, ids: Collection[int]) -> None:
    """Give a row that the running act has inserted these labels. Raises UnknownLabel."""
    row.label_ids = sorted(_live(user, ids, among=ids))
    link_new([row], LABELS, {row.pk: row.label_ids})


def copy_labels(old: RecurringWork, new: RecurringWork) -> None:
    """Give a new rule the labels of the one that it continues, those in the trash too."""
    link_new([new], LABELS, {new.pk: linked([old], LABELS)[old.pk]})


def label_made(works: Sequence[Work]) -> None:
    """Give works of rules the live labels of their rules, as far as the running act has inserted them."""
    batches = current().batches
    made = [work for work in works if work.version == batches[work.user_id]]
    rules = sorted({work.recurring_work_id for work in made if work.recurring_work_id})
    if not rules:
        return
    labels = dict(RecurringWork.objects.among(rules).with_label_ids().values_list("pk", "label_ids"))
    link_new(made, LABELS, {work.pk: labels.get(work.recurring_work_id, []) for work in made})


def follow_labels(works: Sequence[Work], *, before: Collection[int], after: Collection[int], user_id: int) -> None:
    """Give works that have the live labels `before` the labels `after` instead; a person has changed those of others."""
    if set(before) == set(after) or not works:
        return
    has = linked(works, LABELS)
    live = set(Label.objects.owned_by(user_id).among(sorted({pk for ids in has.values() for pk in ids})).ids())
    following = {pk: {*after, *(set(ids) - live)} for pk, ids in has.items() if set(ids) & live == set(before)}
    relink(works, LABELS, following)


def _change(user: User, rows: Sequence[Filed], named: Collection[int], choose: Callable[[Filed], set[int]]) -> None:
    """Set the labels that `choose` returns for a row with `label_ids`; keep the links to labels in the trash."""
    has = linked(rows, LABELS)
    live = _live(user, named, among={*named, *(pk for ids in has.values() for pk in ids)})
    for row in rows:
        row.label_ids = sorted(live.intersection(has[row.pk]))
    chosen: Mapping[int, set[int]] = {row.pk: choose(row) for row in rows}
    relink(rows, LABELS, {pk: {*ids, *(set(has[pk]) - live)} for pk, ids in chosen.items()})
    for row in rows:
        row.label_ids = sorted(chosen[row.pk])


def _live(user: User, named: Collection[int], *, among: Collection[int]) -> set[int]:
    """Return the live labels of the person among these ids. Raises UnknownLabel if one of `named` is not."""
    live = set(Label.objects.owned_by(user).among(sorted(among)).ids()) if among else set()
    for pk in named:
        if pk not in live:
            raise UnknownLabel(field=LABELS, id=pk)
    return live
