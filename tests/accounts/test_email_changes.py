"""A new email counts once its mailbox has confirmed it."""

import re
from datetime import timedelta
from smtplib import SMTPException

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from accounts import email_changes, services
from tests.makers import NOON, PASSWORD, make_user
from wheelbarrow.core import jobs
from wheelbarrow.core.models import Job

NEW = "anna@example.org"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def request_change(rf, user, email=NEW, password=PASSWORD):
    return email_changes.request_change(request=rf.get("/"), user=user, email=email, password=password, at=NOON)


def ask(rf, user, email=NEW, password=PASSWORD):
    """Ask for the new email; return the path of the mailed link."""
    request_change(rf, user, email, password)
    jobs.run_waiting()
    return re.search(r"http://testserver(/email/confirm/[^\s]+/)", mail.outbox[-1].body).group(1)


class TestRequestChange:
    def test_mails_a_link_to_the_new_address_and_changes_nothing(self, rf, ann, ben):
        ask(rf, ann, email="Anna@Example.org")

        ann.refresh_from_db()
        assert [message.to for message in mail.outbox] == [[NEW]]
        assert ann.email == "ann@example.org"
        assert email_changes.pending_of(ann).email == NEW
        assert email_changes.pending_of(ben) is None

    @pytest.mark.parametrize(
        ("email", "password", "error"),
        [
            (NEW, "wrong", services.WrongPassword),
            ("ANN@example.org", PASSWORD, email_changes.SameEmail),
            ("Ben@example.org", PASSWORD, services.EmailTaken),
        ],
    )
    def test_is_refused(self, rf, ann, ben, email, password, error):
        with pytest.raises(error):
            ask(rf, ann, email, password)

        assert mail.outbox == []
        assert email_changes.pending_of(ann) is None

    def test_keeps_the_address_while_the_mail_server_is_away_and_shows_when_it_gave_up(self, rf, ann, monkeypatch):
        def fail(*_args):
            raise SMTPException

        monkeypatch.setattr(EmailBackend, "send_messages", fail)
        request_change(rf, ann)
        Job.objects.update(attempts=3)

        jobs.run_waiting()
        pending = email_changes.pending_of(ann)
        assert not email_changes.is_undelivered(ann, pending)
        Job.objects.update(due_at=NOON)
        jobs.run_waiting()

        assert email_changes.is_undelivered(ann, pending)

    def test_mails_nothing_if_it_is_cancelled_before(self, rf, ann):
        request_change(rf, ann)
        email_changes.cancel(user=ann)

        jobs.run_waiting()

        assert mail.outbox == []
        assert Job.objects.get().state == "done"


class TestConfirm:
    def test_lets_the_new_email_count_and_reports_it_to_the_former(self, rf, client, ann, ben):
        path = ask(rf, ann)

        question = client.get(path)
        answer = client.post(path)
        jobs.run_waiting()

        ann.refresh_from_db()
        assert (question.status_code, answer.status_code) == (200, 302)
        assert NEW in question.content.decode()
        assert ann.email == NEW
        assert [message.to for message in mail.outbox] == [[NEW], ["ann@example.org"]]
        assert not EmailAddress.objects.exists()
        ben.refresh_from_db()
        assert ben.email == "ben@example.org"

    def test_changes_nothing_by_a_look_at_the_link(self, rf, client, ann):
        client.get(ask(rf, ann))

        ann.refresh_from_db()
        assert ann.email == "ann@example.org"

    def test_takes_a_link_once(self, rf, client, ann):
        path = ask(rf, ann)
        client.post(path)

        assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)

    @pytest.mark.parametrize(("hours", "status"), [(24, 200), (25, 404)])
    def test_takes_a_link_for_a_day(self, rf, client, ann, clock, hours, status):
        path = ask(rf, ann)
        clock.shift(timedelta(hours=hours, seconds=-1))

        assert client.get(path).status_code == status

    def test_takes_the_newest_link_alone(self, rf, client, ann):
        first = ask(rf, ann)
        second = ask(rf, ann, "third@example.org")

        assert (client.post(first).status_code, client.post(second).status_code) == (404, 302)

    @pytest.mark.parametrize("key", ["x", "MQ:1abc:def", "한", "1"])
    def test_refuses_a_link_that_nobody_mailed(self, rf, client, ann, key):
        ask(rf, ann)

        assert client.post(f"/email/confirm/{key}/").status_code == 404

    @pytest.mark.parametrize(
        "end",
        [
            lambda user: services.end_sessions(user=user),
            lambda user: services.set_password(user=user, password="a third horse battery"),
            lambda user: services.close_account(user=user, password=PASSWORD, at=NOON),
            lambda user: services.change_email(user=user, email="by-operator@example.org"),
            lambda user: services.set_permissions(user=user, at=NOON, is_active=False),
            lambda user: email_changes.cancel(user=user),
        ],
        ids=["sessions ended", "new password", "closed", "changed by the operator", "deactivated", "cancelled"],
    )
    def test_refuses_a_link_after_the_account_was_secured(self, rf, client, ann, end):
        path = ask(rf, ann)
        end(ann)

        client.post(path)

        ann.refresh_from_db()
        assert ann.email != NEW

    def test_is_refused_where_somebody_else_took_the_email_meanwhile(self, rf, client, ann):
        path = ask(rf, ann)
        make_user(NEW)

        page = client.post(path, follow=True)

        ann.refresh_from_db()
        assert ann.email == "ann@example.org"
        assert "An account with this email exists" in page.content.decode()

    def test_ends_the_session_of_a_stranger_in_this_browser(self, rf, client, ann, ben):
        path = ask(rf, ann)
        client.force_login(ben)

        client.post(path)

        ann.refresh_from_db()
        assert ann.email == NEW
        assert "_auth_user_id" not in client.session

    def test_needs_the_token_of_the_form(self, rf, ann):
        path = ask(rf, ann)

        assert Client(enforce_csrf_checks=True).post(path).status_code == 403
