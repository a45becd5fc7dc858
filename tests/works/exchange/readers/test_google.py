"""Tasks.json of Google Takeout."""

import json
from datetime import UTC, date, datetime

import pytest

from tests.works.exchange.hostile import NEW_YORK, SEOUL, sample, zipped
from works.choices import Status
from works.exchange import sources
from works.exchange.readers import google
from works.exchange.records import Container, Task, Unreadable

SAMPLE = sample("google-tasks.json")
NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC)


def takeout(name="Takeout/Tasks/Tasks.json"):
    return zipped({name: SAMPLE})


def read(*items, reading=SEOUL):
    return google.read(json.dumps({"kind": "tasks#tasks", "items": items}).encode(), reading)


class TestMatches:
    def test_knows_the_file_and_its_zip(self):
        assert sources.guess("Tasks.json", SAMPLE) is google
        assert sources.guess("takeout.zip", takeout()) is google

    @pytest.mark.parametrize("data", [b"", b"[]", b'{"kind": "calendar#events"}', b"PK\x03\x04", b"\xff\xfe"])
    def test_leaves_other_files(self, data):
        assert not google.matches("Tasks.json", data)


class TestRead:
    @pytest.mark.parametrize("make", [lambda: SAMPLE, takeout])
    def test_reads_the_sample(self, make):
        contents = google.read(make(), SEOUL)

        assert contents.containers == [Container("TGlzdDE", "내 할 일", line=1)]
        assert contents.tasks == [
            Task(
                "a1",
                "부모 작업",
                container="TGlzdDE",
                content="https://example.org",
                deadline_on=date(2026, 12, 1),
                created_at=NOVEMBER,
                line=1,
            ),
            Task(
                "a2",
                "Child",
                container="TGlzdDE",
                parent="a1",
                status=Status.DONE,
                created_at=NOVEMBER,
                ended_at=datetime(2026, 11, 19, 3, 4, 5, tzinfo=UTC),
                line=2,
            ),
        ]
        assert [(notice.line, notice.text) for notice in contents.notices] == [
            (3, "A task without a title, notes and a date is left out.")
        ]

    def test_reads_one_list_and_bare_tasks(self):
        one = json.loads(SAMPLE)["items"][0]

        whole = google.read(SAMPLE, SEOUL)
        single = google.read(json.dumps(one).encode(), SEOUL)
        bare = google.read(json.dumps(one["items"]).encode(), SEOUL)

        assert (single.containers, single.tasks) == (whole.containers, whole.tasks)
        assert [task.title for task in bare.tasks] == ["부모 작업", "Child"]
        assert bare.containers == []

    @pytest.mark.parametrize("reading", [SEOUL, NEW_YORK])
    def test_the_due_date_is_a_day_in_every_zone(self, reading):
        assert read({"title": "A", "due": "2026-12-01T00:00:00.000Z"}, reading=reading).tasks[0].deadline_on == date(
            2026, 12, 1
        )

    def test_keeps_what_has_no_title_but_notes_or_a_date(self):
        assert [task.title for task in read({"notes": "x"}, {"due": "2026-12-01T00:00:00Z"}).tasks] == ["Untitled"] * 2

    def test_keeps_links_and_names_what_is_deleted(self):
        link = {"type": "email", "description": "Re: plan", "link": "https://mail.google.com/x"}
        contents = read({"title": "A", "notes": "n", "links": [link]}, {"title": "B", "deleted": True})

        assert [task.content for task in contents.tasks] == ["n\n\nRe: plan https://mail.google.com/x"]
        assert [notice.text for notice in contents.notices] == ["“B” is deleted, and left out."]

    def test_names_parents_that_are_missing_and_keeps_cycles(self):
        contents = read(
            {"id": "1", "title": "A", "parent": "2"},
            {"id": "2", "title": "B", "parent": "1"},
            {"id": "3", "title": "C", "parent": "3"},
        )

        assert [task.parent for task in contents.tasks] == ["2", "1", None]
        assert [notice.text for notice in contents.notices] == ["What “C” is a part of is not in the file."]


class TestDamage:
    @pytest.mark.parametrize("data", [b"[]", b"{}", b"7", b"null", b'"x"', b'[{"a": 1}]'])
    def test_of_the_shape(self, data):
        with pytest.raises(Unreadable, match="line 1"):
            google.read(data, SEOUL)

    def test_of_a_zip_without_tasks(self):
        with pytest.raises(Unreadable, match=r"no file Tasks\.json"):
            google.read(takeout("x/Other.json"), SEOUL)

    def test_of_the_number_of_rows(self):
        with pytest.raises(Unreadable, match="line 100001"):
            read(*[{"title": "A"}] * 100_001)
