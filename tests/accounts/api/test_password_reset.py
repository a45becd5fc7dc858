"""A forgotten password: by mail, through the API and through the pages."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from accounts import services
from tests.conftest import client_of
from tests.makers import NOON, PASSWORD
from wheelbarrow.core import jobs

NEW_PASSWORD = "another horse battery"
LINK = re.compile(r"https?://[^/]+(/password/reset/([^/]+)/([^/]+)/)")


def ask(client, email="ann@example.org"):
    """Ask for a link, and let the job mail it."""
    response = client.post("/api/v1/auth/password/reset/", {"email": email})
    jobs.run_waiting()
    return response


def ask_the_page(browser):
    page = browser.post("/password/reset/", {"email": "ann@example.org"}, follow=True)
    jobs.run_waiting()
    return page


def mailed_link():
    """The link of the last mail: path, uid, token."""
    return LINK.search(mail.outbox[-1].body).groups()


def confirm(client, uid, token, password=NEW_PASSWORD):
    body = {"uid": uid, "token": token, "new_password": password}
    return client.post("/api/v1/auth/password/reset/confirm/", body)


def log_in(client, password):
    return client.post("/api/v1/auth/token/", {"email": "ann@example.org", "password": password})


class TestAsk:
    def test_mails_a_link_to_the_person(self, anonymous, ann, ben):
        response = ask(anonymous, "ANN@example.org")

        assert response.status_code == 202
        assert [message.to for message in mail.outbox] == [["ann@example.org"]]
        assert mailed_link()

    def test_answers_the_same_to_an_address_that_nobody_has_and_mails_nothing(self, anonymous, ann):
        known = ask(anonymous)
        mail.outbox.clear()

        unknown = ask(anonymous, "nobody@example.org")

        assert (unknown.status_code, unknown.content) == (known.status_code, known.content)
        assert mail.outbox == []

    def test_mails_nothing_to_an_account_that_has_ended(self, anonymous, ann):
        services.set_permissions(user=ann, at=NOON, is_active=False)

        response = ask(anonymous)

        assert response.status_code == 202
        assert mail.outbox == []


class TestConfirm:
    def test_sets_the_password_and_ends_every_token_of_this_person(self, anonymous, api, stranger, ann):
        ask(anonymous)
        _path, uid, token = mailed_link()

        response = confirm(anonymous, uid, token)

        assert response.status_code == 204
        assert log_in(anonymous, NEW_PASSWORD).status_code == 200
        assert log_in(anonymous, PASSWORD).status_code == 401
        assert api.get("/api/v1/auth/me/").status_code == 401
        assert stranger.get("/api/v1/auth/me/").status_code == 200

    def test_takes_a_link_once(self, anonymous, ann):
        ask(anonymous)
        _path, uid, token = mailed_link()
        confirm(anonymous, uid, token)

        response = confirm(anonymous, uid, token, "a third horse battery")

        assert response.status_code == 400
        assert response.json()["code"] == "invalid_reset_link"
        assert log_in(anonymous, NEW_PASSWORD).status_code == 200

    @pytest.mark.parametrize(("seconds", "status"), [(3600, 204), (3601, 400)])
    def test_takes_a_link_for_an_hour(self, seconds, status, anonymous, ann):
        with time_machine.travel(NOON, tick=False):
            ask(anonymous)
        _path, uid, token = mailed_link()

        with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
            response = confirm(anonymous, uid, token)

        assert response.status_code == status

    def test_keeps_the_link_valid_when_the_password_is_weak(self, anonymous, ann):
        ask(anonymous)
        _path, uid, token = mailed_link()

        refused = confirm(anonymous, uid, token, "password123")
        taken = confirm(anonymous, uid, token)

        assert refused.json()["code"] == "weak_password"
        assert taken.status_code == 204

    @pytest.mark.parametrize("uid", ["", "x", "MQ", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "gIA", "한"])
    def test_refuses_a_link_that_nobody_mailed(self, uid, anonymous, ann):
        ask(anonymous)
        _path, _uid, token = mailed_link()

        response = confirm(anonymous, uid or "AA", f"{token}x")

        assert response.status_code == 400
        assert response.json()["code"] == "invalid_reset_link"
        assert log_in(anonymous, PASSWORD).status_code == 200

    def test_refuses_anothers_link(self, anonymous, ann, ben):
        ask(anonymous)
        _path, anns, _token = mailed_link()
        ask(anonymous, "ben@example.org")
        _path, _uid, bens = mailed_link()

        response = confirm(anonymous, anns, bens)

        assert response.json()["code"] == "invalid_reset_link"


class TestThePages:
    def test_lead_from_the_address_to_a_new_password_that_ends_every_token(self, anonymous, ann):
        browser, elsewhere = Client(), client_of(ann)

        sent = ask_the_page(browser)
        page = browser.get(mailed_link()[0], follow=True)
        form = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
        done = browser.post(page.request["PATH_INFO"], form, follow=True)

        assert [response.status_code for response in (sent, page, done)] == [200, 200, 200]
        assert done.request["PATH_INFO"] == "/password/reset/done/"
        assert log_in(anonymous, NEW_PASSWORD).status_code == 200
        assert elsewhere.get("/api/v1/auth/me/").status_code == 401

    def test_end_where_one_can_log_in(self, anonymous, db):
        done = Client().get("/password/reset/done/").content.decode()

        assert 'href="/login/"' in done

    def test_refuse_a_weak_password(self, anonymous, ann):
        browser = Client()
        ask_the_page(browser)
        page = browser.get(mailed_link()[0], follow=True)

        again = browser.post(page.request["PATH_INFO"], {"new_password1": "12345", "new_password2": "12345"})

        assert again.status_code == 422
        assert again.context["form"].errors
        assert log_in(anonymous, PASSWORD).status_code == 200

    def test_end_the_version_as_the_api_does(self, ann):
        version = ann.token_version
        browser = Client()
        ask_the_page(browser)
        page = browser.get(mailed_link()[0], follow=True)

        browser.post(page.request["PATH_INFO"], {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD})

        ann.refresh_from_db()
        assert ann.token_version == version + 1
