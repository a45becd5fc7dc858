"""How bodies are read, and refused."""

import json

import pytest

from tests.wheelbarrow.core.api.problems import assert_problem
from works.models import Work

WORKS = "/api/v1/works/"


def send(client, body, content_type="application/json"):
    return client.generic("POST", WORKS, body, content_type=content_type)


class TestJSONParser:
    @pytest.mark.parametrize("title", ["Dig", "정원", "🌱", "é", 'say "so"', "a\\b/c", "50 %s"])
    @pytest.mark.parametrize("in_ascii", [True, False])
    def test_reads_text(self, api, title, in_ascii):
        answer = send(api, json.dumps({"title": title}, ensure_ascii=in_ascii).encode())

        assert answer.status_code == 201
        assert Work.objects.get().title == title

    def test_takes_the_last_of_two_of_one_name(self, api):
        send(api, b'{"title": "Dig", "title": "Sow"}')

        assert Work.objects.get().title == "Sow"

    @pytest.mark.parametrize("field", ["title", "content"])
    def test_leaves_a_lone_surrogate_to_be_refused_by_the_name_of_its_field(self, api, field):
        body = {"title": '"Dig"', field: r'"a\ud800b"'}

        refused = send(api, ("{" + ", ".join(f'"{name}": {text}' for name, text in body.items()) + "}").encode())

        assert set(assert_problem(refused, 400, "invalid")["errors"]) == {field}
        assert not Work.objects.exists()

    def test_leaves_a_name_with_a_lone_surrogate_to_be_refused(self, api):
        refused = send(api, rb'{"title": "Dig", "\ud800": 1}')

        assert_problem(refused, 400, "invalid")

    @pytest.mark.parametrize("brackets", ["[]", "{}"])
    @pytest.mark.parametrize("depth", [1_500, 100_000])
    def test_refuses_what_is_nested_deeper_than_anyone_reads(self, api, brackets, depth):
        opened = "[" if brackets == "[]" else '{"a":'
        body = f'{{"title": "Dig", "category": {opened * depth}{"1"}{brackets[1] * depth}}}'

        refused = send(api, body.encode())

        assert refused.status_code == 400
        assert not Work.objects.exists()

    @pytest.mark.parametrize("address", [WORKS, "/api/v1/categories/", "/api/v1/auth/token/", "/api/v1/auth/register/"])
    def test_refuses_unclosed_brackets_at_every_endpoint(self, anonymous, api, address):
        for client in (anonymous, api):
            refused = client.generic("POST", address, b"[" * 100_000, content_type="application/json")

            assert refused.status_code in (400, 401)

    @pytest.mark.parametrize(
        "body",
        [
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
        ],
    )
    def test_refuses_what_is_no_json(self, api, body):
        assert_problem(send(api, body), 400, "parse_error")

    @pytest.mark.parametrize("body", [b"[]", b"null", b"1", b'"Dig"', b"true"])
    def test_leaves_what_is_no_object_to_be_refused(self, api, body):
        assert_problem(send(api, body), 400, "invalid")

    def test_refuses_another_kind_of_body(self, api):
        assert_problem(send(api, b"title: Dig", content_type="application/yaml"), 415, "unsupported_media_type")
