import pytest

from tests.works.exchange import plain_reader
from works.exchange import sources


@pytest.fixture(autouse=True)
def _plain_reader(monkeypatch):
    monkeypatch.setattr(sources, "READERS", (plain_reader, *sources.READERS))
