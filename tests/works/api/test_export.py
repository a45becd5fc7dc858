"""GET /api/v1/export/"""

import io
import zipfile

import pytest

from tests.makers import make_work
from tests.works.exchange.account.scenes import files_of, make_everything

ADDRESS = "/api/v1/export/"


def read(response):
    return b"".join(response.streaming_content)


class TestExport:
    def test_it_is_a_streamed_zip_of_everything(self, ann, api):
        make_everything(ann)

        response = api.get(ADDRESS)

        assert response.status_code == 200
        assert response["Content-Type"] == "application/zip"
        assert response["Content-Disposition"].startswith('attachment; filename="wheelbarrow-20')
        assert response.streaming
        files = files_of(read(response))
        assert files["changes.jsonl"]
        assert files["deletions.jsonl"]

    def test_trash_and_history_can_be_left_out(self, ann, api):
        make_everything(ann)

        files = files_of(read(api.get(ADDRESS, {"trash": "0", "history": "false"})))

        assert "changes.jsonl" not in files
        assert files["deletions.jsonl"] == b""

    def test_each_person_gets_their_own(self, ann, stranger):
        make_work(user=ann, title="Of Ann")

        assert b"Of Ann" not in b"".join(files_of(read(stranger.get(ADDRESS))).values())

    @pytest.mark.parametrize("query", [{"trash": "2"}, {"history": ""}, {"more": "1"}, {"trash": ["0", "1"]}])
    def test_a_wrong_query_is_refused(self, api, query):
        response = api.get(ADDRESS, query)

        assert response.status_code == 400
        assert response["Content-Type"].startswith("application/problem+json")
        assert list(response.json()["errors"]) == list(query)

    def test_nobody_else_gets_one(self, anonymous):
        assert anonymous.get(ADDRESS).status_code == 401

    def test_a_browser_gets_the_page_with_its_form(self, browser):
        response = browser.get(ADDRESS, headers={"Accept": "text/html"})

        assert response.status_code == 200
        assert 'name="trash"' in response.content.decode()

    def test_the_form_of_the_page_downloads_the_zip(self, browser):
        response = browser.get(ADDRESS, {"format": "zip", "trash": "1"}, headers={"Accept": "text/html,*/*;q=0.8"})

        assert zipfile.ZipFile(io.BytesIO(read(response))).testzip() is None
