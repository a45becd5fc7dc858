"""Make, change and delete works, one at a time or many at once."""

from datetime import date, time, timedelta

import pytest

from categories import services as categories
from tests.makers import NOON, make_category, make_work
from wheelbarrow.core.models import Deletion
from works.choices import Priority, Status
from works.models import Work
from works.services import editing
from works.services.lookup import UnknownCategory, WorkNotFound

LATER = NOON + timedelta(hours=1)


def stored(work):
    return Work.objects.values().get(pk=work.pk)


class TestCreateWork:
    def test_files_it_last_in_its_category(self, ann):
        tree, kitchen = make_category(user=ann, name="Garden"), make_category(user=ann, name="Kitchen")
        make_work(user=ann, category=kitchen)

        works = [make_work(user=ann, category=tree) for _ in range(3)]

        assert [work.position for work in works] == [0, 1, 2]
        assert [(work.created_at, work.updated_at) for work in works] == [(NOON, NOON)] * 3

    def test_takes_a_place_behind_the_last_as_the_last(self, ann):
        make_work(user=ann)

        work = make_work(user=ann, position=1_000_000)

        assert stored(work)["position"] == 1

    @pytest.mark.parametrize("state", ["stranger's", "in the trash", "missing"])
    def test_refuses_a_category_that_is_not_among_ones_own(self, state, ann, ben):
        category = make_category(user=ben if state == "stranger's" else ann)
        if state == "in the trash":
            categories.delete_category(user=ann, category_id=category.pk, at=NOON)

        with pytest.raises(UnknownCategory):
            editing.create_work(user=ann, title="Dig", category=category.pk + (state == "missing"), at=NOON)

        assert not Work.all_objects.exists()

    def test_refuses_a_deadline_before_the_start(self, ann):
        with pytest.raises(editing.DeadlineBeforeStart):
            make_work(user=ann, starts_on=date(2026, 9, 2), deadline_on=date(2026, 9, 1))

    def test_refuses_a_time_without_a_day(self, ann):
        with pytest.raises(editing.TimeWithoutDeadline):
            make_work(user=ann, deadline_time=time(9))


class TestEditWork:
    def test_changes_what_is_named_and_nothing_else(self, ann):
        work = make_work(user=ann, title="Dig", priority=Priority.LOW, deadline_on=date(2026, 9, 9))
        before = stored(work)

        editing.edit_work(user=ann, work_id=work.pk, at=LATER, title="Plant")

        assert stored(work) == {**before, "title": "Plant", "updated_at": LATER, "version": before["version"] + 1}

    def test_files_it_behind_what_is_in_the_new_category(self, ann):
        tree, kitchen = make_category(user=ann, name="Garden"), make_category(user=ann, name="Kitchen")
        make_work(user=ann, category=kitchen)
        work = make_work(user=ann, category=tree)

        editing.edit_work(user=ann, work_id=work.pk, at=LATER, category=kitchen.pk)

        assert (stored(work)["category_id"], stored(work)["position"]) == (kitchen.pk, 1)

    def test_takes_a_place_behind_the_last_as_the_last(self, ann):
        work, _other = make_work(user=ann), make_work(user=ann)

        for _again in range(2):
            editing.edit_work(user=ann, work_id=work.pk, at=LATER, position=1_000_000)

        assert stored(work)["position"] == 2

    def test_finishes_it_as_the_lifecycle_does(self, ann):
        work = make_work(user=ann, category=make_category(user=ann, name="2026"))

        editing.edit_work(user=ann, work_id=work.pk, at=LATER, current_status=Status.DONE)

        assert stored(work)["end_at"] == LATER
        assert [link["name"] for link in stored(work)["filed_under"]] == ["2026"]

    def test_refuses_what_disagrees_with_what_is_stored(self, ann):
        work = make_work(user=ann, starts_on=date(2026, 9, 2), deadline_on=date(2026, 9, 9), deadline_time=time(9))
        before = stored(work)

        with pytest.raises(editing.DeadlineBeforeStart):
            editing.edit_work(user=ann, work_id=work.pk, at=LATER, starts_on=date(2026, 9, 10))
        with pytest.raises(editing.TimeWithoutDeadline):
            editing.edit_work(user=ann, work_id=work.pk, at=LATER, deadline_on=None)

        assert stored(work) == before

    def test_refuses_a_strangers_category_and_a_strangers_work(self, ann, ben):
        work, bens_work, bens_category = make_work(user=ann), make_work(user=ben), make_category(user=ben)

        with pytest.raises(UnknownCategory):
            editing.edit_work(user=ann, work_id=work.pk, at=LATER, category=bens_category.pk)
        with pytest.raises(WorkNotFound):
            editing.edit_work(user=ann, work_id=bens_work.pk, at=LATER, title="Mine")

        assert stored(work)["category_id"] is None
        assert stored(bens_work)["title"] == "Dig"


