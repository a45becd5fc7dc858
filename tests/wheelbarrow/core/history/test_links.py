"""Links of rows, as the log and undo read and write them."""

import pytest
from django.db import IntegrityError, connection

from tests.makers import NOON, make_label, make_recurring_work, make_work
from wheelbarrow.core import trash
from wheelbarrow.core.history.acts import acting
from wheelbarrow.core.history.links import link_new, linked, relink
from wheelbarrow.core.models import Change
from works.models import RecurringWorkLabel, Work, WorkLabel
from works.services import editing, labels, recurring


@pytest.fixture
def urgent(ann):
    return make_label(user=ann, name="Urgent")


@pytest.fixture
def home(ann):
    return make_label(user=ann, name="Home")


def relinking(user, rows, ids):
    with acting("edited", user=user, at=NOON):
        relink(rows, "labels", ids)


class TestLinked:
    def test_has_each_row_with_the_sorted_ids_of_what_it_is_linked_to(self, ann, urgent, home):
        both, none = make_work(user=ann, labels=[home.pk, urgent.pk]), make_work(user=ann)

        assert linked([both, none], "labels") == {both.pk: [urgent.pk, home.pk], none.pk: []}
        assert linked([], "labels") == {}

    def test_has_rows_in_the_trash_at_either_end(self, ann, urgent):
        work = make_work(user=ann, labels=[urgent.pk])
        labels.delete_label(user=ann, label_id=urgent.pk, at=NOON)
        editing.delete_work(user=ann, work_id=work.pk, at=NOON)

        assert linked([work], "labels") == {work.pk: [urgent.pk]}

    def test_takes_one_statement_for_any_number_of_rows(self, ann, urgent, django_assert_num_queries):
        works = [make_work(user=ann, labels=[urgent.pk]) for _ in range(12)]

        for rows in (works[:1], works):
            with django_assert_num_queries(1):
                linked(rows, "labels")


class TestRelink:
    def test_links_each_row_to_exactly_these_ids_and_records_it(self, ann, urgent, home):
        work, other = make_work(user=ann, labels=[urgent.pk]), make_work(user=ann, labels=[urgent.pk])
        version = other.version

        relinking(ann, [work, other], {work.pk: [home.pk]})

        assert linked([work, other], "labels") == {work.pk: [home.pk], other.pk: [urgent.pk]}
        change = Change.objects.newest_first().first()
        assert (change.kind, change.row, change.user_id) == ("work", work.pk, ann.pk)
        assert (change.before, change.after) == ({"labels": [urgent.pk]}, {"labels": [home.pk]})
        assert Work.objects.get(pk=work.pk).version == work.version == change.batch
        assert Work.objects.get(pk=other.pk).version == version

    def test_writes_nothing_where_nothing_changes(self, ann, urgent):
        work, count = make_work(user=ann, labels=[urgent.pk]), Change.objects.count()

        relinking(ann, [work], {work.pk: [urgent.pk, urgent.pk]})

        assert Change.objects.count() == count
        assert Work.objects.get(pk=work.pk).version == work.version

    def test_takes_as_many_statements_for_ten_times_the_rows(self, ann, urgent, home, django_assert_num_queries):
        works = [make_work(user=ann, labels=[urgent.pk]) for _ in range(33)]

        for rows in (works[:3], works[3:]):
            # A savepoint and its end, the lock, links read, removed and added, the rows, and the log.
            with django_assert_num_queries(8):
                relinking(ann, rows, {row.pk: [home.pk] for row in rows})

    def test_works_for_recurring_works_too(self, ann, urgent):
        rule = make_recurring_work(user=ann, is_active=False)

        relinking(ann, [rule], {rule.pk: [urgent.pk]})

        assert linked([rule], "labels") == {rule.pk: [urgent.pk]}
        assert RecurringWorkLabel.objects.get().user == ann

    def test_is_part_of_the_change_of_a_row_that_the_act_writes(self, ann, urgent):
        work, count = make_work(user=ann), Change.objects.count()

        editing.edit_work(user=ann, work_id=work.pk, title="Plant", labels=[urgent.pk], at=NOON)

        assert Change.objects.count() == count + 1
        change = Change.objects.newest_first().first()
        assert change.before == {"title": "Dig", "labels": []}
        assert change.after == {"title": "Plant", "labels": [urgent.pk]}

    def test_needs_an_act(self, ann, urgent):
        work = make_work(user=ann)

        with pytest.raises(RuntimeError):
            relink([work], "labels", {work.pk: [urgent.pk]})

    def test_refuses_a_field_whose_links_have_no_owner(self, ann):
        with acting("edited", user=ann, at=NOON), pytest.raises(TypeError):
            relink([ann], "groups", {ann.pk: [1]})


