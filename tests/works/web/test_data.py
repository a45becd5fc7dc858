"""The page of a person's data, and the download."""

from tests.makers import make_work
from tests.works.exchange.account.scenes import files_of, make_everything


def files(response):
    return files_of(b"".join(response.streaming_content))


class TestDataView:
    def test_it_offers_everything_at_first(self, browser):
        page = browser.get("/settings/data/").content.decode()

        assert page.count("checked") == 2
        assert 'action="/settings/data/export.zip"' in page
        assert "/settings/imports/" in page


class TestExportFileView:
    def test_boxes_that_are_checked_go_along(self, browser, ann):
        make_everything(ann)

        response = browser.get("/settings/data/export.zip?trash=on&history=on")

        assert response["Content-Disposition"].startswith("attachment")
        found = files(response)
        assert found["deletions.jsonl"]
        assert found["changes.jsonl"]

    def test_boxes_that_are_not_checked_are_left_out(self, browser, ann):
        make_everything(ann)

        found = files(browser.get("/settings/data/export.zip"))

        assert found["deletions.jsonl"] == b""
        assert "changes.jsonl" not in found

    def test_it_has_nothing_of_a_stranger(self, browser, ben):
        make_work(user=ben, title="Of Ben")

        assert b"Of Ben" not in b"".join(files(browser.get("/settings/data/export.zip")).values())

    def test_a_stranger_without_a_log_in_is_led_to_it(self, client, db):
        response = client.get("/settings/data/export.zip?trash=on")

        assert response.status_code == 302
        assert response["Location"].startswith("/login/?next=/settings/data/export.zip")
