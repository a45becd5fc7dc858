"""The import of an export: the same account on another server, field by field."""

import io

import pytest
from django.core.management import call_command

from accounts.models import User
from accounts.services import edit_profile
from categories import services as categories
from categories.models import Category
from categories.repair import find_problems
from tests.conftest import client_of
from tests.makers import NOON, make_category, make_finished_work, make_label, make_user, make_work
from tests.proofs.copies import Copy
from tests.works.exchange.account.scenes import (
    DAY,
    contents_of,
    export,
    lines_of,
    restore,
    rewritten,
)
from wheelbarrow.core import trash
from wheelbarrow.core.exceptions import NoLongerFits
from wheelbarrow.core.history.links import linked_ids
from wheelbarrow.core.history.undo import undo, undo_last
from wheelbarrow.core.models import Change, Deletion
from wheelbarrow.core.quotas import QuotaExceeded
from works.exchange.account.layout import TABLES, links_of
from works.exchange.account.package import open_package
from works.exchange.account.restore import plan
from works.models import Label, RecurringWork, SavedView, Work
from works.services import editing, labels, lifecycle
from works.services.generation import run_batch

LATER = NOON + 8 * DAY


@pytest.fixture
def eve(db):
    """A person of the other server."""
    return make_user("eve@example.org", time_zone="Asia/Seoul")


def last_batch(user):
    return Change.objects.owned_by(user).latest("batch").batch


def last_change(user):
    return Change.objects.owned_by(user).latest("batch", "pk").pk


def stored(user):
    """Every row of the account but the log, as it is stored."""
    found = {}
    for table in TABLES[:-2]:
        manager = getattr(table.model, "all_objects", table.model.objects)
        rows = manager.owned_by(user).order_by("pk")
        found[table.name] = [
            {k: v for k, v in row.items() if k not in ("version", "updated_at")} for row in rows.values()
        ]
        for name in links_of(table.model):
            found[f"{table.name}.{name}"] = linked_ids(table.model, name, [row["id"] for row in rows.values("id")])
    return found


class TestRoundTrip:
    def test_every_field_of_every_row_is_the_same(self, full, eve):
        before = contents_of(full)

        restore(eve, export(full))

        after = contents_of(eve, but_batch=last_batch(eve))
        for name, rows in before.items():
            assert after[name] == rows, name
        assert all(before.values()), "a table has no rows to compare"

    @pytest.mark.prove
    def test_the_demo_data_is_the_same(self, eve):
        call_command("seed_demo", stdout=io.StringIO())
        demo = User.objects.get(email="demo@example.org")
        before = contents_of(demo)

        restore(eve, export(demo))

        assert contents_of(eve, but_batch=last_batch(eve)) == before
        assert len(before["works"]) > 300

    def test_the_trees_are_consistent_and_the_first_account_is_untouched(self, full, eve):
        before = contents_of(full)

        restore(eve, export(full))

        assert find_problems(user=eve) == []
        assert contents_of(full) == before

    def test_the_export_of_the_import_is_the_same_once_more(self, full, eve):
        third = make_user("third@example.org", time_zone="Asia/Seoul")
        restore(eve, export(full, history=False))

        restore(third, export(eve, history=False))

        without = [{**contents_of(user), "changes": []} for user in (full, third)]
        assert without[0] == without[1]

    def test_without_trash_live_rows_are_the_same(self, full, eve):
        restore(eve, export(full, trash=False, history=False))

        names = [
            list(Work.objects.owned_by(user).order_by("pk").values_list("title", flat=True)) for user in (full, eve)
        ]
        assert names[0] == names[1]
        assert not Deletion.objects.owned_by(eve).exists()
        assert find_problems(user=eve) == []

    def test_a_closed_work_keeps_the_names_of_then_with_the_ids_of_now(self, full, eve):
        restore(eve, export(full))

        closed = Work.objects.owned_by(eve).get(title__startswith="가가")
        root, garden, beds = (
            Category.objects.owned_by(eve).get(name=name).pk for name in ("2026년 집", "정원", "Beds")
        )
        assert [link["id"] for link in closed.filed_under] == [root, garden, beds]
        assert [link["name"] for link in closed.filed_under] == ["2026년 집", "텃밭", "Beds"]
        assert closed.filed_path == f"/{root}/{garden}/{beds}"

    def test_no_reference_to_a_purged_row_ever_means_another_row(self, full, eve):
        restore(eve, export(full))
        closed = Work.objects.owned_by(eve).get(title="Closed in a place that is gone")
        [gone] = closed.filed_under

        new = make_category(user=eve, name="New", at=LATER)

        assert gone["id"] not in set(Category.all_objects.values_list("pk", flat=True))
        assert new.pk > gone["id"]


