"""The files of these formats are imported as a person does, and a second time without a change."""

import pytest

from tests.works.exchange import hostile
from tests.works.services.importing.importing import bring, contents
from works.models import RecurringWork, Work

FILES = [
    ("tasks.json", hostile.sample("taskwarrior-everything.json"), 1),
    ("life.org", hostile.sample("org-everything.org"), 3),
    ("tasks.ics", hostile.sample("vtodo-everything.ics"), 2),
    ("backup.json", hostile.sample("super_productivity-everything.json"), 1),
]


class TestImport:
    @pytest.mark.parametrize(("name", "data", "rules"), FILES, ids=[name for name, *_rest in FILES])
    def test_writes_the_file_once(self, ann, name, data, rules):
        first = bring(ann, data, name=name)
        before = contents(ann)

        second = bring(ann, data, name=name)

        assert (first.state, second.state) == ("done", "done")
        assert Work.objects.owned_by(ann).filter(title="보고서").count() <= 1
        assert RecurringWork.objects.owned_by(ann).count() == rules
        assert contents(ann) == before
