"""Files that no reader takes."""

import io
import zipfile

import pytest

from tests.makers import NOON
from works.exchange.records import Unreadable
from works.models import Import
from works.services.importing import requests


def zip_of(text):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("data.json", text)
    return data.getvalue()


def upload(user, name, data):
    return requests.start_import(user=user, name=name, data=data, source="", answers={}, at=NOON)


class TestAFileOfNoFormat:
    @pytest.mark.parametrize(
        ("name", "data", "line"),
        [("todoist.json", b'{"projects": [\n{"id": 1,', 2), ("x.json", b"\xef\xbb\xbf [1,\n2,\n", 3)],
    )
    def test_that_is_damaged_json_is_refused_with_the_line(self, ann, name, data, line):
        with pytest.raises(Unreadable, match=f"line {line}: it is not JSON"):
            upload(ann, name, data)

        assert not Import.objects.exists()

    def test_that_is_a_damaged_zip_is_refused_as_one(self, ann):
        with pytest.raises(Unreadable, match="the zip is damaged"):
            upload(ann, "vikunja.zip", zip_of("{}" * 500)[:-30])

    @pytest.mark.parametrize("data", [b'{"a": 1}', b"\x7fELF", b"", zip_of("{}")])
    def test_is_refused_with_the_formats_that_are_known(self, ann, data):
        with pytest.raises((requests.UnknownFormat, requests.FileEmpty)):
            upload(ann, "file.bin", data)
