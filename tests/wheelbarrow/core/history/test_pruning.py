"""Old changes are removed; one of each person stays as a mark."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.makers import NOON, make_work
from wheelbarrow.core.history import pruning
from wheelbarrow.core.history.pruning import prune_changes
from wheelbarrow.core.models import Change

LATER = NOON + timedelta(days=365, hours=1)


def prune(at=LATER, report=None):
    return prune_changes(before=NOON, at=at, report=report)


def actions_of(user):
    return list(Change.objects.owned_by(user).order_by("pk").values_list("action", flat=True))


@pytest.fixture
def history(ann, ben):
    """Three changes of Ann's that are a year old, one that is not; of Ben's, one that is not."""
    for days in (0, 0, 0, 1):
        make_work(user=ann, title="Secret", at=NOON + timedelta(days=days))
    make_work(user=ben, at=NOON + timedelta(days=1))


class TestPruneChanges:
    def test_leaves_a_mark_and_what_is_younger(self, history, ann, ben):
        assert prune() == 2

        mark, kept = Change.objects.owned_by(ann).order_by("pk")
        assert (mark.action, mark.kind, mark.row, mark.before, mark.after) == ("pruned", "", 0, {}, {})
        assert kept.action == "created"
        assert actions_of(ben) == ["created"]

    def test_moves_the_mark_on(self, history, ann):
        prune()
        first = Change.objects.owned_by(ann).order_by("pk").first()

        assert prune(at=LATER + timedelta(days=1)) == 1

        assert actions_of(ann) == ["pruned"]
        assert Change.objects.owned_by(ann).get().pk > first.pk

    def test_changes_nothing_the_second_time(self, history, ann):
        prune()
        version = type(ann).objects.get(pk=ann.pk).version

        assert prune() == 0

        assert actions_of(ann) == ["pruned", "created"]
        assert type(ann).objects.get(pk=ann.pk).version == version

    def test_goes_on_after_an_interruption(self, history, ann, monkeypatch):
        monkeypatch.setattr(pruning, "PRUNE_BATCH", 1)

        def interrupt(_count):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            prune(report=interrupt)
        interrupted = actions_of(ann)
        prune()

        # The mark is there before the first one goes.
        assert interrupted == ["created", "pruned", "created"]
        assert actions_of(ann) == ["pruned", "created"]

    def test_reports_each_batch(self, history, monkeypatch):
        monkeypatch.setattr(pruning, "PRUNE_BATCH", 1)
        counts = []

        prune(report=counts.append)

        assert counts == [1, 1]

    def test_keeps_everything_for_ever_with_0(self, history, ann, settings):
        settings.HISTORY_DAYS = 0

        assert prune(at=NOON + timedelta(days=100_000)) == 0
        assert actions_of(ann) == ["created"] * 4

    def test_is_part_of_the_command(self, ann, capsys):
        for days in (400, 400, 1):
            make_work(user=ann, at=timezone.now() - timedelta(days=days))

        call_command("purge_deleted")

        assert "1 changes purged." in capsys.readouterr().out
        assert actions_of(ann) == ["pruned", "created"]
