"""How bodies are read, and refused."""

import json
from itertools import product

from tests.wheelbarrow.core.api.problems import assert_problem, assert_refused
from works.models import Work

WORKS = "/api/v1/works/"


def send(client, body, content_type="application/json"):
    return client.generic("POST", WORKS, body, content_type=content_type)


class TestJSONParser:
    def test_reads_text(self, api):
        for title, in_ascii in product(["Dig", "정원", "🌱", "é", 'a "b"', "a\\b/c", "50 %s"], (True, False)):
            answer = send(api, json.dumps({"title": title}, ensure_ascii=in_ascii).encode())

            assert (answer.status_code, answer.json()["title"]) == (201, title)
            assert Work.objects.latest("pk").title == title

    def test_takes_the_last_of_two_of_one_name(self, api):
        send(api, b'{"title": "Dig", "title": "Sow"}')

        assert Work.objects.get().title == "Sow"

    def test_leaves_a_lone_surrogate_to_be_refused_by_the_name_of_its_field(self, api):
        for field in ("title", "content"):
            body = {"title": '"Dig"', field: r'"a\ud800b"'}
            raw = "{" + ", ".join(f'"{name}": {text}' for name, text in body.items()) + "}"
            assert_refused(send(api, raw.encode()), 400, "invalid", {field})
        assert_problem(send(api, rb'{"title": "Dig", "\ud800": 1}'), 400, "invalid")
        assert not Work.objects.exists()

    def test_refuses_what_is_nested_deeper_than_anyone_reads(self, api):
        for (opened, closed), depth in product((("[", "]"), ('{"a":', "}")), (1_500, 100_000)):
            body = f'{{"title": "Dig", "category": {opened * depth}{"1"}{closed * depth}}}'

            assert send(api, body.encode()).status_code == 400
        assert not Work.objects.exists()

    def test_refuses_unclosed_brackets_at_every_endpoint(self, anonymous, api):
        for address in (WORKS, "/api/v1/categories/", "/api/v1/auth/token/", "/api/v1/auth/register/"):
            for client in (anonymous, api):
                refused = client.generic("POST", address, b"[" * 100_000, content_type="application/json")

                assert refused.status_code in (400, 401)

    def test_refuses_what_is_no_json_or_no_object(self, api):
        for body in [
            b"{",
            b"title=Dig",
            b'{"title": "Dig"',
            b'{"title": "Dig",}',
            b"{'title': 'Dig'}",
            b'{"title": NaN}',
            b'{"position": Infinity}',
            b'{"title": "\xff"}',
            b'\xef\xbb\xbf{"title": "Dig"}',
            b'{"title": "a\x01b"}',
        ]:
            assert_problem(send(api, body), 400, "parse_error")
        for body in (b"[]", b"null", b"1", b'"Dig"', b"true"):
            assert_problem(send(api, body), 400, "invalid")
        assert_problem(send(api, b"title: Dig", content_type="application/yaml"), 415, "unsupported_media_type")
