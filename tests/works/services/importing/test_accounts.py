"""The import of an export of Wheelbarrow as people do it: upload, preview, answer, import, undo."""

import json

import pytest

from accounts.services import edit_profile
from tests.makers import NOON, make_user, make_work
from tests.works.exchange.account.scenes import contents_of, export, make_everything, rewritten
from tests.works.services.importing.importing import bring
from tests.works.services.importing.test_todoist import SAMPLES
from wheelbarrow.core import jobs
from wheelbarrow.core.history.undo import undo_last
from wheelbarrow.core.models import Change
from works.models import Import, RecurringWork, Work
from works.services.importing import requests
from works.services.importing.preview import UnknownQuestion


@pytest.fixture
def eve(db):
    return make_user("eve@example.org", time_zone="Asia/Seoul")


def upload(user, data, **options):
    """Upload a file, and let a worker read it."""
    row = requests.start_import(user=user, name="wheelbarrow-2026-09-08.zip", data=data, at=NOON, **options)
    jobs.run_waiting()
    row.refresh_from_db()
    return row


def carry_out(user, row):
    """Import it, and let a worker write it."""
    requests.apply_import(user=user, import_id=row.pk, at=NOON)
    jobs.run_waiting()
    row.refresh_from_db()


class TestAccounts:
    def test_an_export_is_recognised_previewed_and_imported(self, ann, eve):
        # Given
        make_everything(ann)
        before = contents_of(ann)

        # When
        row = upload(eve, export(ann))
        preview = row.preview
        carry_out(eve, row)

        # Then
        assert row.source == "wheelbarrow"
        assert preview["counts"]["works"] == {"create": len(before["works"]), "update": 0, "skip": 0, "keep": 0}
        assert preview["counts"]["saved_views"]["create"] == 2
        assert (row.state, row.data) == (Import.State.DONE, None)
        assert contents_of(eve, but_batch=row.batch) == before
        own = Change.objects.owned_by(eve).of_batch(row.batch)
        assert set(own.values_list("actor", "action")) == {("import", "imported")}

    def test_it_is_undone_as_one_and_imported_again(self, ann, eve):
        make_work(user=ann)
        row = upload(eve, export(ann))
        carry_out(eve, row)

        undo_last(user=eve, at=NOON)
        assert not Work.all_objects.owned_by(eve).exists()

        carry_out(eve, again := upload(eve, export(ann)))
        assert Work.objects.owned_by(eve).count() == 1
        assert again.counts["works"]["create"] == 1

    def test_the_same_file_again_changes_nothing(self, ann, eve):
        make_everything(ann)
        carry_out(eve, upload(eve, export(ann)))
        before = Change.objects.owned_by(eve).count()

        again = upload(eve, export(ann))
        carry_out(eve, again)

        assert again.batch is None
        assert Change.objects.owned_by(eve).count() == before

    def test_a_file_of_another_program_is_known_after_the_move(self, ann, eve):
        # Given
        data = json.dumps([json.loads((SAMPLES / "todoist-sync.json").read_text())]).encode()
        bring(ann, data, name="todoist.json")
        carry_out(eve, upload(eve, export(ann)))
        before = {name: len(rows) for name, rows in contents_of(eve).items() if name != "changes"}

        # When
        again = bring(eve, data, name="todoist.json")
        newer = bring(eve, data.replace(b'"Stretch"', b'"Stretch more"'), name="todoist.json")

        # Then
        assert again.batch is None
        assert newer.batch is not None
        assert {name: len(rows) for name, rows in contents_of(eve).items() if name != "changes"} == before
        assert RecurringWork.objects.owned_by(eve).get(title="Stretch more")

    def test_what_is_known_here_stays_and_what_is_gone_is_known_anew(self, ann, eve):
        data = (SAMPLES / "todoist-csv-template.csv").read_bytes()
        bring(ann, data, name="운영.csv")
        moved = export(ann)
        carry_out(eve, upload(eve, moved))
        undo_last(user=eve, at=NOON)

        carry_out(eve, upload(eve, moved))

        again = bring(eve, data, name="운영.csv")
        assert again.batch is None
        known = contents_of(eve)["imported_rows"]
        carry_out(eve, upload(eve, export(ann)))
        assert contents_of(eve)["imported_rows"] == known

    def test_an_empty_account_is_asked_for_the_settings(self, ann, eve):
        edit_profile(user=ann, time_zone="Europe/Paris", language="ko")

        row = upload(eve, export(ann))
        [question] = row.preview["questions"]
        assert (question["name"], question["answer"]) == ("settings", "mine")
        requests.answer_import(user=eve, import_id=row.pk, answers={"settings": "theirs"}, at=NOON)
        jobs.run_waiting()
        carry_out(eve, row)

        eve.refresh_from_db()
        assert (eve.time_zone, eve.language) == ("Europe/Paris", "ko")

    def test_an_account_with_rows_is_not_asked(self, ann, eve):
        make_work(user=eve)

        row = upload(eve, export(ann))

        assert row.preview["questions"] == []
        with pytest.raises(UnknownQuestion):
            requests.make_preview(eve, row_with(row, settings="theirs"), at=NOON)

    def test_a_file_that_does_not_fit_together_is_refused_when_it_is_read(self, ann, eve):
        make_work(user=ann)
        data = rewritten(export(ann), works=[{"id": 1}], changes=[])

        row = upload(eve, data)

        job = requests.last_job(row)
        assert requests.is_failed(row)
        assert "line 1: works.jsonl: “created_at” is missing" in job.failure


def row_with(row, **answers):
    row.answers = answers
    return row
