"""A person's own live rows, by id, for services that hold the owner's lock."""

from __future__ import annotations

from typing import Any

from django.db.models import Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from categories.models import Category
from categories.querysets import CategoryQuerySet
from wheelbarrow.core.db.compiled import Compiled
from wheelbarrow.core.db.limits import top
from wheelbarrow.core.exceptions import Invalid, NotFound
from works.models import Label, RecurringWork, ReportCopy, Work


class WorkNotFound(NotFound):
    template = _("You have no such work. It may have been deleted: look in the trash.")


class RecurringWorkNotFound(NotFound):
    template = _("You have no such recurring work. It may have been deleted: look in the trash.")


class LabelNotFound(NotFound):
    template = _("You have no such label. It may have been deleted: look in the trash.")


class ReportCopyNotFound(NotFound):
    template = _("You have no such kept report. It may have been deleted: look in the trash.")


class UnknownLabel(Invalid):
    template = _("You have no label with the id {id}. Use the ids of your labels.")


class UnknownCategory(Invalid):
    template = _("You have no such project. Use the id of one of your projects, or null for none.")


def _place(user: int, pk: int) -> CategoryQuerySet:
    last = Work.objects.owned_by(user).in_category(pk).from_the_last().values("position")[:1]
    place: CategoryQuerySet = Category.objects.owned_by(user).with_id(pk).annotate(last=Subquery(last))
    return place


_works = Compiled[Work](lambda user, pk: Work.objects.owned_by(user).with_category().with_label_ids().with_id(pk))
_closing = Compiled[Work](
    lambda user, pk: Work.objects.owned_by(user).with_category().with_label_ids().with_what_closing_needs().with_id(pk)
)
_categories = Compiled[Category](lambda user, pk: Category.objects.owned_by(user).with_id(pk))
_places = Compiled[Any](_place)
_unfiled = Compiled[Any](
    lambda user: Work.objects.owned_by(user).in_category(None).from_the_last().values_list("position")
)


def find_work(user: User, work_id: int, *, to_close: bool = False) -> Work:
    """The work with its category and `label_ids`, and `to_close` it with what that needs. Raises WorkNotFound."""
    work = (_closing if to_close else _works).first(user.pk, work_id)
    if work is None:
        raise WorkNotFound
    return work


def find_recurring_work(user: User, recurring_work_id: int) -> RecurringWork:
    """The recurring work, locked against the scheduler, with its `zone` and `label_ids`. Raises RecurringWorkNotFound."""
    rows = RecurringWork.objects.owned_by(user).with_category().with_label_ids().with_zone()
    rule: RecurringWork | None = rows.filter(pk=recurring_work_id).locked().first()
    if rule is None:
        raise RecurringWorkNotFound
    return rule


def find_label(user: User, label_id: int) -> Label:
    """The label. Raises LabelNotFound."""
    label: Label | None = Label.objects.owned_by(user).with_id(label_id).first()
    if label is None:
        raise LabelNotFound
    return label


def find_report_copy(user: User, report_copy_id: int) -> ReportCopy:
    """The kept report. Raises ReportCopyNotFound."""
    copy: ReportCopy | None = ReportCopy.objects.owned_by(user).with_id(report_copy_id).first()
    if copy is None:
        raise ReportCopyNotFound
    return copy


def find_category(user: User, category_id: int | None) -> Category | None:
    """The category to file a work in; None files it nowhere, or into the caller's branch. Raises UnknownCategory."""
    category_id = top() if category_id is None else category_id
    if category_id is None:
        return None
    category = _categories.first(user.pk, category_id)
    if category is None:
        raise UnknownCategory(field="category")
    return category


def find_place(user: User, category_id: int | None) -> tuple[Category | None, int]:
    """The same, with the position behind the last work in it, in one query. Raises UnknownCategory."""
    category_id = top() if category_id is None else category_id
    if category_id is None:
        last = _unfiled.first(user.pk)
        return None, last[0] + 1 if last else 0
    category = _places.first(user.pk, category_id)
    if category is None:
        raise UnknownCategory(field="category")
    return category, 0 if category.last is None else category.last + 1
