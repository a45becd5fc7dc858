"""Microsoft To Do, as Microsoft Graph answers."""

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.works.exchange.hostile import NEW_YORK, SEOUL, sample
from works.choices import Priority, Status
from works.exchange import sources
from works.exchange.readers import microsoft
from works.exchange.records import Container, Reading, Repetition, Task, Unreadable
from works.exchange.windows_zones import ZONES

SAMPLE = sample("microsoft-todo.json")
CREATED = datetime(2026, 11, 1, 4, 49, 33, tzinfo=UTC)
DAILY = {"pattern": {"type": "daily", "interval": 1}, "range": {"type": "noEnd", "startDate": "2026-11-30"}}


def read(*items, reading=SEOUL):
    lists = [{"id": "L", "displayName": "List", "tasks": [{"title": "A", **item} for item in items]}]
    return microsoft.read(json.dumps(lists).encode(), reading)


def task(reading=SEOUL, **item):
    return read(item, reading=reading).tasks[0]


class TestMatches:
    def test_knows_the_sample(self):
        assert sources.guess("todo.json", SAMPLE) is microsoft
        assert microsoft.matches("todo.json", b"\xef\xbb\xbf" + SAMPLE)

    @pytest.mark.parametrize("data", [b"", b"[]", b'{"tasks": []}', b"PK\x03\x04", b"\xff\xfe", b'"dueDateTime": 1'])
    def test_leaves_other_files(self, data):
        assert not microsoft.matches("todo.json", data)


class TestRead:
    def test_reads_the_sample(self):
        contents = microsoft.read(SAMPLE, SEOUL)

        assert contents.containers == [Container("L1", "업무", line=1)]
        assert contents.tasks == [
            Task(
                "t1",
                "격주 회의 자료",
                container="L1",
                content="- [x] 표지\n- [ ] 본문",
                deadline_on=date(2026, 11, 30),
                created_at=CREATED,
                repetition=Repetition("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;WKST=SU", date(2026, 11, 30)),
                line=1,
            ),
            Task(
                "t2",
                "Last Friday report",
                container="L1",
                content="Reminder: 2026-12-25 09:30",
                priority=Priority.HIGH,
                deadline_on=date(2026, 12, 25),
                created_at=CREATED,
                # The first of the twelve was on 27 November.
                repetition=Repetition("FREQ=MONTHLY;COUNT=11;BYDAY=-1FR", date(2026, 12, 25)),
                line=2,
            ),
            Task(
                "t3",
                "Old",
                container="L1",
                content="text",
                status=Status.DONE,
                created_at=CREATED,
                ended_at=datetime(2026, 11, 10, 12, tzinfo=SEOUL.zone),
                line=3,
            ),
        ]
        assert contents.notices == []

    @pytest.mark.parametrize(
        "wrap", [lambda lists: {"value": lists}, lambda lists: {"lists": lists}, lambda lists: lists[0]]
    )
    def test_reads_other_wrappings(self, wrap):
        data = json.dumps(wrap(json.loads(SAMPLE))).encode()

        assert microsoft.read(data, SEOUL) == microsoft.read(SAMPLE, SEOUL)

    def test_reads_tasks_without_a_list(self):
        contents = microsoft.read(json.dumps({"value": [{"id": "1", "title": "A"}]}).encode(), SEOUL)

        assert (contents.containers, contents.tasks) == ([], [Task("1", "A", line=1)])

    def test_numbers_equal_ids_and_derives_those_that_are_missing(self):
        keys = [task.key for task in read({"id": "1"}, {"id": "1"}, {}, {"id": None}).tasks]

        assert keys == ["1", "1/#2", "L/A", "L/A/#2"]

    @pytest.mark.parametrize(
        ("written", "zone", "mine"),
        [
            ("2026-11-29T15:00:00.0000000", "UTC", "Asia/Seoul"),  # midnight of the mailbox in UTC
            ("2026-11-30T05:00:00.0000000", "UTC", "America/New_York"),
            ("2026-11-30T00:00:00.0000000", "UTC", "America/New_York"),  # asked for in UTC
            ("2026-11-30T00:00:00.0000000", "Korea Standard Time", "America/New_York"),
            ("2026-11-30T00:00:00.0000000", "Asia/Seoul", "America/New_York"),
            ("2026-11-29T11:00:00.0000000", "UTC", "Pacific/Auckland"),
            ("2026-11-29T15:00:00.0000000", "UTC", "America/New_York"),  # the person is elsewhere than the mailbox
            ("2026-11-30T08:00:00.0000000", "UTC", "Asia/Seoul"),
            ("2026-11-30T00:00:00.0000000", "Mars Standard Time", "Asia/Seoul"),
        ],
    )
    def test_a_due_date_is_a_day_in_every_zone(self, written, zone, mine):
        due = {"dateTime": written, "timeZone": zone}

        assert task(Reading(ZoneInfo(mine), SEOUL.today), dueDateTime=due).deadline_on == date(2026, 11, 30)

    def test_takes_the_day_of_the_zone_of_the_recurrence(self):
        due = {"dateTime": "2026-11-29T10:00:00.0000000", "timeZone": "UTC"}
        zone = {**DAILY, "range": {**DAILY["range"], "recurrenceTimeZone": "UTC+13"}}

        assert task(NEW_YORK, dueDateTime=due).deadline_on == date(2026, 11, 29)
        assert task(
            NEW_YORK, dueDateTime={**due, "dateTime": "2026-11-29T11:00:00"}, recurrence=zone
        ).deadline_on == date(2026, 11, 30)

    def test_year_1_is_no_date(self):
        assert task(dueDateTime={"dateTime": "0001-01-01T00:00:00", "timeZone": "UTC"}).deadline_on is None

    @pytest.mark.parametrize(
        ("status", "expected", "content"),
        [
            ("notStarted", Status.TODO, ""),
            ("inProgress", Status.IN_PROGRESS, ""),
            ("completed", Status.DONE, ""),
            ("waitingOnOthers", Status.TODO, "Waiting on others"),
            ("deferred", Status.TODO, "Deferred"),
        ],
    )
    def test_maps_statuses(self, status, expected, content):
        found = task(status=status)

        assert (found.status, found.content) == (expected, content)

    def test_turns_html_into_markdown_and_leaves_text(self):
        html = "<p>a <b>b</b></p>"

        assert task(body={"content": html, "contentType": "html"}).content == "a **b**"
        assert task(body={"content": html, "contentType": "text"}).content == html

    def test_keeps_links_categories_and_the_names_of_attachments(self):
        found = task(
            categories=["Red", "Red", "팀"],
            linkedResources=[{"applicationName": "Outlook", "displayName": "Plan", "webUrl": "https://example.org/m"}],
            attachments=[{"name": "a.pdf"}],
            hasAttachments=True,
        )

        assert found.labels == ("Red", "팀")
        assert found.content == "Link: Outlook Plan https://example.org/m\n\nAttachments, not imported: a.pdf"

    def test_names_attachments_that_are_not_in_the_file(self):
        assert [n.text for n in read({"hasAttachments": True}).notices] == [
            "The attachments of “A” are not in the file."
        ]

    def test_keeps_a_recurrence_that_works_cannot_have_as_text(self):
        strange = {"pattern": {"type": "hourly", "interval": 3}, "range": {"type": "noEnd"}}
        contents = read({"recurrence": strange})

        assert (contents.tasks[0].repetition, contents.tasks[0].content) == (None, "Repeats: hourly 3")
        assert [n.text for n in contents.notices] == ["“A” does not repeat here: hourly 3"]

    def test_a_finished_task_repeats_no_more(self):
        found = task(status="completed", recurrence=DAILY)

        assert (found.repetition, found.content) == (None, "")


