"""Each sample goes the whole way: uploaded, imported, imported again, undone."""

import pytest

from tests.makers import NOON
from tests.works.exchange.formats import samples
from tests.works.services.importing.importing import contents, run_jobs, tables
from wheelbarrow.core.history.undo import undo
from wheelbarrow.core.models import Change
from works.services.importing import requests


def bring(user, name, data):
    row = requests.start_import(user=user, name=name, data=data, at=NOON)
    run_jobs()
    requests.apply_import(user=user, import_id=row.pk, at=NOON)
    run_jobs()
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(("name", "data"), [pytest.param(name, data, id=name) for _format, name, data in samples()])
class TestSample:
    def test_is_imported_once_and_taken_back(self, ann, name, data):
        empty = contents(ann)

        row = bring(ann, name, data)
        assert row.state == "done"
        assert row.counts["works"]["create"] + row.counts["recurring_works"]["create"] > 0
        before = tables(ann)
        again = bring(ann, name, data)
        assert again.batch is None
        assert tables(ann) == before

        change = Change.objects.owned_by(ann).of_batch(row.batch).first()
        undo(user=ann, change_id=change.pk, at=NOON)
        assert contents(ann) == empty
