"""Who made a change: a page, the API, the operator in the admin, the scheduler or a command; and in which request."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tests.makers import NOON, make_recurring_work, make_work
from wheelbarrow.core.history.actors import COMMAND, actor
from wheelbarrow.core.middleware import access_log
from wheelbarrow.core.models import Change
from works.services.editing import delete_work
from works.services.generation import run_batch


def last_change():
    return Change.objects.newest_first().first()


def facts_of(change):
    return change.actor, change.operator_id, change.request_id


class TestActor:
    def test_is_the_api_with_the_id_of_the_request(self, api):
        response = api.post("/api/v1/works/", {"title": "Dig"}, HTTP_X_REQUEST_ID="req-1")

        assert response.status_code == 201
        assert facts_of(last_change()) == ("api", None, "req-1")
        assert response.headers["X-Request-Id"] == "req-1"

    def test_is_the_api_on_its_pages_too(self, client, ann):
        client.force_login(ann)

        response = client.post("/api/v1/works/", {"title": "Dig"}, headers={"accept": "text/html", "x-request-id": "r"})

        assert response.status_code == 201
        assert facts_of(last_change()) == ("api", None, "r")

    def test_is_the_operator_in_a_form_of_the_admin(self, operator_client, operator, ann):
        work = make_work(user=ann, title="Dig")

        response = operator_client.post(
            f"/admin/works/work/{work.pk}/delete/", {"post": "yes"}, headers={"x-request-id": "req-2"}
        )

        assert response.status_code == 302
        assert last_change().action == "deleted"
        assert last_change().user_id == ann.pk
        assert facts_of(last_change()) == ("admin", operator.pk, "req-2")

    def test_is_the_operator_in_an_action_and_a_view_of_their_own(self, operator_client, operator, ann):
        work = make_work(user=ann, title="Dig")
        deletion = delete_work(user=ann, work_id=work.pk, at=NOON)

        response = operator_client.post(f"/admin/wheelbarrow/deletion/undo/?ids={deletion.pk}", {"back": "/admin/"})

        assert response.status_code == 302
        assert last_change().action == "restored"
        assert facts_of(last_change())[:2] == ("admin", operator.pk)

    def test_is_the_page_elsewhere(self, ann):
        def view(request):
            make_work(user=ann, title="Dig")
            return HttpResponse(status=204)

        access_log(view)(RequestFactory().get("/", headers={"x-request-id": "req-3"}))

        assert facts_of(last_change()) == ("page", None, "req-3")

    def test_is_a_command_after_a_request_without_its_id(self, api, ann):
        api.post("/api/v1/works/", {"title": "Dig"}, HTTP_X_REQUEST_ID="req-1")

        make_work(user=ann, title="Plant")

        assert facts_of(last_change()) == ("command", None, "")

    def test_is_the_scheduler_for_what_a_rule_creates(self, ann):
        make_recurring_work(user=ann)

        run_batch(NOON + timedelta(days=1), size=10)

        assert {change.kind for change in Change.objects.filter(actor="scheduler")} == {"work", "recurring_work"}
        assert facts_of(last_change()) == ("scheduler", None, "")

    @pytest.mark.parametrize("address", ["/", "/api/v1/works/", "/admin/", "/nothing"])
    def test_is_reset_after_the_request(self, address, operator_client):
        operator_client.get(address)

        assert actor.get() == COMMAND
