"""Move rows to the trash, restore them and purge them. Every interface uses these functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.utils.translation import gettext_lazy

from wheelbarrow.core.db.fields import LiveForeignKey
from wheelbarrow.core.db.limits import whole_account
from wheelbarrow.core.db.ownership import Owned, lock_and_bump
from wheelbarrow.core.db.soft_delete import (
    SoftDeletable,
    SoftDeletableQuerySet,
    cascading_keys,
    keeping_keys,
    plural_name,
    soft_deletable_models,
)
from wheelbarrow.core.db.tallies import number_of, of_target
from wheelbarrow.core.exceptions import Conflict, NotFound
from wheelbarrow.core.history.acts import acting, current, kind_of, recorded
from wheelbarrow.core.history.links import remove_links, renew_linked
from wheelbarrow.core.history.recording import update
from wheelbarrow.core.models import Change, Deletion

# Rows removed per transaction: few enough that other writes hardly wait.
PURGE_BATCH = 1000
NOT_DELETED = {"deletion": None}


class DeletionNotFound(NotFound):
    template = gettext_lazy("Your trash has no such deletion. It may have been restored or purged.")


class ParentInTrash(Conflict):
    template = gettext_lazy("“{parent}” is in the trash too. Restore deletion {deletion} first.")


class NameTakenSince(Conflict):
    template = gettext_lazy("The name “{name}” is in use again. Rename what uses it, then restore this one.")


def move_to_trash(
    rows: SoftDeletableQuerySet,
    *,
    user: AbstractBaseUser,
    tops: Sequence[SoftDeletable],
    label: str,
    at: datetime,
    again: int | None = None,
) -> Deletion:
    """Move live `rows` and all rows that depend on them to the trash as one deletion, in one statement for each table.

    The caller holds the owner's lock in an act. `rows` must include the rows of their own model that refer to them (a
    whole subtree). The log gets one change for each of `tops`, the rows that were chosen; the deletion has the others.
    `again` is the id of a deletion that was restored, to undo that. Parents come first, recurring works before works:
    their UPDATE waits for the row locks of the scheduler, so that the next one sees the works that it created.
    """
    model, act = rows.model, current()
    deletion = Deletion.objects.create(pk=again, user_id=user.pk, deleted_at=at, kind=kind_of(model), label=label)
    marks = {"deleted_at": at, "deletion": deletion, "updated_at": act.at, "version": act.batches[user.pk]}
    # All that is counted in these rows is taken with them: nothing is counted here, however much it is.
    act.store_tallies()
    emptied = of_target(model)
    counts = {plural_name(model): rows.live().update(**marks, **dict.fromkeys(emptied.values(), 0))}
    reached: set[type[SoftDeletable]] = {model}
    for dependant in soft_deletable_models():
        if dependant not in reached and any(key.remote_field.model in reached for key in cascading_keys(dependant)):
            reached.add(dependant)
            counts[plural_name(dependant)] = dependant.all_objects.referring_to(deletion).live().update(**marks)
    for keeper, key in _keepers():
        if counts.get(plural_name(key.target)):
            keeper.all_objects.detach(key, deletion, at=act.at, version=act.batches[user.pk])
    for counted in reached - emptied.keys():
        act.count(counted, number_of(counted.all_objects.taken_by(deletion)), sign=-1)
    for target in reached:
        renew_linked(target, deletion, at=act.at, version=act.batches[user.pk])
    deletion.counts = counts
    deletion.save(update_fields=["counts"])
    for top in tops:
        act.note(top, NOT_DELETED, _facts(deletion), action="deleted")
    return deletion


def count_taken(rows: SoftDeletableQuerySet) -> dict[str, int]:
    """Count the rows that `move_to_trash` would delete with these, by the plural name of each model. Writes nothing."""
    return {plural_name(model): found.count() for model, found in taken(rows).items()}


def taken(rows: SoftDeletableQuerySet) -> dict[type[SoftDeletable], Any]:
    """Return the rows that `move_to_trash` would delete with these, by model."""
    found: dict[type[SoftDeletable], Any] = {rows.model: rows.live()}
    for dependant in soft_deletable_models():
        keys = [key for key in cascading_keys(dependant) if key.target in found]
        if keys and dependant not in found:
            reach = models.Q()
            for key in keys:
                reach |= models.Q(**{f"{key.attname}__in": found[key.target].order_by().values("pk")})
            found[dependant] = dependant.objects.filter(reach)
    return found


@recorded("restored")
def restore_deletion(*, user: AbstractBaseUser, deletion_id: int, at: datetime, as_before: bool = False) -> Deletion:
    """Restore exactly the rows of one deletion and return it, no longer stored.

    Recurring works create nothing for the days in the trash, unless `as_before`: then it is as if they had not been
    deleted. Raises DeletionNotFound, ParentInTrash if a row would have a deleted parent, NameTakenSince.
    """
    act, deletion = current(), _find(user=user, deletion_id=deletion_id)
    for model in soft_deletable_models():
        _refuse_under_deleted_parent(model, deletion)
        if clash := model.objects.conflicting_with(deletion).first():
            raise NameTakenSince(name=clash)
    for top in _tops(deletion):
        act.note(top, _facts(deletion), NOT_DELETED, action="restored")
    for keeper, key in _keepers():
        keeper.all_objects.reattach(key, deletion, at=at, version=act.batches[user.pk])
    for model in soft_deletable_models():
        if deletion.counts.get(plural_name(model)):
            renew_linked(model, deletion, at=at, version=act.batches[user.pk])
    for model in soft_deletable_models():
        act.count(model, number_of(model.all_objects.taken_by(deletion)))
        rows, names = ([], []) if as_before else model.all_objects.taken_by(deletion).resumed(at)
        model.all_objects.taken_by(deletion).mark_live(at=at, version=act.batches[user.pk])
        update(rows, names, action="restored")
    deletion_id = deletion.pk
    deletion.delete()
    deletion.pk = deletion_id
    return deletion


def purge_deletion(
    *, user: AbstractBaseUser, deletion_id: int, at: datetime, report: Callable[[int], None] | None = None
) -> Deletion:
    """Remove one deletion permanently, including rows below it that were deleted earlier; return it with all counts.

    After the first transaction it cannot be restored. The rows are then removed in batches; after an interruption
    the next daily purge removes the rest. Raises DeletionNotFound.
    """
    with acting("purged", user=user, at=at) as act:
        deletion = _find(user=user, deletion_id=deletion_id)
        for top in _tops(deletion):
            act.note(top, _facts(deletion), {})
        _include_earlier_deletions(deletion)
        deletion.purge_started_at = at
        deletion.save(update_fields=["counts", "purge_started_at"])
    _remove_rows(deletion, report=report)
    return deletion


def empty_trash(*, user: AbstractBaseUser, up_to: int, most: int, at: datetime) -> tuple[list[dict[str, int]], bool]:
    """Purge the deletions with ids up to `up_to`, at most `most`; return the counts of each, and whether some are left."""
    ids = Deletion.objects.restorable().owned_by(user).up_to(up_to).ids()
    purged: list[dict[str, int]] = []
    for deletion_id in ids[:most]:
        # A branch takes what was deleted from inside it earlier.
        with suppress(DeletionNotFound):
            purged.append(purge_deletion(user=user, deletion_id=deletion_id, at=at).counts)
    return purged, len(ids) > most


def purge_expired(*, before: datetime, at: datetime, report: Callable[[int], None] | None = None) -> int:
    """Purge the deletions before the instant, oldest first, and return their number. It can be interrupted and repeated."""
    purged = 0
    while deletion := Deletion.objects.due_for_purge(before).select_related("user").first():
        if deletion.purge_started_at:
            _remove_rows(deletion, report=report)
        else:
            # It may have been restored after it was read.
            with suppress(DeletionNotFound):
                purge_deletion(user=deletion.user, deletion_id=deletion.pk, at=at, report=report)
        purged += 1
    return purged


def purge_all_of(user: AbstractBaseUser, *, report: Callable[[int], None] | None = None) -> None:
    """Remove every row of a person, live and deleted, children first, when the account is removed permanently."""
    for model in reversed(soft_deletable_models()):
        _remove(model.all_objects.owned_by(user), owner=user, report=report)
    Deletion.objects.owned_by(user).delete()
    while (
        Change.objects.owned_by(user)
        .with_ids(Change.objects.owned_by(user).order_by("pk")[:PURGE_BATCH].ids())
        .delete()[0]
    ):
        pass
    # What has no trash of its own: tokens, jobs.
    for owned in (each for each in apps.get_models() if issubclass(each, Owned)):
        if not issubclass(owned, SoftDeletable):
            owned._base_manager.filter(user_id=user.pk).delete()


def deletions(user: AbstractBaseUser, *, limit: int | None = None, offset: int = 0) -> list[Deletion]:
    """Return the deletions in a person's trash, the newest first."""
    return list(Deletion.objects.restorable().owned_by(user).newest_first()[offset : limit and offset + limit])


