"""Pause and resume a branch of the tree, with everything recurring and open in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from categories.models import Category
from categories.services import CategoryNotFound, refuse_top
from wheelbarrow.core.exceptions import Conflict
from wheelbarrow.core.history.acts import recorded
from wheelbarrow.core.history.recording import update
from works.models import RecurringWork
from works.services.generation import make_due_works
from works.services.pausing import PauseBeginsInThePast, PauseEndsBeforeItBegins

ONE_DAY = timedelta(days=1)
PAUSE = ["paused_from", "paused_until"]


class BranchNotPaused(Conflict):
    template = _("The project is not paused itself. Resume the project above it that is.")


@recorded("paused")
def pause_branch(
    *, user: User, category_id: int, at: datetime, from_on: date | None = None, until_on: date | None = None
) -> Category:
    """Pause the category and all below it, from today and until resumed by default; both days are included.

    Meanwhile its open works are not on Today and its recurring works create none; the days of the pause create none
    later either. A pause that is not over is replaced. Raises CategoryNotFound, PauseBeginsInThePast,
    PauseEndsBeforeItBegins.
    """
    category, today = find_branch(user, category_id), user.local_time(at).date()
    refuse_top(category)
    is_running = category.has_pause_at(today)
    first = from_on or (category.paused_from if is_running and category.paused_from else today)
    if first < today and first != category.paused_from:
        raise PauseBeginsInThePast(field="from", today=today)
    if until_on and until_on < first:
        raise PauseEndsBeforeItBegins(field="until")
    if category.paused_from and not is_running:
        # No tick may have passed the days of the old pause yet.
        _make_due(user, category, at)
    category.paused_from, category.paused_until = first, until_on
    update([category], PAUSE)
    return category


@recorded("resumed")
def resume_branch(*, user: User, category_id: int, at: datetime) -> Category:
    """End the pause of a category, from today on, and create what is due. Raises CategoryNotFound, BranchNotPaused."""
    category, today = find_branch(user, category_id), user.local_time(at).date()
    refuse_top(category)
    if not category.has_pause_at(today):
        raise BranchNotPaused
    if category.paused_from and category.paused_from < today:
        category.paused_until = today - ONE_DAY
    else:
        category.paused_from = category.paused_until = None
    update([category], PAUSE)
    _make_due(user, category, at)
    return category


def find_branch(user: User, category_id: int) -> Category:
    """The live category. Raises CategoryNotFound."""
    category: Category | None = Category.objects.owned_by(user).with_id(category_id).first()
    if category is None:
        raise CategoryNotFound
    return category


def _make_due(user: User, category: Category, at: datetime) -> None:
    make_due_works(user=user, ids=RecurringWork.objects.under(category).ids(), at=at)