class TestTrash:
    def test_restoring_restores_exactly_what_it_would_have_restored(self, full, eve):
        restore(eve, export(full))

        for user in (full, eve):
            deletion = Deletion.objects.owned_by(user).get(label="In the trash")
            Category.objects.owned_by(user).get(name="In the trash")
            categories.edit_category(
                user=user,
                category_id=Category.objects.owned_by(user).get(name="In the trash").pk,
                name="Renamed",
                at=LATER,
            )
            trash.restore_deletion(user=user, deletion_id=deletion.pk, at=LATER)

        assert contents_of(full)["works"] == contents_of(eve)["works"]
        assert contents_of(full)["categories"] == contents_of(eve)["categories"]
        assert Work.objects.owned_by(eve).filter(title="Deleted with its branch").exists()
        assert not Work.objects.owned_by(eve).filter(title="Deleted before its branch").exists()

    def test_a_finished_work_in_the_trash_is_counted_when_it_is_restored(self, full, eve):
        garden = make_category(user=full, name="Garden of finished works")
        done = make_finished_work(user=full, category=garden, title="Done and deleted")
        editing.delete_work(user=full, work_id=done.pk, at=NOON)

        restore(eve, export(full))

        garden = Category.objects.owned_by(eve).get(name="Garden of finished works")
        assert garden.finished_works == 0
        assert find_problems(user=eve) == []
        work = Work.all_objects.owned_by(eve).get(title="Done and deleted")
        trash.restore_deletion(user=eve, deletion_id=work.deletion_id, at=LATER)
        garden.refresh_from_db()
        assert garden.finished_works == 1
        assert find_problems(user=eve) == []

    def test_the_trash_counts_its_days_from_the_deletion(self, full, eve):
        restore(eve, export(full))

        dates = [
            list(Deletion.objects.owned_by(u).order_by("pk").values_list("deleted_at", "label")) for u in (full, eve)
        ]
        assert dates[0] == dates[1] != []


class TestRules:
    def test_no_work_is_created_twice_and_the_next_ones_are_the_same(self, full, eve):
        run_batch(NOON + 5 * DAY, size=100)
        restore(eve, export(full))
        before = Work.all_objects.owned_by(eve).count()

        run_batch(NOON + 5 * DAY, size=100)
        assert Work.all_objects.owned_by(eve).count() == before

        run_batch(NOON + 9 * DAY, size=100)
        made = [
            list(Work.objects.owned_by(u).order_by("occurs_on", "title").values_list("title", "occurs_on"))
            for u in (full, eve)
        ]
        assert made[0] == made[1]
        assert len(made[0]) > before - 5

    def test_a_rule_that_continues_another_still_does(self, full, eve):
        restore(eve, export(full))

        first = RecurringWork.objects.owned_by(eve).get(title="화분 물주기")
        assert RecurringWork.objects.owned_by(eve).get(title="Water twice").series == first.pk


class TestHistory:
    def test_an_imported_change_can_be_undone(self, full, eve):
        work = make_work(user=full, title="Before")
        editing.edit_work(user=full, work_id=work.pk, title="After", at=NOON + 2 * DAY)
        restore(eve, export(full))
        imported = Work.objects.owned_by(eve).get(title="After")
        change = Change.objects.owned_by(eve).of_row("work", imported.pk).filter(action="edited").get()

        undo(user=eve, change_id=change.pk, at=LATER)

        assert Work.objects.owned_by(eve).get(pk=imported.pk).title == "Before"

    def test_an_imported_deletion_can_be_undone(self, full, eve):
        restore(eve, export(full))
        deletion = Deletion.objects.owned_by(eve).get(label="Rule in the trash")
        change = Change.objects.owned_by(eve).filter(action="deleted", after__deletion=deletion.pk).get()

        undo(user=eve, change_id=change.pk, at=LATER)

        assert RecurringWork.objects.owned_by(eve).get(title="Rule in the trash").works.exists()

    def test_an_imported_restore_can_be_undone(self, full, eve):
        restore(eve, export(full))
        row = Category.objects.owned_by(eve).get(name="Deleted and restored")
        change = Change.objects.owned_by(eve).of_row("category", row.pk).filter(action="restored").get()

        undo(user=eve, change_id=change.pk, at=LATER)

        assert not Category.objects.owned_by(eve).filter(pk=row.pk).exists()
        assert not Work.objects.owned_by(eve).filter(title="Came back").exists()

    def test_what_is_undone_there_is_undone_here(self, full, eve):
        from wheelbarrow.core.history.selectors import undone_batches

        restore(eve, export(full))

        assert len(undone_batches(eve, 0)) == len(undone_batches(full, 0)) == 2

    def test_a_copy_that_follows_the_log_ends_with_the_rows_as_they_are(self, full, eve):
        restore(eve, export(full))

        copy = Copy()
        copy.follow(client_of(eve))
        live = {pk for (kind, pk), row in copy.rows.items() if kind == "work" and row["deletion"] is None}
        in_trash = {pk for (kind, pk), row in copy.rows.items() if kind == "work" and row["deletion"] is not None}
        assert live == set(Work.objects.owned_by(eve).ids())
        assert in_trash == set(Work.all_objects.owned_by(eve).deleted().ids())
        titles = {pk: row["title"] for (kind, pk), row in copy.rows.items() if kind == "work"}
        assert titles == dict(Work.all_objects.owned_by(eve).values_list("pk", "title"))

    def test_the_numbers_of_acts_go_on_growing(self, full, eve):
        make_work(user=eve, title="Own")
        own = last_batch(eve)

        restore(eve, export(full))

        rows = Change.objects.owned_by(eve).order_by("pk").values_list("batch", "actor", "action")
        batches = [batch for batch, _actor, _action in rows]
        assert batches == sorted(batches)
        assert batches[1] > own
        assert User.objects.get(pk=eve.pk).version == eve.version == batches[-1]