def find_deletion(user: AbstractBaseUser, pk: int) -> Deletion:
    """Return one deletion of the person. Raises DeletionNotFound."""
    return _find(user=user, deletion_id=pk)


def contents(deletion: Deletion, model: type[SoftDeletable], *, limit: int, offset: int) -> list[str]:
    """Return the names of the rows of one model in a deletion, in the order in which they were made."""
    return [str(row) for row in model.all_objects.taken_by(deletion).order_by("pk")[offset : offset + limit]]


def _find(*, user: AbstractBaseUser, deletion_id: int) -> Deletion:
    deletion: Deletion | None = Deletion.objects.restorable().owned_by(user).filter(pk=deletion_id).first()
    if deletion is None:
        raise DeletionNotFound
    return deletion


def _tops(deletion: Deletion) -> Iterable[SoftDeletable]:
    """Return the rows that were chosen when the deletion was made."""
    model = next(model for model in soft_deletable_models() if kind_of(model) == deletion.kind)
    tops: Iterable[SoftDeletable] = model.all_objects.taken_by(deletion).tops().only("user_id")
    return tops


def _facts(deletion: Deletion) -> dict[str, Any]:
    """Return what the log keeps of a deletion, enough to make it again."""
    return {
        "deletion": deletion.pk,
        "deleted_at": deletion.deleted_at,
        "label": deletion.label,
        "counts": deletion.counts,
    }


