"""Schemathesis makes requests from the OpenAPI document and checks each response against it.

PROVE=1 makes at least 5,000 random requests, and the boundary values of every operation instead of a few.
"""

import os
import re
from io import StringIO

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode

from accounts import tokens
from categories import services as categories
from tests.makers import NOON, make_ancestors, make_finished_work, make_label, make_recurring_work, make_work
from tests.wheelbarrow.core.api.endpoints import ENDPOINTS
from wheelbarrow.wsgi import application
from works.services import editing

PROVE = bool(os.environ.get("PROVE"))
CASES_AN_OPERATION = 100 if PROVE else 5
# Boundary values are some 80 requests for an operation. Without PROVE=1: one that writes and one that reads.
WITH_BOUNDARIES = ["edit_work", "list_works"]

# A document can describe the form of a category's id, not which categories exist. These operations refuse such
# well-formed data with 400; `_refused_for_nothing_else` checks that no other field is the reason.
REFUSED_BY_STATE: dict[str, set[str]] = {
    "answer_import": {"options"},  # names with control characters
    "change_password": set(),  # a wrong present password
    "change_works": {"data"},  # which names data has depends on the action
    "create_api_token": set(),  # a taken name, a missing branch
    "create_category": set(),  # a taken name, a missing parent, an end before the start
    "create_feed": {"labels"},  # labels that do not exist
    "create_label": set(),  # a taken name
    "create_recurring_work": {"time_zone"},  # an invalid rule, or one without days
    "create_token": set(),  # OAuth2 answers wrong credentials with 400
    "create_work": set(),
    "delete_me": set(),
    "edit_category": set(),
    "edit_label": set(),
    "edit_me": {"time_zone"},  # there are some 600, a list that changes with tzdata
    "edit_recurring_work": {"time_zone"},
    "edit_work": set(),
    "get_period_report": {
        "end",
        "root",
        "start",
        "under",
        "label",
        "label_match",
    },  # days together with a period, a root with a branch
    "list_categories": {"month", "parent", "root", "under"},  # a month needs its year
    "list_finished_works": {"end", "under", "label", "label_match"},  # before the start
    "list_occurrences": {"end"},  # before the start, or five years after it
    "list_recurring_works": {"category", "root", "under", "label", "label_match"},
    "list_today": {"under", "label", "label_match"},  # label_match needs a label
    "list_works": {"category", "recurring_work", "root", "under", "label", "label_match"},
    "move_category": set(),
    "list_changes": {"since", "row", "from", "to", "before"},  # since together with another, an end before the start
    "pause_category": set(),  # an end before the beginning
    "pause_recurring_work": set(),  # an end before the beginning
    "preview_recurring_work": {"time_zone"},
    "register": {"email", "time_zone"},  # JSON Schema's emails have domains that no mail can reach
    "replace_category": set(),
    "replace_label": set(),
    "replace_recurring_work": {"time_zone"},
    "replace_work": set(),
    "request_password_reset": {"email"},
    "reset_password": set(),  # an invented link
    "roll_over_category": {"copy", "leave"},  # a taken name, categories that are not below it
    "skip_occurrence": set(),  # a day that the rule does not have
    "upload_import": {"file", "options", "source"},  # a file that is of no known format
}
CONFIG = SchemathesisConfig.from_dict(
    {
        # JSON Schema cannot exclude NUL in a way that generators follow; test_every_endpoint.py sends it.
        "generation": {"deterministic": not PROVE, "max-examples": CASES_AN_OPERATION, "allow-x00": False},
        # A text beyond its limit can make a body beyond the limit: 413.
        "checks": {
            "negative_data_rejection": {"expected-statuses": [400, 401, 403, 404, 405, 406, 413, 415, 422]},
            # A generated If-Match names another version; a key may have been generated before.
            "positive_data_acceptance": {"expected-statuses": ["2xx", 401, 403, 404, 409, 410, 412, 422]},
        },
        "phases": {"coverage": {"enabled": PROVE}},
        "operations": [
            {"include-operation-id": WITH_BOUNDARIES, "phases": {"coverage": {"enabled": True}}},
            {
                "include-operation-id": list(REFUSED_BY_STATE),
                "checks": {
                    "positive_data_acceptance": {"expected-statuses": ["2xx", 400, 401, 403, 404, 409, 410, 412, 422]},
                },
            },
        ],
    }
)
schema = schemathesis.openapi.from_wsgi("/api/schema/?format=json", application, config=CONFIG)


