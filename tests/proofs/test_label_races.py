"""Labels that two requests of one person write at one moment."""

import pytest
from django.db import connection

from tests.makers import NOON, make_label, make_recurring_work, make_work
from tests.proofs.racing import ROUNDS, assert_only, race, winners
from wheelbarrow.core import trash
from wheelbarrow.core.history.links import linked
from works.models import Label, Work, WorkLabel
from works.services import editing, labels
from works.services.generation import run_batch
from works.services.labels import LabelNameTaken
from works.services.lookup import LabelNotFound, UnknownLabel

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]

rounds = range(ROUNDS)


class TestOneNameAtOnce:
    def test_is_one_label(self, ann, ben):
        for number in rounds:
            names = [f"urgent {number}", f"URGENT {number}", f"Urgent {number}"]

            outcomes = race(
                *(lambda name=name: make_label(user=ann, name=name) for name in names),
                lambda name=names[0]: make_label(user=ben, name=name),
            )

            assert_only(outcomes, LabelNameTaken)
            assert len(winners(outcomes)) == 2
            assert Label.objects.owned_by(ann).count() == Label.objects.owned_by(ben).count() == number + 1


class TestALabelThatIsDeleted:
    def test_is_given_before_or_refused(self, ann):
        work = make_work(user=ann)
        for number in rounds:
            label = make_label(user=ann, name=str(number))

            outcomes = race(
                lambda pk=label.pk: editing.edit_work(user=ann, work_id=work.pk, labels=[pk], at=NOON),
                lambda pk=label.pk: labels.delete_label(user=ann, label_id=pk, at=NOON),
            )

            assert_only(outcomes, UnknownLabel)
            assert 1 in winners(outcomes)
            has = label.pk in linked([work], "labels")[work.pk]
            assert has == (0 in winners(outcomes))
            assert list(work.labels.all()) == []

    def test_is_purged_without_a_link_left(self, ann):
        for number in rounds:
            label = make_label(user=ann, name=str(number))
            rule = make_recurring_work(user=ann, labels=[label.pk], rule="FREQ=DAILY;COUNT=2", is_active=False)
            type(rule).objects.filter(pk=rule.pk).update(is_active=True)
            deletion = labels.delete_label(user=ann, label_id=label.pk, at=NOON)

            outcomes = race(
                lambda pk=deletion.pk: trash.purge_deletion(user=ann, deletion_id=pk, at=NOON),
                lambda: run_batch(NOON, size=10),
            )

            assert_only(outcomes, LabelNotFound)
            assert not WorkLabel.objects.owned_by(ann).exists()
            assert not Label.all_objects.with_ids([label.pk]).exists()


class TestTwoThatLabelOneWork:
    def test_both_leave_their_label(self, ann):
        for number in rounds:
            one, other = make_label(user=ann, name=f"{number} a"), make_label(user=ann, name=f"{number} b")
            work = make_work(user=ann)

            outcomes = race(
                *(
                    lambda pk=label.pk, work=work: editing.label_works(user=ann, ids=[work.pk], add=[pk], at=NOON)
                    for label in (one, other)
                )
            )

            assert_only(outcomes)
            assert Work.objects.with_label_ids().get(pk=work.pk).label_ids == [one.pk, other.pk]
