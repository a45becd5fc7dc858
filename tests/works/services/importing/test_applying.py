from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from categories.models import Category
from categories.services import delete_category, edit_category
from tests.makers import NOON, make_category, make_label, make_work
from tests.works.exchange.plain_reader import file_of
from tests.works.services.importing.importing import bring, contents, run_jobs, tables
from wheelbarrow.core.history.undo import undo
from wheelbarrow.core.models import Change, Job
from wheelbarrow.core.quotas import QuotaExceeded
from works.models import Import, ImportedRow, Label, RecurringWork, Work
from works.services import editing, lifecycle
from works.services.importing import background, requests
from works.services.scheduler import tick

GARDEN = {"key": "p1", "name": "Garden", "content": "Behind the shed"}
BEDS = {"key": "p2", "name": "Beds", "parent": "p1"}
DIG = {
    "key": "t1",
    "title": "Dig",
    "container": "p2",
    "content": "Deep",
    "priority": "HIGH",
    "labels": ["outside", "Heavy"],
    "starts_on": "2026-09-01",
    "deadline_on": "2026-09-04",
    "deadline_time": "17:30",
}
DONE = {
    "key": "t2",
    "title": "Sow",
    "container": "p1",
    "status": "DONE",
    "created_at": "2026-07-01T08:00:00+00:00",
    "started_at": "2026-08-01T08:00:00+00:00",
    "ended_at": "2026-08-02T10:00:00+00:00",
}
LOOSE = {"key": "t3", "title": "Call", "status": "IN_PROGRESS"}


def water(starts_on, **more):
    return {
        "key": "r1",
        "title": "Water",
        "container": "p1",
        "labels": ["outside"],
        "deadline_on": starts_on,
        "repetition": {"rule": "FREQ=WEEKLY", "starts_on": starts_on},
        **more,
    }


class TestApply:
    def test_writes_categories_works_labels_and_rules(self, ann):
        today = ann.local_time(timezone.now()).date()

        row = bring(ann, containers=[GARDEN, BEDS], tasks=[DIG, DONE, LOOSE, water(today.isoformat())])

        assert row.state == "done"
        assert row.data is None
        beds = Category.objects.get(name="Beds")
        assert (beds.parent.name, beds.level, beds.parent.parent_id) == ("Garden", 1, None)
        assert beds.path == f"{beds.parent.path}/{beds.pk}"
        assert beds.parent.content == "Behind the shed"
        dig = Work.objects.get(title="Dig")
        assert (dig.category_id, dig.content, dig.priority) == (beds.pk, "Deep", "HIGH")
        assert (dig.starts_on, dig.deadline_on) == (date(2026, 9, 1), date(2026, 9, 4))
        assert dig.deadline_time == time(17, 30)
        assert sorted(dig.labels.values_list("name", flat=True)) == ["Heavy", "outside"]
        sow = Work.objects.get(title="Sow")
        assert sow.end_at == datetime(2026, 8, 2, 10, tzinfo=UTC)
        assert sow.started_at == datetime(2026, 8, 1, 8, tzinfo=UTC)
        assert sow.created_at == datetime(2026, 7, 1, 8, tzinfo=UTC)
        assert sow.filed_under == [{"id": beds.parent_id, "name": "Garden"}]
        assert sow.filed_path == beds.parent.path
        call = Work.objects.get(title="Call")
        assert (call.category_id, call.current_status) == (None, "IN_PROGRESS")
        rule = RecurringWork.objects.get()
        assert rule.deadline_days == 0
        assert rule.next_occurrence_on == today + timedelta(days=7)
        made = Work.objects.get(recurring_work=rule)
        assert (made.occurs_on, made.deadline_on, made.category_id) == (today, today, beds.parent_id)
        assert list(made.labels.values_list("name", flat=True)) == ["outside"]
        assert row.counts["works"]["create"] == 3
        assert row.counts["made"] == 1

    def test_is_one_batch_of_the_actor_import(self, ann):
        row = bring(ann, containers=[GARDEN], tasks=[DONE])

        changes = Change.objects.owned_by(ann).of_batch(row.batch)
        assert {(change.actor, change.action) for change in changes} == {("import", "imported")}
        assert {change.kind for change in changes} == {"category", "work"}

    def test_puts_works_behind_those_that_are_there(self, ann):
        garden = make_category(user=ann, name="Garden")
        make_work(user=ann, category=garden)

        bring(ann, containers=[GARDEN], tasks=[DONE], answers={"where": "top"})

        sow = Work.objects.get(title="Sow")
        assert (sow.category_id, sow.position) == (garden.pk, 1)
        garden.refresh_from_db()
        assert garden.content == ""

    def test_uses_a_label_that_differs_only_in_case(self, ann):
        label = make_label(user=ann, name="HEAVY")

        bring(ann, tasks=[{"key": "t", "title": "Dig", "labels": ["heavy"]}])

        assert list(Work.objects.get().labels.all()) == [label]

    def test_of_an_overdue_rule_makes_one_work(self, ann):
        start = (ann.local_time(timezone.now()).date() - timedelta(days=70)).replace(day=1)
        monthly = {"rule": "FREQ=MONTHLY", "starts_on": start.isoformat()}

        bring(ann, tasks=[{"key": "r", "title": "Rent", "deadline_on": start.isoformat(), "repetition": monthly}])

        rule = RecurringWork.objects.get()
        assert Work.objects.filter(recurring_work=rule).count() == 1
        assert rule.next_occurrence_on > ann.local_time(timezone.now()).date()

    def test_closed_work_without_an_instant_ended_on_its_deadline(self, ann):
        bring(ann, tasks=[{"key": "t", "title": "Dig", "status": "CANCELLED", "deadline_on": "2026-03-04"}])

        assert Work.objects.get().end_at == datetime(2026, 3, 4, 3, tzinfo=UTC)

    def test_touches_no_row_of_a_stranger(self, ann, ben):
        make_category(user=ben, name="Garden")
        before = tables(ben)

        bring(ann, containers=[GARDEN], tasks=[DIG | {"container": "p1"}], answers={"where": "top"})

        assert tables(ben) == before

    def test_of_a_stranger_with_the_same_file_is_an_import_of_their_own(self, ann, ben):
        bring(ann, containers=[GARDEN], tasks=[DONE])
        before = tables(ann)

        row = bring(ben, containers=[GARDEN], tasks=[DONE])

        assert row.counts["works"]["create"] == 1
        assert tables(ann) == before

    def test_is_refused_beyond_the_quota_and_writes_nothing(self, ann, settings):
        settings.QUOTA_ROWS = 2
        before = tables(ann)

        row = bring(ann, containers=[GARDEN, BEDS], tasks=[DIG, DONE])

        assert tables(ann) == before
        assert requests.is_failed(row)
        assert Job.objects.get().failure == QuotaExceeded.message()
        assert row.data

    def test_can_be_repeated_after_a_failure(self, ann, settings):
        settings.QUOTA_ROWS = 1
        row = bring(ann, containers=[GARDEN, BEDS])
        settings.QUOTA_ROWS = 1000
        cache.clear()  # a full account is not measured again for a minute

        requests.apply_import(user=ann, import_id=row.pk, at=NOON)
        run_jobs()

        assert Category.objects.owned_by(ann).count() == 2


