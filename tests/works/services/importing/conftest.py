import pytest

from tests.works.exchange import plain_reader
from works.exchange import sources


@pytest.fixture(autouse=True)
def _plain_reader(monkeypatch):
    known = sources.readers()
    monkeypatch.setattr(sources, "readers", lambda: (plain_reader, *known))
