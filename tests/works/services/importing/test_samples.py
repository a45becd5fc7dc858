"""Each sample goes the whole way: uploaded, imported, imported again, undone."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.makers import NOON
from tests.works.services.importing.importing import contents, run_jobs, tables
from wheelbarrow.core.history.undo import undo
from wheelbarrow.core.models import Change
from works.services.importing import requests

SAMPLES = sorted(
    path
    for path in (Path(__file__).parents[2] / "exchange" / "samples").iterdir()
    if path.is_file() and path.suffix not in (".md", ".txt", ".py")
)


def data_of(path):
    """Return the file as its tool writes it: Vikunja's is in a zip."""
    if path.name != "vikunja-data.json":
        return path.read_bytes()
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("VERSION", "v1.0.0")
        archive.writestr("data.json", path.read_bytes())
        archive.writestr("filters.json", b"[]")
    return packed.getvalue()


def bring(user, path):
    row = requests.start_import(user=user, name=path.name, data=data_of(path), at=NOON)
    run_jobs()
    requests.apply_import(user=user, import_id=row.pk, at=NOON)
    run_jobs()
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
class TestSample:
    def test_is_imported_once_and_taken_back(self, ann, path):
        empty = contents(ann)

        row = bring(ann, path)
        assert row.state == "done"
        assert row.counts["works"]["create"] + row.counts["recurring_works"]["create"] > 0
        before = tables(ann)
        again = bring(ann, path)
        assert again.batch is None
        assert tables(ann) == before

        change = Change.objects.owned_by(ann).of_batch(row.batch).first()
        undo(user=ann, change_id=change.pk, at=NOON)
        assert contents(ann) == empty