@pytest.fixture
def _kept_connection():
    """Keep the connection of the test, which a server would close at the end of a request."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def rows(ann, ben, settings, _kept_connection):
    """Rows of every kind of Ann's, by id, and a rule of Ben's that her requests must not reach."""
    # No generated log-in has a right password.
    settings.AXES_FAILURE_LIMIT = 1_000_000
    root, branch, leaf = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])
    old = make_ancestors(user=ann, names=["2025", "Kitchen"])
    labels = [make_label(user=ann, name=name) for name in ("Urgent", "Home")]
    works = [
        make_work(user=ann, title="Dig", category=leaf, labels=[labels[0].pk]),
        make_finished_work(user=ann, category=branch),
    ]
    gone = make_work(user=ann, title="Gone")
    deletions = [
        categories.delete_category(user=ann, category_id=old[1].pk, at=NOON),
        editing.delete_work(user=ann, work_id=gone.pk, at=NOON),
    ]
    rules = [make_recurring_work(user=ann, category=category) for category in (branch, None)]
    make_recurring_work(user=ben, title="Ben's")
    made = {
        "categories": [root, branch, leaf],
        "works": works,
        "labels": labels,
        "trash": deletions,
        "recurring-works": rules,
    }
    ids = {kind: [row.pk for row in some] for kind, some in made.items()}
    return {"ids": ids, "bearer": f"Bearer {tokens.issue(ann)['access']}"}


@schema.parametrize()
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_documented(case, rows):
    if case.meta.generation.mode is GenerationMode.POSITIVE:
        _name_rows(case, rows["ids"])
        # A body that is not sent must stay unset, or the case counts as negative.
        if isinstance(case.body, dict):
            case.body = _with_integers(case.body)

    case.call_and_validate(headers={"Authorization": rows["bearer"]}, additional_checks=[_refused_for_nothing_else])


def _refused_for_nothing_else(ctx, response, case) -> None:
    """Check that data which fits the document is refused only for the fields in REFUSED_BY_STATE."""
    is_problem = response.headers.get("content-type") == ["application/problem+json"]
    if case.meta.generation.mode is not GenerationMode.POSITIVE or response.status_code != 400 or not is_problem:
        return
    problem = response.json()
    excused = REFUSED_BY_STATE.get(case.operation.definition.raw["operationId"], set())
    assert problem["code"] != "invalid" or set(problem["errors"]) <= excused, problem


def _name_rows(case, ids) -> None:
    """Replace half of the generated ids by ids of existing rows: random ids are nearly always "not found"."""
    kind = case.path.split("/")[3]
    named = {"id": ids.get(kind), **dict.fromkeys(["category", "parent", "under", "root"], ids["categories"])}
    named["recurring_work"] = ids["recurring-works"]
    for container in (case.path_parameters, case.query, case.body):
        if not isinstance(container, dict):
            continue
        for name, rows in named.items():
            value = container.get(name)
            if rows and not isinstance(value, bool) and str(value).isdigit() and int(value) % 2:
                container[name] = rows[int(value) // 2 % len(rows)]


def parts(value):
    """Yield every object inside the document."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts(inner)