class TestUndo:
    def test_the_whole_import_is_undone_at_once(self, full, eve):
        make_work(user=eve, title="Own")
        restore(eve, export(full))

        undo_last(user=eve, at=LATER)

        assert list(Work.all_objects.owned_by(eve).values_list("title", flat=True)) == ["Own"]
        for model in (Category, Label, RecurringWork, SavedView, Deletion):
            manager = getattr(model, "all_objects", model.objects)
            assert not manager.owned_by(eve).exists(), model

    def test_it_can_be_imported_again_after_that(self, full, eve):
        data, before = export(full), contents_of(full)
        restore(eve, data)
        undo_last(user=eve, at=LATER)

        restore(eve, data, at=LATER + DAY)

        after = contents_of(eve)
        assert [row["title"] for row in after["works"]] == [row["title"] for row in before["works"]]
        assert find_problems(user=eve) == []

    def test_the_undo_of_the_undo_brings_all_rows_back_as_they_were(self, full, eve):
        restore(eve, export(full))
        before = stored(eve)
        undo_last(user=eve, at=LATER)

        undo(user=eve, change_id=last_change(eve), at=LATER + DAY)

        assert stored(eve) == before
        assert find_problems(user=eve) == []
        undo(user=eve, change_id=last_change(eve), at=LATER + DAY)
        assert not any(stored(eve).values())

    def test_a_copy_that_follows_the_log_follows_both(self, full, eve):
        restore(eve, export(full))
        undo_last(user=eve, at=LATER)
        undo(user=eve, change_id=last_change(eve), at=LATER + DAY)

        copy = Copy()
        copy.follow(client_of(eve))

        found = {pk: row["deletion"] for (kind, pk), row in copy.rows.items() if kind == "work"}
        assert found == dict(Work.all_objects.owned_by(eve).values_list("pk", "deletion_id"))
        assert any(found.values())

    def test_the_undo_of_the_undo_is_refused_as_a_whole_if_a_name_is_taken(self, full, eve):
        restore(eve, export(full))
        undo_last(user=eve, at=LATER)
        of_undo = last_change(eve)
        make_category(user=eve, name="2027", at=LATER)
        before = stored(eve)

        with pytest.raises(NoLongerFits):
            undo(user=eve, change_id=of_undo, at=LATER + DAY)

        assert stored(eve) == before


