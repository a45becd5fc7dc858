"""A person's own live rows, by id, for services that hold the owner's lock."""

from __future__ import annotations

from accounts.models import User
from categories.models import Category
from wheelbarrow.exceptions import Invalid, NotFound
from works.models import RecurringWork, Work


class WorkNotFound(NotFound):
    """There is no such work among yours."""


class RecurringWorkNotFound(NotFound):
    """There is no such recurring work among yours."""


class UnknownCategory(Invalid):
    """There is no such category among yours. Name a live one, or null for none."""


def find_work(user: User, work_id: int) -> Work:
    """The work with its category. Raises WorkNotFound."""
    work = Work.objects.owned_by(user).with_category().filter(pk=work_id).first()
    if work is None:
        raise WorkNotFound
    return work


def find_recurring_work(user: User, recurring_work_id: int) -> RecurringWork:
    """The recurring work, locked against the scheduler, with its `zone`. Raises RecurringWorkNotFound."""
    rows = RecurringWork.objects.owned_by(user).with_category().with_zone()
    rule = rows.filter(pk=recurring_work_id).locked().first()
    if rule is None:
        raise RecurringWorkNotFound
    return rule


def find_category(user: User, category_id: int | None) -> Category | None:
    """The category to file a work in; None files it nowhere. Raises UnknownCategory."""
    if category_id is None:
        return None
    category = Category.objects.owned_by(user).filter(pk=category_id).first()
    if category is None:
        raise UnknownCategory(field="category")
    return category