class TestLinkNew:
    def test_links_rows_that_have_no_links(self, ann, urgent, django_assert_num_queries):
        works = [make_work(user=ann) for _ in range(5)]

        with acting("created", user=ann, at=NOON), django_assert_num_queries(2):
            link_new(works, "labels", {work.pk: [urgent.pk] for work in works[1:]})

        assert linked(works, "labels") == {works[0].pk: [], **{work.pk: [urgent.pk] for work in works[1:]}}


class TestConstraints:
    """Raw writes, as no service makes them."""

    @pytest.mark.parametrize("end", ["work", "label", "user"])
    def test_refuse_a_link_over_two_people(self, ann, ben, end):
        facts = {"user": ann, "work": make_work(user=ann), "label": make_label(user=ann)}
        others = {"user": ben, "work": make_work(user=ben), "label": make_label(user=ben)}

        WorkLabel.objects.create(**{**facts, end: others[end]})

        with pytest.raises(IntegrityError):
            connection.check_constraints()
        connection.needs_rollback = True

    @pytest.mark.parametrize("end", ["recurring_work", "label"])
    def test_refuse_a_link_of_a_rule_over_two_people(self, ann, ben, end):
        facts = {"recurring_work": make_recurring_work(user=ann), "label": make_label(user=ann)}
        others = {"recurring_work": make_recurring_work(user=ben), "label": make_label(user=ben)}

        RecurringWorkLabel.objects.create(user=ann, **{**facts, end: others[end]})

        with pytest.raises(IntegrityError):
            connection.check_constraints()
        connection.needs_rollback = True

    def test_allow_one_link_of_each_kind(self, ann, urgent):
        work = make_work(user=ann, labels=[urgent.pk])

        with pytest.raises(IntegrityError):
            WorkLabel.objects.create(user=ann, work=work, label=urgent)


class TestPurge:
    def test_removes_the_links_first_at_either_end(self, ann, ben, urgent, home):
        hers, his = make_work(user=ann, labels=[urgent.pk, home.pk]), make_label(user=ben)
        of_ben = make_work(user=ben, labels=[his.pk])
        rule = make_recurring_work(user=ann, labels=[urgent.pk, home.pk], is_active=False)

        for deletion in (
            labels.delete_label(user=ann, label_id=urgent.pk, at=NOON),
            editing.delete_work(user=ann, work_id=hers.pk, at=NOON),
            recurring.delete_recurring_work(user=ann, recurring_work_id=rule.pk, at=NOON),
        ):
            trash.purge_deletion(user=ann, deletion_id=deletion.pk, at=NOON)
            connection.check_constraints()

        assert not WorkLabel.objects.owned_by(ann).exists()
        assert not RecurringWorkLabel.objects.owned_by(ann).exists()
        assert linked([of_ben], "labels") == {of_ben.pk: [his.pk]}

    def test_of_an_account_removes_all_its_links(self, ann, ben, urgent):
        make_work(user=ann, labels=[urgent.pk])
        make_recurring_work(user=ann, labels=[urgent.pk])
        make_work(user=ben, labels=[make_label(user=ben).pk])

        trash.purge_all_of(ann)

        connection.check_constraints()
        assert (WorkLabel.objects.owned_by(ann).count(), WorkLabel.objects.owned_by(ben).count()) == (0, 1)
