"""Labels and the works that have them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from tests.makers import NOON, make_category, make_label, make_recurring_work, make_work
from wheelbarrow.core import quotas, trash
from wheelbarrow.core.history.links import linked
from wheelbarrow.core.history.undo import undo_last
from wheelbarrow.core.models import Change, Deletion
from wheelbarrow.core.trash import NameTakenSince
from works.choices import Colour, LabelMatch, Scope
from works.models import Label, RecurringWork, Work
from works.querysets.labelled import LabelChoice
from works.services import editing, labels, lifecycle, previews, recurring, splitting
from works.services.editing import BulkRefused
from works.services.labels import LabelNameTaken
from works.services.lookup import LabelNotFound, UnknownLabel


@pytest.fixture
def urgent(ann):
    return make_label(user=ann, name="Urgent")


@pytest.fixture
def home(ann):
    return make_label(user=ann, name="Home")


def labels_of(*rows):
    """The live labels of each row, as the API shows them."""
    shown = dict(type(rows[0]).objects.with_label_ids().values_list("pk", "label_ids"))
    return [shown[row.pk] for row in rows]


def versions_of(row):
    return type(row).objects.get(pk=row.pk).version


class TestCreate:
    def test_comes_last_with_the_colour_that_is_used_least(self, ann, ben):
        make_label(user=ben, name="His", colour=Colour.RED)
        made = [make_label(user=ann, name=str(number)) for number in range(13)]

        assert [label.position for label in made] == list(range(13))
        assert [label.colour for label in made] == [*Colour.values, Colour.RED]

    @pytest.mark.parametrize("name", ["urgent", "URGENT", "Urgent"])
    def test_refuses_a_name_that_is_taken_in_any_case(self, ann, ben, urgent, name):
        make_label(user=ben, name=name)

        with pytest.raises(LabelNameTaken):
            make_label(user=ann, name=name)

    @pytest.mark.parametrize(("name", "again"), [("ÉCOLE", "e\u0301cole"), ("Straße", "STRASSE"), ("집", "집")])
    def test_knows_the_case_of_every_letter(self, ann, name, again):
        make_label(user=ann, name=name)

        with pytest.raises(LabelNameTaken):
            make_label(user=ann, name=again)

    def test_takes_the_name_of_one_in_the_trash(self, ann, urgent):
        labels.delete_label(user=ann, label_id=urgent.pk, at=NOON)

        assert make_label(user=ann, name="urgent").pk != urgent.pk

    def test_is_refused_by_the_database_too(self, ann, urgent):
        facts = {"name": "URGENT", "name_key": "urgent", "colour": "red", "created_at": NOON, "updated_at": NOON}

        with pytest.raises(IntegrityError):
            Label.objects.create(user=ann, **facts)

    def test_counts_in_the_quota(self, ann, settings):
        settings.QUOTA_ROWS = 2
        make_label(user=ann, name="1")
        make_label(user=ann, name="2")

        with pytest.raises(quotas.QuotaExceeded):
            make_label(user=ann, name="3")


class TestEdit:
    def test_changes_what_is_given(self, ann, urgent):
        edited = labels.edit_label(user=ann, label_id=urgent.pk, name="Now", at=NOON)

        assert (edited.name, edited.name_key, edited.colour) == ("Now", "now", urgent.colour)
        assert Label.objects.get(pk=urgent.pk).name == "Now"

    def test_may_change_the_case_of_its_own_name(self, ann, urgent):
        assert labels.edit_label(user=ann, label_id=urgent.pk, name="URGENT", at=NOON).name == "URGENT"

    def test_moves_it_and_renumbers_the_others(self, ann, ben):
        first, second, third = (make_label(user=ann, name=name) for name in "123")
        his = make_label(user=ben)

        labels.edit_label(user=ann, label_id=third.pk, position=0, at=NOON)

        assert list(Label.objects.owned_by(ann).in_order()) == [third, first, second]
        assert Label.objects.get(pk=his.pk).position == 0

    def test_is_not_for_a_stranger(self, ben, urgent):
        with pytest.raises(LabelNotFound):
            labels.edit_label(user=ben, label_id=urgent.pk, name="Mine", at=NOON)
        with pytest.raises(LabelNotFound):
            labels.delete_label(user=ben, label_id=urgent.pk, at=NOON)


class TestDelete:
    def test_hides_it_and_restoring_brings_back_exactly_what_was(self, ann, urgent, home):
        one, two = make_work(user=ann, labels=[urgent.pk, home.pk]), make_work(user=ann, labels=[home.pk])
        deletion = labels.delete_label(user=ann, label_id=urgent.pk, at=NOON)
        assert labels_of(one, two) == [[home.pk], [home.pk]]

        # What a person sets meanwhile does not touch what they do not see.
        editing.edit_work(user=ann, work_id=one.pk, labels=[], at=NOON)
        editing.edit_work(user=ann, work_id=two.pk, labels=[home.pk], at=NOON)
        trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=NOON)

        assert labels_of(one, two) == [[urgent.pk], [home.pk]]

    def test_is_one_change_of_the_label(self, ann, urgent):
        make_work(user=ann, labels=[urgent.pk])
        count = Change.objects.count()

        labels.delete_label(user=ann, label_id=urgent.pk, at=NOON)

        assert [(c.kind, c.row, c.action) for c in Change.objects.newest_first()[:1]] == [
            ("label", urgent.pk, "deleted")
        ]
        assert Change.objects.count() == count + 1

    def test_gives_a_new_version_to_what_has_it(self, ann, ben, urgent, home):
        rows = [
            make_work(user=ann, labels=[urgent.pk]),
            make_recurring_work(user=ann, labels=[urgent.pk], starts_on=NOON.date() + timedelta(days=9)),
            make_work(user=ann, labels=[home.pk]),
            make_work(user=ben, labels=[make_label(user=ben).pk]),
        ]
        acts = [
            lambda: labels.delete_label(user=ann, label_id=urgent.pk, at=NOON),
            lambda: undo_last(user=ann, at=NOON),
            lambda: labels.delete_label(user=ann, label_id=urgent.pk, at=NOON),
            lambda: trash.restore_deletion(user=ann, deletion_id=Deletion.objects.get().pk, at=NOON),
        ]

        for act in acts:
            before = [versions_of(row) for row in rows]
            act()
            ann.refresh_from_db()
            assert [versions_of(row) for row in rows] == [ann.version, ann.version, *before[2:]]

    def test_takes_as_many_statements_for_ten_times_the_works(self, ann, urgent):
        def count():
            with CaptureQueriesContext(connection) as queries:
                deletion = labels.delete_label(user=ann, label_id=urgent.pk, at=NOON)
                trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=NOON)
            return len(queries)

        make_work(user=ann, labels=[urgent.pk])
        few = count()
        for _row in range(10):
            make_work(user=ann, labels=[urgent.pk])

        assert count() == few

    def test_cannot_be_restored_while_its_name_is_in_use(self, ann, urgent):
        deletion = labels.delete_label(user=ann, label_id=urgent.pk, at=NOON)
        make_label(user=ann, name="URGENT")

        with pytest.raises(NameTakenSince):
            trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=NOON)


class TestLabelsOfAWork:
    def test_are_set_when_it_is_created_and_edited(self, ann, urgent, home):
        work = make_work(user=ann, labels=[home.pk, urgent.pk])
        assert work.label_ids == labels_of(work)[0] == [urgent.pk, home.pk]

        edited = editing.edit_work(user=ann, work_id=work.pk, labels=[home.pk], at=NOON)

        assert edited.label_ids == labels_of(work)[0] == [home.pk]

    def test_stay_where_other_fields_change(self, ann, urgent):
        work = make_work(user=ann, labels=[urgent.pk])

        editing.edit_work(user=ann, work_id=work.pk, title="Plant", at=NOON)
        lifecycle.finish_work(user=ann, work_id=work.pk, at=NOON)

        assert labels_of(work) == [[urgent.pk]]

    def test_are_ones_own_and_live(self, ann, ben, urgent):
        his, gone = make_label(user=ben), make_label(user=ann, name="Gone")
        labels.delete_label(user=ann, label_id=gone.pk, at=NOON)
        work = make_work(user=ann, labels=[urgent.pk])

        for wrong in (his.pk, gone.pk, 2**62):
            with pytest.raises(UnknownLabel):
                make_work(user=ann, labels=[wrong])
            with pytest.raises(UnknownLabel):
                editing.edit_work(user=ann, work_id=work.pk, title="Plant", labels=[wrong], at=NOON)
            with pytest.raises(UnknownLabel):
                editing.label_works(user=ann, ids=[work.pk], add=[wrong], at=NOON)

        assert labels_of(work) == [[urgent.pk]]
        assert list(Work.objects.values_list("title", flat=True)) == ["Dig"]

    def test_are_restored_with_it(self, ann, urgent):
        work = make_work(user=ann, labels=[urgent.pk])
        deletion = editing.delete_work(user=ann, work_id=work.pk, at=NOON)
        assert list(urgent.works.all()) == []

        trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=NOON)

        assert labels_of(work) == [[urgent.pk]]


class TestLabelWorks:
    def test_adds_and_removes_in_one_change_for_each_work(self, ann, urgent, home):
        one, two = make_work(user=ann, labels=[urgent.pk]), make_work(user=ann)
        count = Change.objects.count()

        editing.label_works(user=ann, ids=[one.pk, two.pk], add=[home.pk], remove=[urgent.pk], at=NOON)

        assert labels_of(one, two) == [[home.pk], [home.pk]]
        assert Change.objects.count() == count + 2

    def test_is_all_or_none(self, ann, ben, home):
        one, his = make_work(user=ann), make_work(user=ben)

        with pytest.raises(BulkRefused):
            editing.label_works(user=ann, ids=[one.pk, his.pk], add=[home.pk], at=NOON)

        assert labels_of(one, his) == [[], []]

    def test_takes_as_many_statements_for_ten_times_the_works(self, ann, urgent, home, django_assert_num_queries):
        works = [make_work(user=ann, labels=[urgent.pk]).pk for _ in range(22)]

        for ids in (works[:2], works[2:]):
            # The savepoint, the lock, works, their links twice, labels, links removed and added, works, the log.
            with django_assert_num_queries(11):
                editing.label_works(user=ann, ids=ids, add=[home.pk], remove=[urgent.pk], at=NOON)


class TestLabelsOfARule:
    def test_are_given_to_its_works_live_ones_only(self, ann, urgent, home):
        labels.delete_label(user=ann, label_id=home.pk, at=NOON)
        rule = make_recurring_work(user=ann, labels=[urgent.pk], is_active=True)

        [work] = Work.objects.made_by(rule.pk)

        assert labels_of(work) == labels_of(rule) == [[urgent.pk]]
        created = Change.objects.of_row("work", work.pk).get()
        assert (created.before, created.after["labels"]) == ({}, [urgent.pk])

    def test_take_no_statement_for_each_work(self, ann, urgent, django_assert_max_num_queries):
        with django_assert_max_num_queries(100) as few:
            make_recurring_work(user=ann, labels=[urgent.pk], catch_up="create_all", starts_on=NOON.date())
        with django_assert_max_num_queries(100) as many:
            make_recurring_work(
                user=ann, labels=[urgent.pk], catch_up="create_all", starts_on=NOON.date().replace(month=8, day=1)
            )

        assert Work.objects.count() == 1 + 33
        assert Work.objects.labelled(LabelChoice([urgent.pk])).count() == 34
        assert len(many) <= len(few) + 1

    def test_reach_open_works_except_where_a_person_has_changed_them(self, ann, urgent, home):
        rule = make_recurring_work(
            user=ann, labels=[urgent.pk], catch_up="create_all", starts_on=NOON.date().replace(day=1)
        )
        same, changed = Work.objects.made_by(rule.pk).order_by("occurs_on")
        editing.edit_work(user=ann, work_id=changed.pk, labels=[], at=NOON)

        recurring.edit_all_open(user=ann, recurring_work_id=rule.pk, labels=[home.pk], at=NOON)

        assert labels_of(same, changed) == [[home.pk], []]
        assert labels_of(rule) == [[home.pk]]

    def test_are_previewed(self, ann, urgent, home):
        rule = make_recurring_work(user=ann, labels=[urgent.pk])

        found = previews.preview(
            user=ann, recurring_work=rule.pk, scope=Scope.ALL_OPEN, labels=[home.pk], at=NOON
        ).changed

        assert [work.fields for work in found] == [["labels"]]
        assert labels_of(rule) == [[urgent.pk]]

    def test_stay_on_open_works_without_that_scope(self, ann, urgent, home):
        rule = make_recurring_work(user=ann, labels=[urgent.pk])
        [work] = Work.objects.made_by(rule.pk)

        recurring.edit_recurring_work(user=ann, recurring_work_id=rule.pk, labels=[home.pk], at=NOON)

        assert labels_of(work) == [[urgent.pk]]

    def test_can_differ_for_one_day(self, ann, urgent, home):
        rule = make_recurring_work(user=ann, labels=[urgent.pk])
        tomorrow = NOON.date().replace(day=3)

        for day, scope in ((NOON.date(), Scope.THIS), (tomorrow, Scope.THIS)):
            splitting.edit_in_scope(
                user=ann, recurring_work_id=rule.pk, scope=scope, occurs_on=day, labels=[home.pk], at=NOON
            )

        assert labels_of(*Work.objects.made_by(rule.pk)) == [[home.pk], [home.pk]]
        assert labels_of(rule) == [[urgent.pk]]

    def test_go_on_in_the_rule_that_continues_it(self, ann, urgent, home):
        rule = make_recurring_work(user=ann, labels=[urgent.pk, home.pk])
        labels.delete_label(user=ann, label_id=home.pk, at=NOON)

        new = splitting.edit_in_scope(
            user=ann, recurring_work_id=rule.pk, scope=Scope.THIS_AND_FUTURE, title="Weed", at=NOON
        )

        assert new.pk != rule.pk
        assert labels_of(rule, new) == [[urgent.pk], [urgent.pk]]
        # The label in the trash is restored on both.
        assert linked([new], "labels") == {new.pk: [urgent.pk, home.pk]}

    def test_change_in_the_rule_that_continues_it_and_its_works(self, ann, urgent, home):
        rule = make_recurring_work(user=ann, labels=[urgent.pk])

        new = splitting.edit_in_scope(
            user=ann,
            recurring_work_id=rule.pk,
            scope=Scope.THIS_AND_FUTURE,
            occurs_on=NOON.date(),
            labels=[home.pk],
            at=NOON,
        )

        assert labels_of(RecurringWork.objects.get(pk=new.pk)) == [[home.pk]]
        assert labels_of(*Work.objects.made_by(new.pk)) == [[home.pk]]


class TestLabelled:
    @pytest.mark.parametrize(
        ("names", "or_without", "match", "found"),
        [
            ("a", False, LabelMatch.ANY, {"a", "ab"}),
            ("ab", False, LabelMatch.ANY, {"a", "b", "ab"}),
            ("ab", False, LabelMatch.ALL, {"ab"}),
            ("ab", False, LabelMatch.NONE, {"-", "x"}),
            ("", True, LabelMatch.ANY, {"-", "x"}),
            ("a", True, LabelMatch.ANY, {"a", "ab", "-", "x"}),
            ("a", True, LabelMatch.ALL, set()),
            ("", True, LabelMatch.NONE, {"a", "b", "ab"}),
        ],
    )
    def test_finds_by_labels(self, ann, ben, names, or_without, match, found):
        by_name = {name: make_label(user=ann, name=name).pk for name in "abx"}
        make_category(user=ann)
        for title in ("a", "b", "ab", "-", "x"):
            make_work(user=ann, title=title, labels=[by_name[name] for name in title if name != "-"])
        make_work(user=ben, title="his", labels=[make_label(user=ben, name="a").pk])
        # The work that has only this label has none.
        labels.delete_label(user=ann, label_id=by_name["x"], at=NOON)

        choice = LabelChoice([by_name[name] for name in names], or_without, match)

        assert {work.title for work in Work.objects.owned_by(ann).labelled(choice)} == found