class TestWhere:
    def test_is_the_top_of_an_empty_account(self, ann):
        row = bring(ann, containers=[GARDEN])

        assert row.answers["where"] == "top"
        assert Category.objects.get().parent_id is None

    def test_is_a_new_category_beside_others(self, ann):
        make_category(user=ann, name="Plain")

        bring(ann, containers=[GARDEN])

        assert Category.objects.get(name="Garden").parent.name == "Plain (2)"

    def test_is_an_existing_category(self, ann):
        home = make_category(user=ann, name="Home")

        bring(ann, containers=[GARDEN, BEDS], answers={"where": str(home.pk)})

        assert Category.objects.get(name="Garden").parent == home
        assert Category.objects.get(name="Beds").level == 2

    def test_is_no_category_of_a_stranger(self, ann, ben):
        home = make_category(user=ben, name="Home")

        with pytest.raises(requests.Invalid) as refusal:
            requests.start_import(
                user=ann,
                name="f.plain",
                data=file_of(containers=[GARDEN]),
                answers={"where": str(home.pk)},
                at=NOON,
            )
        assert refusal.value.code() == "unknown_answer"


class TestAgain:
    FILE = {"containers": [GARDEN, BEDS], "tasks": [DIG, DONE, LOOSE, water("2026-09-07")]}

    def test_changes_nothing(self, ann):
        make_category(user=ann, name="Other")
        bring(ann, **self.FILE)
        before, rows = tables(ann), list(ImportedRow.objects.order_by("pk").values())

        row = bring(ann, **self.FILE)

        assert tables(ann) == before
        assert list(ImportedRow.objects.order_by("pk").values()) == rows
        assert row.batch is None
        assert {name: row.counts[name]["create"] for name in ("categories", "works")} == {"categories": 0, "works": 0}

    def test_writes_what_has_changed_in_the_file(self, ann):
        bring(ann, **self.FILE)

        changed = DIG | {"title": "Dig deep", "container": "p1", "labels": ["Light"], "deadline_on": "2026-09-09"}
        row = bring(ann, containers=[GARDEN | {"name": "Gardens"}, BEDS], tasks=[changed, LOOSE | {"status": "DONE"}])

        dig = Work.objects.get(title="Dig deep")
        assert dig.category.name == "Gardens"
        assert list(dig.labels.values_list("name", flat=True)) == ["Light"]
        assert dig.deadline_on == date(2026, 9, 9)
        assert Work.objects.get(title="Call").current_status == "DONE"
        assert row.counts["works"]["update"] == 2
        assert Work.objects.filter(title="Dig").count() == 0

    def test_keeps_a_field_that_the_person_has_changed(self, ann):
        bring(ann, **self.FILE)
        dig = Work.objects.get(title="Dig")
        editing.edit_work(user=ann, work_id=dig.pk, title="Dig by hand", at=NOON)

        bring(ann, containers=[GARDEN, BEDS], tasks=[DIG | {"title": "Dig deep", "content": "Deeper"}])

        dig.refresh_from_db()
        assert (dig.title, dig.content) == ("Dig by hand", "Deeper")

    def test_keeps_a_finished_work_finished(self, ann):
        bring(ann, **self.FILE)
        dig = Work.objects.get(title="Dig")
        lifecycle.finish_work(user=ann, work_id=dig.pk, at=NOON)

        bring(ann, **self.FILE)

        dig.refresh_from_db()
        assert dig.current_status == "DONE"

    def test_skips_what_is_in_the_trash_and_what_would_be_below_it(self, ann):
        bring(ann, **self.FILE)
        delete_category(user=ann, category_id=Category.objects.get(name="Beds").pk, at=NOON)
        before = tables(ann)

        new = {"key": "t9", "title": "Rake", "container": "p2"}
        row = bring(ann, containers=[GARDEN, BEDS], tasks=[DIG, new])

        assert tables(ann) == before
        assert row.counts["works"]["skip"] == 2
        assert row.counts["categories"] == {"create": 0, "update": 0, "keep": 1, "skip": 1}

    def test_moves_a_category_whose_place_has_changed_in_the_file(self, ann):
        bring(ann, **self.FILE)

        bring(ann, containers=[GARDEN, BEDS | {"parent": None}], tasks=[])

        beds = Category.objects.get(name="Beds")
        assert (beds.parent_id, beds.path) == (None, f"/{beds.pk}")
        assert Work.objects.get(title="Dig").category == beds

    def test_keeps_a_category_that_the_person_has_renamed_and_moved(self, ann):
        bring(ann, **self.FILE)
        beds = Category.objects.get(name="Beds")
        edit_category(user=ann, category_id=beds.pk, name="Raised beds", parent=None, at=NOON)

        bring(ann, containers=[GARDEN, BEDS | {"name": "Flower beds"}], tasks=[DIG])

        beds.refresh_from_db()
        assert (beds.name, beds.parent_id) == ("Raised beds", None)

    def test_changes_a_rule(self, ann):
        start = (ann.local_time(timezone.now()).date() + timedelta(days=7)).isoformat()
        bring(ann, containers=[GARDEN], tasks=[water(start)])

        daily = {"rule": "FREQ=DAILY", "starts_on": start}
        bring(ann, containers=[GARDEN], tasks=[water(start, title="Water all", repetition=daily)])

        rule = RecurringWork.objects.get()
        assert (rule.title, rule.rule) == ("Water all", "FREQ=DAILY")

    def test_does_not_begin_again_when_only_the_first_day_has_moved_on(self, ann):
        bring(ann, containers=[GARDEN], tasks=[water("2026-09-07")])
        before = tables(ann)

        later = {"rule": "FREQ=WEEKLY", "starts_on": "2026-09-14"}
        bring(ann, containers=[GARDEN], tasks=[water("2026-09-14", repetition=later)])

        assert tables(ann) == before