class TestAgain:
    def test_the_same_export_changes_nothing(self, full, eve):
        data = export(full)
        restore(eve, data)
        before, changes = contents_of(eve), Change.objects.owned_by(eve).count()

        outcome = restore(eve, data, at=LATER)

        assert contents_of(eve) == before
        assert Change.objects.owned_by(eve).count() == changes
        assert all(not numbers["create"] + numbers["update"] + numbers["skip"] for numbers in outcome.counts.values())

    def test_a_newer_export_writes_what_has_changed(self, full, eve):
        # Given
        restore(eve, export(full))
        first = last_batch(eve)
        here = {row.title: row for row in Work.objects.owned_by(eve)}
        there = {row.title: row for row in Work.objects.owned_by(full)}
        editing.edit_work(user=full, work_id=there["Timed"].pk, title="Timed anew", content="new", at=LATER)
        lifecycle.finish_work(user=full, work_id=there["Came back"].pk, at=LATER)
        labels.edit_label(
            user=full, label_id=Label.objects.owned_by(full).get(name="Waiting").pk, colour="pink", at=LATER
        )
        new = make_category(user=full, name="New place", at=LATER)
        make_work(user=full, category=new, title="New work", at=LATER)
        beds, other = (Category.objects.owned_by(full).get(name=name) for name in ("Beds", "2027"))
        categories.move_category(user=full, category_id=beds.pk, parent_id=other.pk, at=LATER)

        # When
        data = export(full)
        expected = plan(eve, open_package(data)).counts
        outcome = restore(eve, data, at=LATER + DAY)

        # Then
        assert outcome.counts == expected
        assert Work.objects.get(pk=here["Timed"].pk).title == "Timed anew"
        assert Work.objects.get(pk=here["Came back"].pk).current_status == "DONE"
        assert Label.objects.owned_by(eve).get(name="Waiting").colour == "pink"
        assert Work.objects.owned_by(eve).get(title="New work").category.name == "New place"
        assert Category.objects.owned_by(eve).get(name="Beds").parent.name == "2027"
        assert find_problems(user=eve) == []
        [of_row] = Change.objects.owned_by(eve).of_row("work", here["Timed"].pk).since(first)
        assert (of_row.before, of_row.after) == (
            {"title": "Timed", "content": ""},
            {"title": "Timed anew", "content": "new"},
        )

    def test_what_the_person_has_changed_here_stays(self, full, eve):
        restore(eve, export(full))
        there, here = (Work.objects.owned_by(user).get(title="Timed") for user in (full, eve))
        editing.edit_work(user=eve, work_id=here.pk, title="Mine", at=LATER)
        editing.edit_work(user=full, work_id=there.pk, title="Theirs", content="new", at=LATER)

        restore(eve, export(full), at=LATER + DAY)

        here.refresh_from_db()
        assert (here.title, here.content) == ("Mine", "new")
        undo_last(user=eve, at=LATER + DAY)
        here.refresh_from_db()
        assert (here.title, here.content) == ("Mine", "")

    def test_what_was_deleted_there_goes_to_the_trash_with_what_is_new_in_it(self, full, eve):
        restore(eve, export(full))
        garden = Category.objects.owned_by(full).get(name="정원")
        make_work(user=full, category=garden, title="New and deleted", at=LATER)
        categories.delete_category(user=full, category_id=garden.pk, at=LATER)

        restore(eve, export(full), at=LATER + DAY)

        deletion = Deletion.objects.owned_by(eve).get(label="정원")
        assert deletion.deleted_at == LATER
        gone = Work.all_objects.owned_by(eve).taken_by(deletion)
        assert set(gone.values_list("title", flat=True)) >= {"New and deleted", "Timed"}
        assert find_problems(user=eve) == []

    def test_what_was_restored_there_comes_back(self, full, eve):
        restore(eve, export(full))
        deletion = Deletion.objects.owned_by(full).get(label="Rule in the trash")
        trash.restore_deletion(user=full, deletion_id=deletion.pk, at=LATER)

        restore(eve, export(full), at=LATER + DAY)

        assert RecurringWork.objects.owned_by(eve).filter(title="Rule in the trash").exists()
        assert not Deletion.objects.owned_by(eve).filter(label="Rule in the trash").exists()

    def test_what_the_person_has_deleted_here_stays_in_the_trash(self, full, eve):
        restore(eve, export(full))
        garden = Category.objects.owned_by(eve).get(name="정원")
        categories.delete_category(user=eve, category_id=garden.pk, at=LATER)
        make_work(user=full, category=Category.objects.owned_by(full).get(name="정원"), title="New", at=LATER)

        outcome = restore(eve, export(full), at=LATER + DAY)

        assert not Category.objects.owned_by(eve).filter(name="정원").exists()
        assert not Work.objects.owned_by(eve).filter(title="New").exists()
        assert outcome.counts["categories"]["skip"] == 2
        assert ("works", "What contains it is in the trash here.", 1) in outcome.reasons

    def test_a_day_that_the_rule_has_created_on_both_servers_is_one_work(self, full, eve):
        restore(eve, export(full))
        run_batch(NOON + 9 * DAY, size=100)
        before = Work.all_objects.owned_by(eve).count()

        restore(eve, export(full), at=NOON + 10 * DAY)

        assert Work.all_objects.owned_by(eve).count() == before


