"""Which form an answer has, on the short way and on DRF's."""

import pytest

from tests.conftest import client_of
from tests.makers import make_work

WORKS = "/api/v1/works/"
REPORT = "/api/v1/reports/period/?start=2026-09-01&end=2026-09-02"
JSON, HTML = "application/json", "text/html"


def form_of(client, address, accept=None):
    answer = client.get(address, headers={"accept": accept} if accept is not None else {})
    return answer.status_code, answer.headers["Content-Type"].partition(";")[0]


class TestNegotiation:
    @pytest.mark.parametrize(
        "accept",
        [None, "*/*", JSON, "application/*", "application/json, */*", "text/csv, */*;q=0.1", "application/json;q=0.1"],
    )
    def test_answers_in_json_to_clients_that_accept_it(self, api, accept):
        assert form_of(api, WORKS, accept) == (200, JSON)

    @pytest.mark.parametrize("accept", [HTML, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"])
    def test_shows_a_page_to_a_browser(self, api, accept):
        assert form_of(api, WORKS, accept) == (200, HTML)

    @pytest.mark.parametrize("accept", ["image/png", "text/csv", "application/xml"])
    def test_refuses_what_there_is_not(self, api, accept):
        assert form_of(api, WORKS, accept)[0] == 406

    @pytest.mark.parametrize("accept", [None, "*/*", HTML])
    def test_takes_the_format_of_the_address(self, api, accept):
        assert form_of(api, f"{WORKS}?format=api", accept) == (200, HTML)

    @pytest.mark.parametrize("accept", [None, "*/*", JSON])
    def test_takes_json_from_the_address(self, api, accept):
        assert form_of(api, f"{WORKS}?format=json", accept) == (200, JSON)

    @pytest.mark.parametrize(("form", "accept"), [("api", JSON), ("json", HTML)])
    def test_refuses_an_address_and_a_header_that_disagree(self, api, form, accept):
        assert form_of(api, f"{WORKS}?format={form}", accept)[0] == 406

    def test_refuses_a_form_in_the_address_that_there_is_not(self, api):
        assert form_of(api, f"{WORKS}?format=png")[0] == 400

    def test_gives_the_report_in_each_of_its_forms(self, api):
        forms = {form: form_of(api, f"{REPORT}&format={form}") for form in ("json", "markdown", "csv")}

        assert forms == {"json": (200, JSON), "markdown": (200, "text/markdown"), "csv": (200, "text/csv")}

    def test_is_as_strict_to_a_stranger(self, ann, ben):
        make_work(user=ann)

        answer = client_of(ben).get(WORKS, headers={"accept": "*/*"})

        assert answer.json()["count"] == 0
        assert form_of(client_of(ben), WORKS, "image/png")[0] == 406
