"""Save, rename and remove views: each function is one act."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from wheelbarrow.core import trash
from wheelbarrow.core.exceptions import Conflict, Invalid, NotFound
from wheelbarrow.core.history.acts import recorded
from wheelbarrow.core.history.recording import insert, update
from wheelbarrow.core.models import Deletion
from wheelbarrow.core.quotas import reserve
from works.models import SavedView
from works.models.saved_view import LONGEST_ADDRESS, PAGES

# The side bar shows all of them.
MOST_VIEWS = 30


class SavedViewNotFound(NotFound):
    template = _("You have no such saved view. It may have been removed: look in the trash.")


class PageCannotBeSaved(Invalid):
    template = _("This page cannot be saved as a view.")


class TooManySavedViews(Conflict):
    template = _("You have {limit} saved views. Remove one of them first.")


@recorded("created")
def save_view(*, user: User, name: str, address: str, at: datetime) -> SavedView:
    """Save the address of a page, as path and query below the home page. Raises PageCannotBeSaved, TooManySavedViews."""
    if not address.startswith(PAGES) or len(address) > LONGEST_ADDRESS:
        raise PageCannotBeSaved
    reserve(user, rows=1)
    others = SavedView.objects.owned_by(user)
    if others.count() >= MOST_VIEWS:
        raise TooManySavedViews(limit=MOST_VIEWS)
    position = others.next_position()
    view = SavedView(user=user, name=name, address=address, position=position, created_at=at, updated_at=at)
    insert(view)
    return view


@recorded("edited")
def rename_view(*, user: User, view_id: int, name: str, at: datetime) -> SavedView:
    """Give a saved view another name. Raises SavedViewNotFound."""
    view = _find(user, view_id)
    view.name = name
    update([view], ["name"])
    return view


@recorded("deleted")
def remove_view(*, user: User, view_id: int, at: datetime) -> Deletion:
    """Move a saved view to the trash. Raises SavedViewNotFound."""
    view = _find(user, view_id)
    return trash.move_to_trash(SavedView.objects.with_id(view.pk), user=user, tops=[view], label=view.name, at=at)


def _find(user: User, view_id: int) -> SavedView:
    view: SavedView | None = SavedView.objects.owned_by(user).with_id(view_id).first()
    if view is None:
        raise SavedViewNotFound
    return view