class TestUndo:
    FILE = TestAgain.FILE

    def _undo(self, user, row):
        change = Change.objects.owned_by(user).of_batch(row.batch).first()
        return undo(user=user, change_id=change.pk, at=NOON)

    def test_takes_everything_back(self, ann):
        make_work(user=ann, category=make_category(user=ann, name="Garden"), labels=[make_label(user=ann).pk])
        before = tables(ann)
        row = bring(ann, answers={"where": "top"}, **self.FILE)

        self._undo(ann, row)

        assert tables(ann) == before

    def test_of_a_second_import_brings_back_the_first(self, ann):
        bring(ann, **self.FILE)
        before = contents(ann)
        row = bring(ann, containers=[GARDEN, BEDS | {"parent": None}], tasks=[DIG | {"title": "X", "labels": []}])

        self._undo(ann, row)

        assert contents(ann) == before

    def test_takes_back_what_the_scheduler_has_made_of_it(self, ann):
        before = tables(ann)
        today = ann.local_time(timezone.now()).date()
        row = bring(ann, containers=[GARDEN], tasks=[water(today.isoformat())])
        tick(timezone.now() + timedelta(days=7))
        assert Work.objects.count() == 2

        self._undo(ann, row)

        assert tables(ann) == before

    def test_lets_the_file_be_imported_again(self, ann):
        row = bring(ann, **self.FILE)
        self._undo(ann, row)

        again = bring(ann, **self.FILE)

        assert again.counts["works"]["create"] == 3
        assert Category.objects.count() == 2
        assert Label.objects.count() == 2


class TestLease:
    def test_of_a_job_that_another_worker_has_taken_rolls_everything_back(self, ann, monkeypatch):
        row = requests.start_import(user=ann, name="f.plain", data=file_of(containers=[GARDEN]), at=NOON)
        requests.apply_import(user=ann, import_id=row.pk, at=NOON)
        before = tables(ann)

        def taken(*args, **kwargs):
            Job.objects.update(attempts=7)
            return write(*args, **kwargs)

        write = background.write_plan
        monkeypatch.setattr(background, "write_plan", taken)
        run_jobs()

        assert tables(ann) == before
        assert Import.objects.get().state == "applying"
