import logging
from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from accounts import services as accounts
from tests.makers import NOON, make_label, make_user, make_work
from wheelbarrow.core.logs import Lines, Objects, without_links
from works.services import editing, feeds
from works.web.feed import FeedThrottle

TODAY = NOON.date()


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def link(ann):
    return link_of(ann)


def link_of(user, **choices):
    return f"/feeds/{feeds.create_feed(user=user, name='All', at=NOON, **choices).secret}/works.ics"


class TestFeedView:
    def test_answers_without_a_log_in(self, client, ann, link):
        work = make_work(user=ann, title="Dig", deadline_on=TODAY)
        answer = client.get(link)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies
        [event] = Calendar.from_ical(answer.content).events
        assert event["URL"] == f"http://testserver/works/{work.pk}/"

    def test_answers_head_and_refuses_to_write(self, client, link):
        assert client.head(link).status_code == 200
        assert [getattr(client, method)(link).status_code for method in ("post", "put", "delete")] == [405] * 3

    def test_answers_in_the_language_of_the_person(self, client, link, ann):
        user = make_user(email="kim@example.org", language="ko")
        make_work(user=user, title="Dig", starts_on=TODAY, deadline_on=TODAY + timedelta(days=2))
        assert b"Starts on" not in client.get(link_of(user), headers={"Accept-Language": "en"}).content

    def test_every_refusal_is_the_same(self, client, ann, ben, link):
        revoked = feeds.create_feed(user=ann, name="Old", at=NOON)
        feeds.revoke_feed(user=ann, feed_id=revoked.row.pk, at=NOON)
        closed = link_of(ben)
        ben.is_active = False
        ben.save()
        secret = link.split("/")[2]
        for address in (
            f"/feeds/{revoked.secret}/works.ics",
            closed,
            f"/feeds/{secret}x/works.ics",
            "/feeds/x/works.ics",
            "/feeds/1/works.ics",
        ):
            answer = client.get(address)
            assert answer.status_code == 404
            assert "secret" not in answer.content.decode()

    def test_shows_nothing_of_a_stranger(self, client, ann, ben, link):
        make_work(user=ben, title="Secret", deadline_on=TODAY)
        assert b"Secret" not in client.get(link).content
        signed_in = Client()
        signed_in.force_login(ben)
        assert b"Secret" not in signed_in.get(link).content

    def test_is_limited_by_feed(self, client, link, ann, monkeypatch):
        monkeypatch.setattr(FeedThrottle, "THROTTLE_RATES", {"feed": "2/hour"})
        monkeypatch.setattr(FeedThrottle, "steps", 1000)
        assert [client.get(link).status_code for _ in range(3)] == [200, 200, 429]
        assert int(client.get(link).headers["Retry-After"]) > 0
        assert client.get(link_of(ann)).status_code == 200


class TestTag:
    def again(self, client, link, tag):
        cache.clear()
        with CaptureQueriesContext(connection) as statements:
            answer = client.get(link, headers={"If-None-Match": tag})
        return answer.status_code, len(statements)

    def test_answers_304_without_reading_rows(self, client, ann, link):
        make_work(user=ann, deadline_on=TODAY)
        tag = client.get(link).headers["ETag"]
        assert self.again(client, link, tag) == (304, 1)
        assert self.again(client, link, f'"x", W/{tag}') == (304, 1)
        assert self.again(client, link, '"x"')[0] == 200

    def test_changes_with_the_rows_the_day_the_host_and_the_feed(self, client, ann, ben, link, noon):
        work = make_work(user=ann, deadline_on=TODAY)
        tag = client.get(link).headers["ETag"]
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, title="Other")
        assert self.again(client, link, tag)[0] == 200
        tag = client.get(link).headers["ETag"]
        make_work(user=ben)
        assert self.again(client, link, tag)[0] == 304
        assert client.get(link_of(ann), headers={"If-None-Match": tag}).status_code == 200
        tag = client.get(link).headers["ETag"]
        assert client.get(link, headers={"If-None-Match": tag, "Host": "localhost"}).status_code == 200
        noon.move_to(NOON + timedelta(hours=6, minutes=1), tick=False)
        assert client.get(link, headers={"If-None-Match": tag}).status_code == 200

    def test_changes_with_the_time_zone(self, client, ann, link):
        tag = client.get(link).headers["ETag"]
        accounts.edit_profile(user=ann, time_zone="Europe/Berlin")
        assert self.again(client, link, tag)[0] == 200


class TestLogs:
    def test_have_no_secret(self, client, ann, link):
        secret = link.split("/")[2]
        handlers = []
        for formatter in (Lines(), Objects()):
            handler = logging.StreamHandler(StringIO())
            handler.setFormatter(formatter)
            handlers.append(handler)
            for name in ("wheelbarrow.access", "django.request", "django"):
                logging.getLogger(name).addHandler(handler)
        try:
            client.get(link)
            client.get(link[:-20] + "x/works.ics")
            client.post(link)
            client.get(link + "/x")
        finally:
            for handler in handlers:
                for name in ("wheelbarrow.access", "django.request", "django"):
                    logging.getLogger(name).removeHandler(handler)
        for handler in handlers:
            text = handler.stream.getvalue()
            assert "/feeds/<token>/works.ics" in text
            assert secret[13:40] not in text

    def test_keep_ids_of_feeds(self):
        assert without_links("GET /api/v1/feeds/12/ and /settings/feeds/12/revoke/") == (
            "GET /api/v1/feeds/12/ and /settings/feeds/12/revoke/"
        )
        assert without_links("/plan/feeds/wbf_a_b/works.ics") == "/plan/feeds/<token>/works.ics"


def test_labels_are_read_by_their_name(client, ann):
    label = make_label(user=ann, name="집")
    make_work(user=ann, labels=[label.pk], deadline_on=TODAY)
    [event] = Calendar.from_ical(client.get(link_of(ann)).content).events
    assert event["CATEGORIES"].cats == ["집"]
