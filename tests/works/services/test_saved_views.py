"""Saved views."""

import pytest
from django.db import IntegrityError, transaction

from tests.makers import NOON
from wheelbarrow.core import trash
from wheelbarrow.core.history.undo import undo_last
from wheelbarrow.core.models import Change
from works.models import SavedView
from works.services.saved_views import (
    PageCannotBeSaved,
    SavedViewNotFound,
    remove_view,
    rename_view,
    save_view,
)


class TestSaveView:
    def test_puts_it_last_and_records_it(self, ann, ben):
        first = save_view(user=ann, name="One", address="search/?q=a", at=NOON)
        second = save_view(user=ann, name="Two", address="board/", at=NOON)
        other = save_view(user=ben, name="Ben's", address="board/", at=NOON)

        assert (first.position, second.position, other.position) == (0, 1, 0)
        change = Change.objects.get(kind="saved_view", row=second.pk)
        assert (change.action, change.after["address"]) == ("created", "board/")

    @pytest.mark.parametrize("address", ["today/", "/board/", "http://board/", "board/?" + "x" * 700])
    def test_refuses_other_addresses(self, ann, address):
        with pytest.raises(PageCannotBeSaved):
            save_view(user=ann, name="One", address=address, at=NOON)

    def test_is_held_by_the_database(self, ann):
        view = SavedView(user=ann, name="x", address="//example.org/", created_at=NOON, updated_at=NOON)

        with pytest.raises(IntegrityError, match="savedview_address_check"), transaction.atomic():
            view.save()


class TestRenameView:
    def test_changes_the_name(self, ann, ben):
        view = save_view(user=ann, name="One", address="board/", at=NOON)

        assert rename_view(user=ann, view_id=view.pk, name="Two", at=NOON).name == "Two"
        with pytest.raises(SavedViewNotFound):
            rename_view(user=ben, view_id=view.pk, name="Three", at=NOON)


class TestRemoveView:
    def test_moves_it_to_the_trash_from_which_it_can_be_restored(self, ann, ben):
        view = save_view(user=ann, name="One", address="board/", at=NOON)
        with pytest.raises(SavedViewNotFound):
            remove_view(user=ben, view_id=view.pk, at=NOON)

        deletion = remove_view(user=ann, view_id=view.pk, at=NOON)

        assert SavedView.objects.count() == 0
        assert (deletion.kind, deletion.label, deletion.counts) == ("saved_view", "One", {"saved_views": 1})
        trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=NOON)
        assert SavedView.objects.get().name == "One"
        undo_last(user=ann, at=NOON)
        assert SavedView.objects.count() == 0
