"""The recipe "Add an endpoint" of CONTRIBUTING.md: POST works/{id}/postpone/, and GET works/postponed/."""

import pytest

from tests.architecture.recipes import Steps, Tree

CHECKS = """
from datetime import date

import pytest

from tests.makers import make_work
from works.models import Work

pytestmark = pytest.mark.django_db
WORKS = "/api/v1/works/"


def test_postpones_a_deadline(ann, api, stranger):
    work = make_work(user=ann, deadline_on=date(2026, 9, 4))
    assert stranger.post(f"{WORKS}{work.pk}/postpone/", {"days": 7}).status_code == 404
    shown = api.post(f"{WORKS}{work.pk}/postpone/", {"days": 7})
    assert (shown.status_code, shown.json()["deadline_on"]) == (200, "2026-09-11")
    assert Work.objects.get(pk=work.pk).deadline_moves[0]["from"] == "2026-09-04"
    assert api.get(f"{WORKS}postponed/").json() == {"works": 1}
    assert stranger.get(f"{WORKS}postponed/").json() == {"works": 0}


def test_refusals_are_named(ann, api):
    work = make_work(user=ann)
    refused = api.post(f"{WORKS}{work.pk}/postpone/", {"days": 7})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_deadline")
    assert set(api.post(f"{WORKS}{work.pk}/postpone/", {"days": 0}).json()["errors"]) == {"days"}


def test_browsable_api_has_its_form(client, ann):
    work = make_work(user=ann, deadline_on=date(2026, 9, 4))
    client.force_login(ann)
    page = client.get(f"{WORKS}{work.pk}/postpone/", HTTP_ACCEPT="text/html").content.decode()
    assert 'name="days"' in page
"""

ENDPOINT: Steps = {
    "works/services/postponing.py": [
        (
            "",
            '''"""Postpone the deadline of a work."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from wheelbarrow.core.exceptions import Conflict
from wheelbarrow.core.history.acts import recorded
from works.models import Work
from works.services import editing
from works.services.lookup import find_work


class NoDeadline(Conflict):
    template = _("This work has no deadline to postpone.")


@recorded("edited")
def postpone_work(*, user: User, work_id: int, days: int, at: datetime) -> Work:
    """Postpone the deadline by so many days. Raises WorkNotFound and NoDeadline."""
    work = find_work(user, work_id)
    if work.deadline_on is None:
        raise NoDeadline
    return editing.edit_work(user=user, work_id=work_id, at=at, deadline_on=work.deadline_on + timedelta(days=days))
''',
        )
    ],
    "works/querysets/counted.py": [
        (
            "    def with_status(",
            '    def postponed(self) -> Self:\n        """Works whose deadline was postponed."""\n'
            "        return self.exclude(deadline_moves=[])\n\n    def with_status(",
        )
    ],
    "works/selectors.py": [
        (
            "\n\ndef _today(",
            '\n\ndef count_postponed_works(user: int) -> int:\n    """Count the works of the person whose deadline was postponed."""\n'
            "    return Work.objects.owned_by(user).postponed().count()\n\n\ndef _today(",
        )
    ],
    "works/api/serializers.py": [
        (
            "class BulkChangesSerializer(",
            'class PostponeSerializer(StrictSerializer):\n    """By how many days to postpone."""\n\n'
            '    days = WholeNumberField(min_value=1, max_value=366, label=_("Days"))\n\n\n'
            'class PostponedSerializer(serializers.Serializer[Any]):\n    """The number of postponed works."""\n\n'
            "    works = serializers.IntegerField()\n\n\nclass BulkChangesSerializer(",
        )
    ],
    "works/api/views.py": [
        (
            "    FinishedWorkSerializer,\n    StatusSerializer,\n",
            "    FinishedWorkSerializer,\n    PostponedSerializer,\n    PostponeSerializer,\n    StatusSerializer,\n",
        ),
        ("import count_finished_works, ", "import count_finished_works, count_postponed_works, "),
        ("from works.services import editing, lifecycle", "from works.services import editing, lifecycle, postponing"),
        (
            '    @extend_schema(\n        operation_id="list_today",',
            """    @extend_schema(
        operation_id="postpone_work", summary="Postpone a work", request=PostponeSerializer, responses=WorkSerializer
    )
    @refusals(postponing.NoDeadline)
    @action(detail=True, methods=["post"], serializer_class=PostponeSerializer, name=_("Postpone"))
    def postpone(self, request: Request, pk: str) -> Response:
        days = self.body()["days"]
        return self.answer(postponing.postpone_work(user=self.user, work_id=int(pk), days=days, at=timezone.now()))

    @extend_schema(
        operation_id="count_postponed_works",
        summary="Count the postponed works",
        responses=PostponedSerializer,
        filters=False,
    )
    @action(detail=False, pagination_class=None, serializer_class=PostponedSerializer, name=_("Postponed"))
    def postponed(self, request: Request) -> Response:
        return Response({"works": count_postponed_works(self.user.pk)})

    @extend_schema(
        operation_id="list_today",""",
        ),
    ],
    "docs/api.md": [
        (
            "| POST `works/{id}/status/` |",
            "| POST `works/{id}/postpone/` | `{days}`; `no_deadline` | 200, the work |\n"
            "| GET `works/postponed/` | | `{works}` |\n| POST `works/{id}/status/` |",
        )
    ],
    "tests/wheelbarrow/core/api/endpoints.py": [
        (
            '    ("works", "set_status"):',
            '    ("works", "postpone"): {"days": 7},\n    ("works", "set_status"):',
        )
    ],
    "tests/wheelbarrow/core/api/query_counts.json": [
        ('  "/api/v1/works/today/"', '  "/api/v1/works/postponed/": 2,\n  "/api/v1/works/today/"')
    ],
}


@pytest.mark.prove
def test_an_endpoint_is_checked_by_every_test_of_endpoints(tmp_path):
    tree = Tree(tmp_path)
    tree.follow(ENDPOINT)

    tree.test(
        CHECKS,
        "tests/wheelbarrow/core/api/test_every_endpoint.py",
        "tests/wheelbarrow/core/api/test_query_counts.py",
        "tests/proofs/test_schema.py::TestTheDocument",
        "tests/architecture/test_docs.py",
        "tests/architecture/test_imports.py",
        "tests/architecture/test_interfaces.py",
        "tests/architecture/test_words.py",
    )