class TestIntoAnAccountWithRows:
    def test_rows_with_the_same_names_are_joined_and_keep_what_they_have(self, full, eve):
        root = make_category(user=eve, name="2026년 집", content="mine")
        own = make_work(user=eve, category=root, title="Own")
        label = make_label(user=eve, name="WAITING", colour="grey")

        restore(eve, export(full))

        assert Category.objects.owned_by(eve).get(name="2026년 집").content == "mine"
        assert Category.objects.owned_by(eve).get(name="정원").parent_id == root.pk
        assert Label.objects.owned_by(eve).get(name="WAITING").colour == "grey"
        assert label.pk in set(
            Work.objects.owned_by(eve).get(title__startswith="가가").labels.values_list("pk", flat=True)
        )
        own.refresh_from_db()
        assert own.position == 0
        assert find_problems(user=eve) == []

    def test_new_rows_come_after_those_that_are_there(self, full, eve):
        make_category(user=eve, name="Mine")

        restore(eve, export(full))

        names = list(Category.objects.owned_by(eve).roots().order_by("position").values_list("name", flat=True))
        assert names == ["Mine", "2026년 집", "2027"]

    def test_an_export_of_the_account_itself_brings_back_what_was_purged(self, full):
        data = export(full)
        work = Work.objects.owned_by(full).get(title="Timed")
        deletion = editing.delete_work(user=full, work_id=work.pk, at=LATER)
        trash.purge_deletion(user=full, deletion_id=deletion.pk, at=LATER)
        edited = Work.objects.owned_by(full).get(title="Came back")
        editing.edit_work(user=full, work_id=edited.pk, title="Changed since", at=LATER)
        others = Work.all_objects.owned_by(full).count()

        restore(full, data, at=LATER + DAY)

        assert Work.objects.owned_by(full).get(title="Timed").deadline_time is not None
        assert Work.objects.owned_by(full).filter(title="Changed since").exists()
        assert Work.all_objects.owned_by(full).count() == others + 1

    def test_a_saved_view_beyond_the_limit_is_skipped_with_its_reason(self, full, eve):
        from works.services import saved_views

        for number in range(29):
            saved_views.save_view(user=eve, name=str(number), address="board/", at=NOON)

        outcome = restore(eve, export(full))

        assert outcome.counts["saved_views"] == {"create": 1, "update": 0, "skip": 1, "keep": 0}

    def test_a_saved_view_shows_the_category_of_this_server(self, full, eve):
        restore(eve, export(full))

        beds = Category.objects.owned_by(eve).get(name="Beds")
        assert SavedView.objects.owned_by(eve).get(name="Board of beds").address == f"board/?under={beds.pk}"

    def test_a_quota_refuses_all_of_it(self, full, eve, settings):
        data = export(full)
        settings.QUOTA_ROWS = 5

        with pytest.raises(QuotaExceeded):
            restore(eve, data)

        assert not Category.all_objects.owned_by(eve).exists()
        assert not Change.objects.owned_by(eve).exists()


class TestSettings:
    def test_an_empty_account_takes_them_if_it_wants(self, ann, eve):
        edit_profile(user=ann, time_zone="Europe/Paris", language="ko", week_starts_on="SU", shortcuts=False)

        restore(eve, export(ann), with_settings=True)

        eve.refresh_from_db()
        assert (eve.time_zone, eve.language, eve.week_starts_on, eve.shortcuts) == ("Europe/Paris", "ko", "SU", False)
        assert eve.name == "Ann"

    def test_an_account_with_rows_keeps_its_own(self, ann, eve):
        edit_profile(user=ann, time_zone="Europe/Paris")
        make_work(user=eve)

        restore(eve, export(ann), with_settings=True)

        eve.refresh_from_db()
        assert eve.time_zone == "Asia/Seoul"

    def test_what_this_server_does_not_know_is_left_out(self, ann, eve):
        [line] = lines_of(export(ann), "profile")
        data = rewritten(
            export(ann), profile=[{**line, "time_zone": "Mars/Olympus", "language": 5, "week_starts_on": "SU"}]
        )

        restore(eve, data, with_settings=True)

        eve.refresh_from_db()
        assert (eve.time_zone, eve.language, eve.week_starts_on) == ("Asia/Seoul", "en", "SU")


def test_a_plan_writes_nothing(full, eve, django_assert_max_num_queries):
    data = export(full)
    package = open_package(data)

    with django_assert_max_num_queries(12):
        outcome = plan(eve, package)

    assert outcome.counts["works"]["create"] == Work.all_objects.owned_by(full).count()
    assert not Work.all_objects.owned_by(eve).exists()
