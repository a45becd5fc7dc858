"""manage.py export_account."""

import io
import stat

import pytest
from django.core.management import CommandError, call_command

from tests.works.exchange.account.scenes import files_of, make_everything


def run(*args):
    out = io.StringIO()
    call_command("export_account", *map(str, args), stdout=out)
    return out.getvalue()


class TestExportAccount:
    def test_it_writes_a_zip_that_only_its_owner_reads(self, ann, tmp_path):
        make_everything(ann)
        path = tmp_path / "ann.zip"

        printed = run("ann@example.org", path)

        assert files_of(path.read_bytes())["changes.jsonl"]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert printed == f"Wrote {path.stat().st_size:,} bytes to {path}.\n"

    def test_trash_and_history_can_be_left_out(self, ann, tmp_path):
        make_everything(ann)

        run("ann@example.org", tmp_path / "ann.zip", "--without-trash", "--without-history")

        files = files_of((tmp_path / "ann.zip").read_bytes())
        assert files["deletions.jsonl"] == b""
        assert "changes.jsonl" not in files

    def test_it_refuses_an_unknown_account(self, db, tmp_path):
        with pytest.raises(CommandError, match=r"There is no account eve@example\.org"):
            run("eve@example.org", tmp_path / "eve.zip")

        assert not (tmp_path / "eve.zip").exists()

    def test_it_replaces_nothing(self, ann, tmp_path):
        path = tmp_path / "ann.zip"
        path.write_text("precious")

        with pytest.raises(CommandError, match="already exists"):
            run("ann@example.org", path)

        assert path.read_text() == "precious"

    def test_a_folder_that_is_not_there_is_named(self, ann, tmp_path):
        with pytest.raises(CommandError, match="cannot be written: No such file"):
            run("ann@example.org", tmp_path / "no" / "ann.zip")
