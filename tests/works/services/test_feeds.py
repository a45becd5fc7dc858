from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import services as accounts
from categories import services as categories
from tests.makers import NOON, PASSWORD, make_category, make_label
from wheelbarrow.core import secrets, trash
from works.models import Feed, FeedLabel
from works.services import feeds
from works.services.labels import delete_label
from works.services.lookup import UnknownLabel

HOUR = timedelta(hours=1)


def make_feed(user, **fields):
    return feeds.create_feed(user=user, at=NOON, **{"name": "All", **fields})


class TestCreateFeed:
    def test_stores_nothing_of_the_secret(self, ann):
        created = make_feed(ann)
        row = Feed.objects.get()
        assert created.secret.startswith(f"wbf_{row.prefix}_")
        assert secrets.split("wbf", created.secret) == (row.prefix, row.digest)
        assert created.secret.rpartition("_")[2] not in str(Feed.objects.values().get())
        assert feeds.feed_of(created.secret, at=NOON).pk == row.pk

    def test_takes_a_branch_and_labels_of_the_person(self, ann):
        garden, home = make_category(user=ann), make_label(user=ann)
        row = make_feed(ann, under=garden.pk, labels=[home.pk, home.pk], my_job=True, with_closed=False).row
        found = feeds.find_feed(ann, row.pk)
        assert (found.under_id, found.label_ids, found.my_job, found.with_closed) == (garden.pk, [home.pk], True, False)

    def test_refuses_those_of_a_stranger_and_of_the_trash(self, ann, ben):
        gone = make_label(user=ann, name="Gone")
        delete_label(user=ann, label_id=gone.pk, at=NOON)
        with pytest.raises(feeds.UnknownFeedBranch):
            make_feed(ann, under=make_category(user=ben).pk)
        for label in (make_label(user=ben), gone):
            with pytest.raises(UnknownLabel):
                make_feed(ann, labels=[label.pk])
        assert not Feed.objects.exists()

    def test_refuses_too_many(self, ann, ben, monkeypatch):
        monkeypatch.setattr(feeds, "MOST_FEEDS", 2)
        first = make_feed(ann)
        make_feed(ann)
        with pytest.raises(feeds.TooManyFeeds):
            make_feed(ann)
        feeds.revoke_feed(user=ann, feed_id=first.row.pk, at=NOON)
        make_feed(ann)
        make_feed(ben)


class TestRevokeFeed:
    def test_ends_the_link_at_once(self, ann):
        created, other = make_feed(ann), make_feed(ann)
        feeds.revoke_feed(user=ann, feed_id=created.row.pk, at=NOON)
        with pytest.raises(feeds.FeedNotFound):
            feeds.feed_of(created.secret, at=NOON)
        with pytest.raises(feeds.FeedNotFound):
            feeds.revoke_feed(user=ann, feed_id=created.row.pk, at=NOON)
        assert [row.pk for row in feeds.feeds_of(ann)] == [other.row.pk]

    def test_refuses_that_of_a_stranger(self, ann, ben):
        created = make_feed(ben)
        with pytest.raises(feeds.FeedNotFound):
            feeds.revoke_feed(user=ann, feed_id=created.row.pk, at=NOON)
        assert feeds.feed_of(created.secret, at=NOON)

    def test_keeps_the_newest_revoked_ones(self, ann, monkeypatch):
        monkeypatch.setattr(feeds, "MOST_REVOKED", 1)
        for _ in range(3):
            feeds.revoke_feed(
                user=ann, feed_id=make_feed(ann, labels=[make_label(user=ann, name=str(_)).pk]).row.pk, at=NOON
            )
        make_feed(ann)
        assert Feed.objects.count() == 2
        assert FeedLabel.objects.count() == 1


