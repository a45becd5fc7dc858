"""manage.py import_account."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from tests.makers import make_user, make_work
from tests.works.exchange.account.scenes import contents_of, files_of, larger, make_everything
from wheelbarrow.core.history.undo import undo
from works.models import Import, Work

EVE = "eve@example.org"


@pytest.fixture
def eve(db):
    return make_user(EVE, time_zone="Asia/Seoul")


def run(*args):
    out = io.StringIO()
    call_command("import_account", *map(str, args), stdout=out)
    return out.getvalue()


def exported(user, tmp_path, *options):
    path = tmp_path / "wheelbarrow.zip"
    call_command("export_account", user.email, str(path), *options, stdout=io.StringIO())
    return path


class TestExports:
    def test_an_account_moves_and_can_be_undone(self, ann, eve, tmp_path):
        # Given
        make_everything(ann)
        before = contents_of(ann)

        # When
        printed = run(EVE, exported(ann, tmp_path), "--yes")

        # Then
        row = Import.objects.owned_by(eve).get()
        assert (row.state, row.source, row.data) == (Import.State.DONE, "wheelbarrow", None)
        assert contents_of(eve, but_batch=row.batch) == before
        assert f"works: {len(before['works'])} to create" in printed
        [change] = re.findall(r"Imported\. Change (\d+) undoes it\.", printed)
        undo(user=eve, change_id=int(change), at=row.ended_at)
        assert not Work.all_objects.owned_by(eve).exists()

    def test_the_same_file_again_says_so(self, ann, eve, tmp_path):
        make_work(user=ann)
        path = exported(ann, tmp_path)
        run(EVE, path, "--yes")

        assert "Imported. Everything was there already." in run(EVE, path, "--yes")

    def test_it_is_larger_than_any_upload(self, ann, eve, tmp_path, settings):
        make_work(user=ann)
        path = exported(ann, tmp_path)
        settings.EXPORT_UPLOAD_MB = 20
        path.write_bytes(larger(path.read_bytes(), 21 * 2**20))

        run(EVE, path, "--yes")

        assert Work.objects.owned_by(eve).exists()

    def test_a_dry_run_and_a_no_write_nothing(self, ann, eve, tmp_path, monkeypatch):
        make_work(user=ann)
        path = exported(ann, tmp_path)
        monkeypatch.setattr("builtins.input", lambda _text: "n")

        for options in (["--dry-run"], []):
            assert run(EVE, path, *options).endswith("Nothing was written.\n")

        assert not Work.objects.owned_by(eve).exists()
        assert not Import.objects.exists()

    def test_settings_come_along_if_they_are_wanted(self, ann, eve, tmp_path):
        path = exported(ann, tmp_path)

        run(EVE, path, "--yes", "--answer", "settings=theirs")

        eve.refresh_from_db()
        assert eve.time_zone == ann.time_zone

    def test_what_is_refused_is_named_and_nothing_is_written(self, ann, eve, tmp_path, monkeypatch):
        make_work(user=ann)
        path = exported(ann, tmp_path)
        cut = tmp_path / "cut.zip"
        cut.write_bytes(path.read_bytes()[:500])

        def nobody(_text):
            raise EOFError

        monkeypatch.setattr("builtins.input", nobody)
        for args, reason in [
            ([EVE, cut, "--yes"], "damaged"),
            ([EVE, path, "--yes", "--answer", "colour=red"], "no question colour"),
            ([EVE, path, "--yes", "--answer", "settings"], "NAME=VALUE"),
            ([EVE, path], "Add --yes"),
            ([EVE, tmp_path / "none.zip"], "cannot be read: .*No such file"),
            (["ben@example.org", path], "Nobody has the email"),
        ]:
            with pytest.raises(CommandError, match=reason):
                run(*args)

        assert not Import.objects.exists()
        assert not Work.objects.owned_by(eve).exists()
        assert files_of(path.read_bytes())


class TestOtherFiles:
    def test_a_table_is_imported(self, eve, tmp_path):
        path = tmp_path / "table.csv"
        path.write_text("Title,Notes\nDig,deep\n")

        assert "Imported. Change" in run(EVE, path, "--yes")

        assert Work.objects.owned_by(eve).get().title == "Dig"

    def test_a_file_that_is_too_large_is_refused(self, eve, tmp_path):
        path = tmp_path / "table.csv"
        path.write_bytes(b"Title\n" + b"x" * 20 * 2**20)

        with pytest.raises(CommandError, match="20 MB"):
            run(EVE, path, "--yes")
