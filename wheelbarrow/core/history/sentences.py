"""Changes as sentences: “Deadline 4 Sep → 11 Sep”, in the active language and time zone.

The sentences are made of the names of fields, their choices and types; a model can add its own (`sentences`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from string import Formatter
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import F, Value
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from wheelbarrow.core.db.limits import limit
from wheelbarrow.core.db.soft_delete import SoftDeletable, cascading_keys, plural_name, soft_deletable_models
from wheelbarrow.core.db.texts import LineField
from wheelbarrow.core.history.acts import kind_of
from wheelbarrow.core.history.values import Names, Words, is_long
from wheelbarrow.core.models import Change
from wheelbarrow.core.row_counts import describe_counts

# The sentences of actions of which a person needs no values.
ACTIONS = {
    "created": pgettext_lazy("history", "Created"),
    "edited": pgettext_lazy("history", "Changed"),
    "moved": pgettext_lazy("history", "Moved"),
    "deleted": pgettext_lazy("history", "Deleted"),
    "restored": pgettext_lazy("history", "Restored"),
    "purged": pgettext_lazy("history", "Removed permanently"),
    "removed": pgettext_lazy("history", "Removed again"),
    "finished": pgettext_lazy("history", "Finished"),
    "cancelled": pgettext_lazy("history", "Cancelled"),
    "reopened": pgettext_lazy("history", "Reopened"),
    "resumed": pgettext_lazy("history", "Resumed"),
    "ended": pgettext_lazy("history", "Ended"),
    "generated": pgettext_lazy("history", "Created by its rule"),
    "imported": pgettext_lazy("history", "Imported"),
    "pruned": pgettext_lazy("history", "Earlier changes are no longer kept"),
}
# Those of them that are all there is to read about an existing row.
WHOLE = frozenset({"finished", "cancelled", "reopened", "resumed", "ended"})
# Those that create rows, besides "created".
OF_NEW_ROWS = frozenset({"generated", "imported"})
# An edit in the trash has the deletion, so that a copy knows where the row is.
OF_DELETIONS = frozenset({"deletion", "deleted_at"})


class Described(NamedTuple):
    """A change in words. `title` names its row; it is empty if the row has been purged."""

    title: str
    sentence: str


def describe(changes: Sequence[Change]) -> list[Described]:
    """Put changes into words, with one query for the names of all their rows and of those that their keys refer to."""
    names = names_of(changes)
    return [Described(title_of(change, names), sentence_of(change, names)) for change in changes]


def names_of(changes: Sequence[Change]) -> Names:
    """Return the names of the rows of the changes and of those that changed keys refer to, in the trash too."""
    wanted: dict[type[SoftDeletable], set[int]] = defaultdict(set)
    for change in changes:
        model = model_of(change.kind)
        if model is None:
            continue
        wanted[model].add(change.row)
        for name in change.before.keys() | change.after.keys():
            field = _field(model, name)
            if field is not None and field.is_relation and issubclass(field.related_model, SoftDeletable):
                for value in (change.before.get(name), change.after.get(name)):
                    wanted[field.related_model].update(value if isinstance(value, list) else [value] if value else [])
    if not wanted:
        return {}
    kinds = {kind_of(model): model for model in wanted}
    # One statement, whatever the kinds: a list of changes has a fixed number of queries.
    branch = limit.get()
    first, *others = (
        (model.all_objects.owned_by(branch.user) if branch else model.all_objects)
        .among(sorted(ids))
        .order_by()
        .values_list(Value(kind_of(model)), "pk", F(_label_field(model)))
        for model, ids in wanted.items()
    )
    return {(kinds[kind], pk): name for kind, pk, name in first.union(*others, all=True)}


def title_of(change: Change, names: Names) -> str:
    """Return the present name of the row; that in the change if the row exists no more."""
    model = model_of(change.kind)
    if model is None:
        return ""
    label = _label_field(model)
    found = names.get((model, change.row))
    return str(found if found is not None else change.after.get(label) or change.before.get(label) or "")


def sentence_of(change: Change, names: Names) -> str:
    """Return what has happened to the row."""
    sentence = _sentence_of(change, names)
    return sentence if change.undoes is None else _("Undo: {sentence}").format(sentence=sentence)


def _sentence_of(change: Change, names: Names) -> str:
    model, before, after = model_of(change.kind), change.before, change.after
    if model is None or not (before or after):
        return _of_action(change.action)
    if not before:
        return _of_action(change.action if change.action in OF_NEW_ROWS else "created")
    if not after:
        return _of_action("purged" if change.action == "purged" else "removed")
    if before.get("deletion") != after.get("deletion"):
        return _of_deletion(model, after) if after.get("deletion") else _of_action("restored")
    words = Words(names, change.at)
    if own := _own_sentence(model, change, words):
        return own
    if change.action in WHOLE:
        return _of_action(change.action)
    return _of_fields(model, before, after, words) or _of_action(change.action)


def values_of(change: Change, names: Names) -> list[tuple[str, str, str]]:
    """Return the name, the old and the new value of each field that has changed."""
    model = model_of(change.kind)
    if model is None:
        return []
    words, found = Words(names, change.at), []
    for name in dict.fromkeys([*change.before, *change.after]):
        if (field := _field(model, name)) is None:
            continue
        old, new = words.value(field, change.before.get(name)), words.value(field, change.after.get(name))
        if old != new:
            found.append((str(capfirst(field.verbose_name)), old, new))
    return found


@cache
def model_of(kind: str) -> type[SoftDeletable] | None:
    """Return the model of a kind of the log; None for an unknown one, as after the removal of a model."""
    return next((model for model in soft_deletable_models() if kind_of(model) == kind), None)


def _of_action(action: str) -> str:
    return str(ACTIONS.get(action, ACTIONS["edited"]))


def _of_deletion(model: type[SoftDeletable], facts: Mapping[str, Any]) -> str:
    counts = dict(facts.get("counts") or {})
    counts[plural_name(model)] = counts.get(plural_name(model), 1) - 1
    if not any(counts.values()):
        return _of_action("deleted")
    return _("Deleted with {counts}").format(counts=describe_counts(counts))


def _own_sentence(model: type[SoftDeletable], change: Change, words: Words) -> str:
    for action, template in model.sentences:
        text = str(template)
        fields = {name: _field(model, name) for _text, name, _spec, _conversion in Formatter().parse(text) if name}
        if action == change.action and all(change.after.get(name) for name in fields):
            values = {name: _news(change, name) for name in fields}
            return text.format(**{name: words.value(field, values[name]) for name, field in fields.items()})
    return ""


def _of_fields(model: type[SoftDeletable], before: Mapping[str, Any], after: Mapping[str, Any], words: Words) -> str:
    names = [name for name in after if name not in OF_DELETIONS]
    telling = [name for name in names if name not in model.bookkeeping]
    moves = {key.name for key in cascading_keys(model)}
    parts = []
    for name in telling or names:
        field = _field(model, name)
        if field is not None:
            describe_field = _of_move if name in moves else _of_field
            parts.append(describe_field(field, before.get(name), after[name], words))
    return str(capfirst("; ".join(parts)))


def _of_move(field: Any, old: Any, new: Any, words: Words) -> str:
    shown_old, shown_new = words.value(field, old), words.value(field, new)
    if old is None:
        return _("moved to {new}").format(new=shown_new)
    if new is None:
        return _("moved out of {old}").format(old=shown_old)
    return _("moved from {old} to {new}").format(old=shown_old, new=shown_new)


def _of_field(field: Any, old: Any, new: Any, words: Words) -> str:
    label = str(field.verbose_name)
    if is_long(field, old, new):
        return _("{field} changed").format(field=label)
    if isinstance(old, list) and isinstance(new, list):
        added, removed = _added(old, new), _added(new, old)
        parts = [
            _("{field} {items} added").format(field=label, items=words.value(field, added)) if added else "",
            _("{field} {items} removed").format(field=label, items=words.value(field, removed)) if removed else "",
        ]
        return "; ".join(filter(None, parts))
    return _("{field} {old} → {new}").format(field=label, old=words.value(field, old), new=words.value(field, new))


def _news(change: Change, name: str) -> Any:
    """Return the new value; of a list what was added."""
    value = change.after[name]
    return _added(change.before.get(name), value) if isinstance(value, list) else value


def _added(old: Any, new: Any) -> list[Any]:
    return [item for item in new or [] if item not in (old or [])]


def _field(model: type[models.Model], name: str) -> Any:
    """Return the field; None if the model has it no more."""
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


@cache
def _label_field(model: type[models.Model]) -> str:
    """Return the name of the field that names a row: its first line of text."""
    return next(field.name for field in model._meta.concrete_fields if isinstance(field, LineField))
