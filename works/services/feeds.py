"""Create and revoke calendar feeds, and find the feed of a link."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from categories.models import Category
from wheelbarrow.core import secrets
from wheelbarrow.core.db.compiled import Compiled
from wheelbarrow.core.db.ownership import lock_and_bump
from wheelbarrow.core.db.secret_holder import holder_of
from wheelbarrow.core.exceptions import Conflict, Invalid, NotFound
from wheelbarrow.core.text import normalize
from works.choices import FeedComponent
from works.models import Feed, FeedLabel, Label
from works.services.lookup import UnknownLabel

# How the secret in a link begins.
KIND = "wbf"
# Feeds of one person, and revoked ones whose last use is kept.
MOST_FEEDS, MOST_REVOKED = 30, 30


class FeedNotFound(NotFound):
    template = _("You have no such calendar feed. It may have been revoked.")


class UnknownFeedBranch(Invalid):
    template = _("You have no such project. Use the id of one of your projects, or null for everything.")


class TooManyFeeds(Conflict):
    template = _("You have {limit} calendar feeds. Revoke one that you no longer need.")


class CreatedFeed(NamedTuple):
    """A new feed, and the secret of its link, which is not stored and cannot be shown again."""

    row: Feed
    secret: str


_by_prefix = Compiled[Feed](lambda prefix: Feed.objects.with_prefix(prefix).not_revoked().with_person().with_choices())


@transaction.atomic
def create_feed(
    *,
    user: User,
    name: str,
    at: datetime,
    component: str = FeedComponent.EVENT,
    under: int | None = None,
    my_job: bool | None = None,
    labels: Collection[int] = (),
    with_closed: bool = True,
) -> CreatedFeed:
    """Create a feed of the works in a branch, with one of the labels. Raises UnknownFeedBranch, UnknownLabel, TooManyFeeds."""
    lock_and_bump(user)
    if Feed.objects.owned_by(user).not_revoked().count() >= MOST_FEEDS:
        raise TooManyFeeds(limit=MOST_FEEDS)
    ids = sorted(set(labels))
    found = Label.objects.owned_by(user).among(ids).ids()
    for pk in ids:
        if pk not in found:
            raise UnknownLabel(field="labels", id=pk)
    secret = secrets.make(KIND)
    row = Feed(
        user=user,
        name=normalize(name),
        prefix=secret.prefix,
        digest=secret.digest,
        component=component,
        under=_find_branch(user, under),
        my_job=my_job,
        with_closed=with_closed,
        created_at=at,
    )
    row.save(force_insert=True)
    FeedLabel.objects.bulk_create([FeedLabel(user=user, feed=row, label_id=pk) for pk in ids])
    row.label_ids = ids
    Feed.objects.owned_by(user).revoked().keep_newest(MOST_REVOKED)
    return CreatedFeed(row, secret.text)


@transaction.atomic
def revoke_feed(*, user: User, feed_id: int, at: datetime) -> Feed:
    """End a feed: its link answers 404 from now on. Raises FeedNotFound."""
    lock_and_bump(user)
    row = find_feed(user, feed_id)
    Feed.objects.with_id(row.pk).revoke(at)
    return row


def feeds_of(user: User) -> list[Feed]:
    """Return the person's feeds that are not revoked, the newest first."""
    return list(Feed.objects.owned_by(user).not_revoked().with_choices().newest_first())


def find_feed(user: User, feed_id: int) -> Feed:
    """Return one that is not revoked. Raises FeedNotFound."""
    row: Feed | None = Feed.objects.owned_by(user).not_revoked().with_choices().with_id(feed_id).first()
    if row is None:
        raise FeedNotFound
    return row


def feed_of(secret: str, *, at: datetime) -> Feed:
    """Return the feed of a link with its person, in one query; once an hour one more stores the use.

    Raises FeedNotFound for a secret that is wrong or revoked, whose person is not active, or whose branch is in the
    trash: a stranger learns no more.
    """
    row = holder_of(secret, kind=KIND, by_prefix=_by_prefix)
    if row is None:
        raise FeedNotFound
    is_lost = row.under_id is not None and row.branch_path is None
    if is_lost or not row.user.is_active:
        raise FeedNotFound
    row.user.background = row.background  # type: ignore[attr-defined]  # as UserQuerySet.with_background_version()
    if row.is_use_due(at):
        Feed.objects.with_id(row.pk).note_use(at)
    return row


def _find_branch(user: User, under: int | None) -> Category | None:
    if under is None:
        return None
    branch: Category | None = Category.objects.owned_by(user).with_id(under).first()
    if branch is None:
        raise UnknownFeedBranch(field="under")
    return branch