class TestFeedOf:
    def test_takes_one_query_and_stores_the_use_once_an_hour(self, ann):
        secret = make_feed(ann).secret

        def count(at):
            with CaptureQueriesContext(connection) as statements:
                feeds.feed_of(secret, at=at)
            return len(statements)

        assert [count(NOON), count(NOON + HOUR / 2), count(NOON + HOUR), count(NOON + HOUR)] == [2, 1, 2, 1]
        assert Feed.objects.get().last_used_at == NOON + HOUR

    def test_refuses_every_wrong_secret(self, ann):
        secret = make_feed(ann).secret
        other = secrets.make("wbf").text
        _kind, prefix, _rest = secret.split("_")
        mixed = secrets.make("wbf").text.split("_")[2]
        for wrong in (
            "",
            "wbf_",
            secret[:-1],
            secret + "x",
            secret.replace("wbf_", "wb_"),
            other,
            f"wbf_{prefix}_{mixed}",
            "\0" * 80,
            "가" * 60,
        ):
            with pytest.raises(feeds.FeedNotFound):
                feeds.feed_of(wrong, at=NOON)

    def test_refuses_a_guess_with_the_right_prefix_and_checksum(self, ann):
        prefix = make_feed(ann).row.prefix
        guess = "0" * secrets.RANDOM_LENGTH
        whole = f"wbf_{prefix}_{guess}{secrets._checksum('wbf', prefix, guess)}"
        assert secrets.split("wbf", whole)
        with pytest.raises(feeds.FeedNotFound):
            feeds.feed_of(whole, at=NOON)

    def test_refuses_that_of_a_person_who_is_not_active(self, ann):
        secret = make_feed(ann).secret
        accounts.close_account(user=ann, password=PASSWORD, at=NOON)
        with pytest.raises(feeds.FeedNotFound):
            feeds.feed_of(secret, at=NOON)

    def test_refuses_that_of_a_branch_in_the_trash_until_it_is_restored(self, ann):
        garden = make_category(user=ann)
        secret = make_feed(ann, under=garden.pk).secret
        deletion = categories.delete_category(user=ann, category_id=garden.pk, at=NOON)
        with pytest.raises(feeds.FeedNotFound):
            feeds.feed_of(secret, at=NOON)
        trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=NOON)
        assert feeds.feed_of(secret, at=NOON).branch_path == garden.path


class TestPurge:
    def test_of_the_branch_removes_the_feed_with_its_labels(self, ann):
        garden, home = make_category(user=ann), make_label(user=ann)
        make_feed(ann, under=garden.pk, labels=[home.pk])
        kept = make_feed(ann, labels=[home.pk])
        deletion = categories.delete_category(user=ann, category_id=garden.pk, at=NOON)
        trash.purge_deletion(user=ann, deletion_id=deletion.pk, at=NOON)
        assert [row.pk for row in Feed.objects.all()] == [kept.row.pk]
        assert FeedLabel.objects.count() == 1

    def test_of_a_label_removes_it_from_the_feed(self, ann):
        home = make_label(user=ann)
        make_feed(ann, labels=[home.pk])
        deletion = delete_label(user=ann, label_id=home.pk, at=NOON)
        trash.purge_deletion(user=ann, deletion_id=deletion.pk, at=NOON)
        assert FeedLabel.objects.count() == 0

    def test_of_the_account_removes_all(self, ann, ben):
        make_feed(ann, under=make_category(user=ann).pk, labels=[make_label(user=ann).pk])
        make_feed(ann, labels=[make_label(user=ann, name="b").pk])
        make_feed(ben)
        trash.purge_all_of(ann)
        assert [row.user for row in Feed.objects.all()] == [ben]
        assert FeedLabel.objects.count() == 0


def commit(write):
    """Write, and check the deferred constraints."""
    with transaction.atomic():
        write()
        connection.check_constraints()


class TestConstraints:
    def test_refuse_the_branch_of_a_stranger(self, ann, ben):
        row, garden = make_feed(ann).row, make_category(user=ben)
        with pytest.raises(IntegrityError):
            commit(lambda: Feed.objects.filter(pk=row.pk).update(under=garden))

    def test_refuse_the_label_of_a_stranger(self, ann, ben):
        row, label = make_feed(ann).row, make_label(user=ben)
        with pytest.raises(IntegrityError):
            commit(lambda: FeedLabel.objects.create(user=ann, feed=row, label=label))

    def test_refuse_the_feed_of_a_stranger(self, ann, ben):
        row, label = make_feed(ben).row, make_label(user=ann)
        with pytest.raises(IntegrityError):
            commit(lambda: FeedLabel.objects.create(user=ann, feed=row, label=label))