class TestZones:
    def test_python_knows_each(self):
        assert len(ZONES) >= 40
        assert [ZoneInfo(name).key for name in ZONES.values()] == list(ZONES.values())

    @pytest.mark.parametrize(
        ("name", "hours"),
        [
            ("Korea Standard Time", 9),
            ("Eastern Standard Time", -5),
            ("W. Europe Standard Time", 1),
            ("India Standard Time", 5.5),
            ("UTC-02", -2),
            ("UTC+12", 12),
            ("Dateline Standard Time", -12),
            ("New Zealand Standard Time", 13),
        ],
    )
    def test_has_the_offset_of_its_winter(self, name, hours):
        offset = datetime(2026, 1, 15, tzinfo=ZoneInfo(ZONES[name])).utcoffset()

        assert offset.total_seconds() == hours * 3600


class TestDamage:
    @pytest.mark.parametrize("data", [b"[]", b"{}", b"7", b"null", b'"x"', b'[{"a": 1}]', b"[" * 100_000])
    def test_of_the_shape(self, data):
        with pytest.raises(Unreadable, match="line 1"):
            microsoft.read(data, SEOUL)

    def test_of_the_number_of_rows(self):
        with pytest.raises(Unreadable, match="line 100001"):
            read(*[{}] * 100_001)

    def test_of_the_number_of_rules(self, monkeypatch):
        monkeypatch.setattr("works.exchange.repetitions.MAX_RULES", 2)

        assert [bool(task.repetition) for task in read(*[{"recurrence": DAILY}] * 3).tasks] == [True, True, False]
