"""Which format an answer has, with a token and with DRF's negotiation."""

from tests.conftest import client_of
from tests.makers import make_work

WORKS = "/api/v1/works/"
REPORT = "/api/v1/reports/period/?start=2026-09-01&end=2026-09-02"
JSON, HTML = "application/json", "text/html"


def form_of(client, address, accept=None):
    answer = client.get(address, headers={"accept": accept} if accept is not None else {})
    return answer.status_code, answer.headers["Content-Type"].partition(";")[0]


class TestNegotiation:
    def test_chooses_the_format_by_the_address_and_the_header(self, api):
        browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        any_json = [None, "*/*", JSON, "application/*", "application/json, */*", "text/csv, */*;q=0.1", f"{JSON};q=0.1"]
        for address, accepted, expected in [
            (WORKS, any_json, (200, JSON)),
            (WORKS, [HTML, browser], (200, HTML)),
            (f"{WORKS}?format=api", [None, "*/*", HTML], (200, HTML)),
            (f"{WORKS}?format=json", [None, "*/*", JSON], (200, JSON)),
        ]:
            for accept in accepted:
                assert form_of(api, address, accept) == expected, (address, accept)

    def test_refuses_formats_that_do_not_exist_or_disagree(self, api):
        for address, accept, status in [
            (WORKS, "image/png", 406),
            (WORKS, "text/csv", 406),
            (WORKS, "application/xml", 406),
            (f"{WORKS}?format=api", JSON, 406),
            (f"{WORKS}?format=json", HTML, 406),
            (f"{WORKS}?format=png", None, 400),
        ]:
            assert form_of(api, address, accept)[0] == status, (address, accept)

    def test_gives_the_report_in_each_of_its_forms(self, api):
        forms = {form: form_of(api, f"{REPORT}&format={form}") for form in ("json", "markdown", "csv")}

        assert forms == {"json": (200, JSON), "markdown": (200, "text/markdown"), "csv": (200, "text/csv")}

    def test_is_as_strict_to_a_stranger(self, ann, ben):
        make_work(user=ann)

        answer = client_of(ben).get(WORKS, headers={"accept": "*/*"})

        assert answer.json()["count"] == 0
        assert form_of(client_of(ben), WORKS, "image/png")[0] == 406