def _with_integers(value):
    """Return the same JSON with 3 for 3.0: both are integers to JSON Schema, but the API refuses the second."""
    if isinstance(value, dict):
        return {name: _with_integers(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_integers(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@pytest.mark.alike
class TestTheDocument:
    def test_is_valid_and_complete(self):
        call_command("spectacular", validate=True, fail_on_warn=True, stdout=StringIO())

        assert [str(error) for error in OpenAPIV31SpecValidator(schema.raw_schema).iter_errors()] == []

    def test_requires_the_fields_that_responses_always_have(self):
        optional = {
            (name, field)
            for name, component in schema.raw_schema["components"]["schemas"].items()
            if not name.endswith("Request")
            for field in set(component.get("properties", ())) - set(component.get("required", ()))
        }

        problems = {(f"{row}Problem", "errors") for row in ("", "Category", "Label", "RecurringWork", "Work")}
        # Kinds of which a file has none, and what is done with no row of a kind.
        counts = {("ImportCounts", kind) for kind in ("saved_views", "report_copies")}
        fates = {("FateCounts", fate) for fate in ("update", "keep", "skip")}
        assert optional == {("TreeNode", "summary"), ("BulkResult", "deletion"), *problems, *counts, *fates}

    def test_lists_each_security_scheme_as_an_alternative(self):
        security = [
            operation.get("security", [])
            for methods in schema.raw_schema["paths"].values()
            for operation in methods.values()
        ]

        assert all(len(way) == 1 for ways in security for way in ways)
        assert {name for ways in security for way in ways for name in way} == set(
            schema.raw_schema["components"]["securitySchemes"]
        )

    def test_describes_headers_and_the_responses_common_to_all_operations(self):
        for path, methods in schema.raw_schema["paths"].items():
            for method, operation in methods.items():
                answers = operation["responses"]
                assert {"400", "429", "503"} <= set(answers), path
                assert set(answers["503"]["headers"]) == set(answers["429"]["headers"]) == {"Retry-After"}
                assert "201" not in answers or "Location" in answers["201"]["headers"]
                has_etag = "ETag" in answers.get("200", {}).get("headers", {})
                assert method != "get" or ("304" in answers) == has_etag, path
        assert "304" in schema.raw_schema["paths"]["/api/v1/works/"]["get"]["responses"]

    def test_describes_the_headers_of_safe_writes(self):
        found: dict[str, set[str]] = {}
        for path, methods in schema.raw_schema["paths"].items():
            for method, operation in methods.items():
                names = {parameter["name"] for parameter in operation.get("parameters", ())}
                for name in names & {"If-Match", "Idempotency-Key", "dry_run"}:
                    found.setdefault(name, set()).add(f"{method} {path.removeprefix('/api/v1/')}")
                answers = operation["responses"]
                assert ("412" in answers) == ("If-Match" in names), path
                assert ("422" in answers) == ("Idempotency-Key" in names), path
                if "412" in answers:
                    assert "ETag" in answers["412"]["headers"]
                    reference = answers["412"]["content"]["application/problem+json"]["schema"]["$ref"]
                    assert "current" in schema.raw_schema["components"]["schemas"][reference.split("/")[-1]]["required"]
                if "412" in answers and method != "delete" and "201" not in answers:
                    assert {"ETag", "Content-Location"} <= set(answers["200"]["headers"]), path

        assert {"patch works/{id}/", "delete categories/{id}/", "post recurring-works/{id}/pause/"} <= found["If-Match"]
        assert {"post works/", "post works/bulk/", "post trash/{id}/restore/"} <= found["Idempotency-Key"]
        assert not {"post recurring-works/preview/", "post auth/token/"} & found["Idempotency-Key"]
        assert found["dry_run"] == {
            "delete categories/{id}/",
            "delete recurring-works/{id}/",
            "delete works/{id}/",
            "post categories/{id}/move/",
            "post categories/{id}/roll_over/",
            "post works/bulk/",
        }

    def test_has_types_and_defaults_among_the_choices(self):
        for part in parts(schema.raw_schema["components"]["schemas"]):
            assert part.get("additionalProperties") != {}
            assert "enum" not in part or "default" not in part or part["default"] in part["enum"]

    def test_does_not_describe_the_code_of_the_api(self):
        texts = [str(part.get(name, "")) for part in parts(schema.raw_schema) for name in ("description", "summary")]

        words = re.compile(
            r"context|serializer|queryset|column|docstring|\bDRF\b|\bview\b|none of|unless said", re.IGNORECASE
        )
        assert [text for text in texts if words.search(text)] == []

    def test_names_and_types_every_operation(self):
        gaps = []
        for path, operations in schema.raw_schema["paths"].items():
            for method, operation in operations.items():
                good = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
                # 202 and 204 have no body.
                bodiless = {"202", "204"} & set(operation["responses"])
                typed = all(body.get("schema") for answer in good for body in answer.get("content", {}).values())
                if not (operation.get("summary") and operation.get("operationId") and good and typed):
                    gaps.append(f"{method} {path}")
                if not bodiless and not all(answer.get("content") for answer in good):
                    gaps.append(f"{method} {path} has no body")

        assert gaps == []

    def test_describes_every_endpoint(self):
        described = {
            (method.upper(), path.replace("{id}", "{pk}"))
            for path, operations in schema.raw_schema["paths"].items()
            for method in operations
        }

        walked = {(endpoint.method, endpoint.path) for endpoint in ENDPOINTS}

        assert walked - described == {("GET", "/api/v1/")}
        assert described <= walked