def _refuse_under_deleted_parent(model: type[SoftDeletable], deletion: Deletion) -> None:
    returning = model.all_objects.taken_by(deletion)
    for key in cascading_keys(model):
        parents = key.target.all_objects.deleted().exclude(deletion=deletion)
        if parent := parents.filter(pk__in=returning.values(key.attname)).first():
            raise ParentInTrash(parent=parent, deletion=parent.deletion_id)


def _include_earlier_deletions(deletion: Deletion) -> None:
    """Move rows below this deletion that were deleted earlier into it: after its purge they would have no parent."""
    emptied: set[int] = set()
    counts: Counter[str] = Counter(deletion.counts)
    for model in soft_deletable_models():
        # For a key to the same model each iteration handles one level of the tree.
        while True:
            inner = model.all_objects.referring_to(deletion).deleted().exclude(deletion=deletion)
            touched = set(inner.values_list("deletion_id", flat=True))
            if not touched:
                break
            emptied |= touched
            counts[plural_name(model)] += inner.update(deletion=deletion)
    deletion.counts = dict(counts)
    for other in Deletion.objects.with_ids(sorted(emptied)):
        left = {plural_name(model): model.all_objects.taken_by(other).count() for model in soft_deletable_models()}
        if any(left.values()):
            other.counts = left
            other.save(update_fields=["counts"])
        else:
            other.delete()


def _remove_rows(deletion: Deletion, *, report: Callable[[int], None] | None) -> None:
    for model in reversed(soft_deletable_models()):
        _remove(model.all_objects.taken_by(deletion), owner=deletion.user, report=report)
    Deletion.objects.filter(pk=deletion.pk).delete()


def _remove(rows: SoftDeletableQuerySet, *, owner: AbstractBaseUser, report: Callable[[int], None] | None) -> None:
    while ids := list(rows.leaves_first().values_list("pk", flat=True)[:PURGE_BATCH]):
        with transaction.atomic():
            # The occurrences of a rule show works in the trash: the new version makes cached answers stale.
            lock_and_bump(owner)
            for keeper, key in _keepers():
                if key.target is rows.model:
                    keeper.all_objects.clear_kept(key, ids)
            with whole_account():
                Change.objects.owned_by(owner).of_rows(kind_of(rows.model), ids).blank()
            remove_links(rows.model, ids)
            rows.model.all_objects.with_ids(ids).delete()
        if report:
            report(len(ids))


def _keepers() -> list[tuple[type[SoftDeletable], LiveForeignKey]]:
    """Return each model that has a key with KEEP, with the key."""
    return [(model, key) for model in soft_deletable_models() for key in keeping_keys(model)]
