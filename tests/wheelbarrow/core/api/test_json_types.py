"""JSON types are strict, shown by the endpoints of works."""

from tests.makers import make_work
from tests.wheelbarrow.core.api.problems import assert_problem

# A field, and a JSON value that it must not accept.
WRONG = [
    ("title", "5"),
    ("title", "true"),
    ("title", "null"),
    ("title", '["Dig"]'),
    ("title", '"   "'),
    ("title", r'"a\u0000b"'),
    ("title", r'"\ud800"'),
    ("content", r'"\udfff"'),
    ("content", "null"),
    ("category", "true"),
    ("category", '"1"'),
    ("category", "1.5"),
    ("category", "1.0"),
    ("position", "0.0"),
    ("category", "0"),
    ("category", "-1"),
    ("category", "1e400"),
    ("category", "1" * 40),
    ("current_status", "true"),
    ("current_status", '"done"'),
    ("my_job", "1"),
    ("my_job", '"true"'),
    ("my_job", "null"),
    ("position", "true"),
    ("position", '"3"'),
    ("position", "-1"),
    ("position", "1e400"),
    ("position", "1" * 40),
    ("starts_on", '"0001-01-01"'),
    ("starts_on", '"9999-12-31"'),
    ("starts_on", '"2026-02-29"'),
    ("starts_on", '"20260201"'),
    ("starts_on", '"2026-09-02T00:00:00Z"'),
    ("starts_on", "20260902"),
    ("deadline_time", '"25:00"'),
    ("deadline_time", '"09:00Z"'),
    ("deadline_time", "9"),
]


class TestJsonType:
    def test_that_is_wrong_is_refused_by_the_name_of_the_field(self, api, subtests):
        for field, text in WRONG:
            with subtests.test(f"{field}: {text}"):
                body = {"title": '"Dig"', "deadline_on": '"2999-12-31"', field: text}
                raw = "{" + ", ".join(f'"{name}": {value}' for name, value in body.items()) + "}"

                response = api.generic("POST", "/api/v1/works/", raw, content_type="application/json")

                assert set(assert_problem(response, 400, "invalid")["errors"]) == {field}

    def test_of_a_read_only_field_is_refused(self, api):
        response = api.post("/api/v1/works/", {"title": "Dig", "end_at": "2026-09-02T09:00:00Z"})

        problem = assert_problem(response, 400, "invalid")
        assert set(problem["errors"]) == {"end_at"}

    def test_of_a_read_only_field_is_ignored_in_a_put(self, ann, api):
        address = f"/api/v1/works/{make_work(user=ann).pk}/"
        shown = api.get(address).json()

        response = api.put(address, {**shown, "end_at": "2026-09-02T09:00:00Z", "title": "Plant"})

        assert response.status_code == 200, response.json()
        assert response.json() == {
            **shown,
            "title": "Plant",
            **{name: response.json()[name] for name in ("updated_at", "version")},
        }