class TestDeleteWork:
    def test_trashes_it_as_one_deletion(self, ann):
        work, other = make_work(user=ann, title="Dig"), make_work(user=ann)

        deletion = editing.delete_work(user=ann, work_id=work.pk, at=LATER)

        assert (deletion.kind, deletion.label, deletion.counts["works"]) == ("work", "Dig", 1)
        assert list(Work.objects.all()) == [other]

    def test_finds_no_work_twice(self, ann):
        work = make_work(user=ann)
        editing.delete_work(user=ann, work_id=work.pk, at=LATER)

        with pytest.raises(WorkNotFound):
            editing.delete_work(user=ann, work_id=work.pk, at=LATER)

        assert Deletion.objects.count() == 1


BULK = {
    "finish": lambda user, ids: editing.finish_works(user=user, ids=ids, at=LATER),
    "reopen": lambda user, ids: editing.reopen_works(user=user, ids=ids, at=LATER),
    "status": lambda user, ids: editing.set_status_of_works(user=user, ids=ids, status=Status.DONE, at=LATER),
    "edit": lambda user, ids: editing.edit_works(user=user, ids=ids, at=LATER, priority=Priority.HIGH),
    "delete": lambda user, ids: editing.delete_works(user=user, ids=ids, at=LATER),
}


@pytest.mark.parametrize("bulk", BULK.values(), ids=BULK)
class TestBulk:
    def test_changes_nothing_when_one_is_not_ones_own(self, bulk, ann, ben):
        works = [make_work(user=ann), make_work(user=ann, current_status=Status.DONE)]
        bens, gone = make_work(user=ben), make_work(user=ann)
        editing.delete_work(user=ann, work_id=gone.pk, at=NOON)
        before = list(Work.all_objects.order_by("pk").values())

        with pytest.raises(editing.BulkRefused) as refused:
            bulk(ann, [works[0].pk, bens.pk, works[1].pk, gone.pk, 2**62])

        assert set(refused.value.errors) == {str(bens.pk), str(gone.pk), str(2**62)}
        assert list(Work.all_objects.order_by("pk").values()) == before
        assert Deletion.objects.count() == 1

    def test_takes_an_id_that_is_named_twice_once(self, bulk, ann):
        works = [make_work(user=ann), make_work(user=ann)]

        done = bulk(ann, [works[0].pk, works[1].pk, works[0].pk])

        assert (done.counts["works"] if isinstance(done, Deletion) else len(done)) == 2


class TestFinishWorks:
    def test_ends_the_open_and_keeps_the_end_of_the_closed(self, ann, django_assert_max_num_queries):
        branch = make_category(user=ann, name="2026")
        fresh = [make_work(user=ann, category=branch) for _ in range(20)]
        done = make_work(user=ann, current_status=Status.DONE)

        with django_assert_max_num_queries(8):
            editing.finish_works(user=ann, ids=[work.pk for work in [*fresh, done]], at=LATER)

        assert {stored(work)["end_at"] for work in fresh} == {LATER}
        assert [link["name"] for link in stored(fresh[0])["filed_under"]] == ["2026"]
        assert stored(done)["end_at"] == NOON


class TestEditWorks:
    def test_refuses_all_when_one_would_disagree(self, ann):
        fits = make_work(user=ann)
        does_not = make_work(user=ann, starts_on=date(2026, 9, 9))

        with pytest.raises(editing.BulkRefused) as refused:
            editing.edit_works(user=ann, ids=[fits.pk, does_not.pk], at=LATER, deadline_on=date(2026, 9, 8))

        assert set(refused.value.errors) == {str(does_not.pk)}
        assert stored(fits)["deadline_on"] is None

    def test_files_the_arriving_behind_what_is_there_in_the_given_order(self, ann):
        tree, kitchen = make_category(user=ann, name="Garden"), make_category(user=ann, name="Kitchen")
        there = make_work(user=ann, category=kitchen)
        first, second = make_work(user=ann, category=tree), make_work(user=ann)

        editing.edit_works(user=ann, ids=[second.pk, there.pk, first.pk], at=LATER, category=kitchen.pk)

        order = Work.objects.filter(category=kitchen).order_by("position")
        assert list(order) == [there, second, first]


class TestDeleteWorks:
    def test_makes_one_deletion(self, ann):
        works = [make_work(user=ann, title=title) for title in ("Dig", "Plant", "Mow")]

        deletion = editing.delete_works(user=ann, ids=[work.pk for work in works], at=LATER)

        assert list(Deletion.objects.all()) == [deletion]
        assert (deletion.label, deletion.counts["works"]) == ("Dig (+2)", 3)
        assert not Work.objects.exists()

    def test_keeps_a_label_within_its_column(self, ann):
        works = [make_work(user=ann, title="x" * 300) for _ in range(2)]

        deletion = editing.delete_works(user=ann, ids=[work.pk for work in works], at=LATER)

        assert len(deletion.label) == 300
