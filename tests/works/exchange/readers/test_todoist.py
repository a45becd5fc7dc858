"""Todoist's JSON. The sample was made from the names of the API (CC0)."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from works.choices import Priority, Status
from works.exchange.readers import todoist
from works.exchange.records import Container, Contents, Notice, Reading, Repetition, Unreadable
from works.exchange.sources import guess

SAMPLE = (Path(__file__).parent.parent / "samples" / "todoist-sync.json").read_bytes()
SEOUL = ZoneInfo("Asia/Seoul")


def read(value, **options):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return todoist.read(data, Reading(**{"zone": SEOUL, "today": date(2026, 11, 29), **options}))


def item(**fields):
    return {"id": "1", "content": "a", "project_id": None, **fields}


def only(contents):
    (found,) = contents.tasks
    return found


def due(day, text="", *, recurring=False, zone=None, language="en"):
    return {"date": day, "string": text, "lang": language, "is_recurring": recurring, "timezone": zone}


class TestMatches:
    def test_knows_its_files(self):
        assert todoist.matches("a.json", SAMPLE)
        assert todoist.matches("a", b"\xef\xbb\xbf [" + SAMPLE + b"]")
        assert guess("a.json", SAMPLE) is todoist

    @pytest.mark.parametrize("data", [b"", b"{", b'{"items": []}', b'TYPE,"items","project_id","content"'])
    def test_leaves_others_alone(self, data):
        assert not todoist.matches("todoist.json", data)


class TestTheSample:
    def test_has_projects_and_sections_but_not_the_inbox(self):
        assert read(SAMPLE).containers == [
            Container("6Jf9", "운영", "6Jf8"),
            Container("6Jf8", "2026"),
            Container("section-s1", "백업", "6Jf9"),
        ]

    def test_has_every_field_of_a_recurring_item(self):
        check = read(SAMPLE).tasks[0]

        assert (check.key, check.title, check.line) == ("i1", "백업 점검 **매주**", 1)
        assert (check.container, check.parent) == ("section-s1", None)
        assert check.content == "목록 확인\n\nComment of 2026-11-02: A comment"
        assert (check.status, check.priority, check.labels) == (Status.TODO, Priority.URGENT, ("급함",))
        assert (check.starts_on, check.deadline_on, check.deadline_time) == (
            date(2026, 11, 30),
            date(2026, 11, 30),
            None,
        )
        assert check.created_at == datetime(2026, 11, 1, tzinfo=UTC)
        assert check.ended_at is None
        assert check.repetition == Repetition("FREQ=WEEKLY;BYDAY=MO", date(2026, 11, 30))

    def test_has_both_days_of_an_item(self):
        contents = read(SAMPLE)

        restore = contents.tasks[1]
        assert (restore.container, restore.parent, restore.priority) == ("6Jf9", "i1", Priority.NONE)
        assert (restore.starts_on, restore.deadline_on, restore.deadline_time) == (
            date(2026, 12, 1),
            date(2026, 12, 5),
            None,
        )
        assert restore.content == "Date: 2026-12-01 15:00\n\nDuration: 30 minutes\n\nReminder: 30 minutes before"
        assert contents.notices == [Notice(2, "A work has a time on its deadline only. The time is in the notes.")]

    def test_has_the_item_of_the_inbox_that_repeats_from_completion(self):
        stretch = read(SAMPLE).tasks[2]

        assert (stretch.container, stretch.deadline_on, stretch.deadline_time) == (None, date(2026, 11, 29), time(15))
        assert stretch.repetition == Repetition("FREQ=DAILY", date(2026, 11, 29), from_completion=True)


class TestDays:
    @pytest.mark.parametrize(
        ("day", "zone", "found"),
        [
            ("2026-12-01", None, (date(2026, 12, 1), None)),
            ("2026-12-01T23:30:00", None, (date(2026, 12, 1), time(23, 30))),
            ("2026-12-01T23:30:00.000000", None, (date(2026, 12, 1), time(23, 30))),
            ("2026-12-01T20:30:00Z", "America/New_York", (date(2026, 12, 2), time(5, 30))),
            ("2026-12-01T20:30:00.000000Z", "nowhere", (date(2026, 12, 2), time(5, 30))),
        ],
    )
    def test_are_those_of_the_person(self, day, zone, found):
        task = only(read({"items": [item(due=due(day, zone=zone))]}))

        assert (task.starts_on, task.deadline_on, task.deadline_time) == (found[0], *found)

    def test_of_a_rule_are_those_of_its_zone(self):
        contents = read(
            {
                "items": [
                    item(due=due("2026-12-05T04:00:00Z", "every fri 11pm", recurring=True, zone="America/New_York"))
                ]
            }
        )

        task = only(contents)
        assert task.repetition == Repetition("FREQ=WEEKLY;BYDAY=FR", date(2026, 12, 4))
        assert task.deadline_time == time(23)
        assert "America/New_York" in contents.notices[0].text

    def test_that_were_moved_by_hand_are_extra_days_of_the_rule(self):
        task = only(read({"items": [item(due=due("2026-12-02", "every fri", recurring=True))]}))

        assert task.repetition == Repetition("FREQ=WEEKLY;BYDAY=FR", date(2026, 12, 2), extra_on=(date(2026, 12, 2),))

    def test_of_rules_that_cannot_be_expressed_stay_with_a_notice(self):
        contents = read({"items": [item(due=due("2026-12-02T09:00:00", "every 3 hours", recurring=True))]})

        task = only(contents)
        assert (task.deadline_on, task.deadline_time, task.repetition) == (date(2026, 12, 2), time(9), None)
        assert task.content == "Repeats: every 3 hours"
        assert contents.notices == [
            Notice(1, "“every 3 hours” is not a rule that can be imported. It is in the notes.")
        ]

    def test_count_the_length_of_a_rule_with_a_notice(self):
        contents = read({"items": [item(due=due("2026-12-02", "every day for 3 weeks", recurring=True))]})

        assert only(contents).repetition.rule == "FREQ=DAILY;UNTIL=20261222"
        assert contents.notices == [Notice(1, "The end of “every day for 3 weeks” is counted from 2026-12-02.")]

    def test_that_are_only_deadlines_start_nothing(self):
        task = only(read({"items": [item(deadline={"date": "2026-12-05", "lang": "en"})]}))

        assert (task.starts_on, task.deadline_on) == (None, date(2026, 12, 5))

    @pytest.mark.parametrize("day", ["0001-01-01T00:00:00Z", "9999-12-31T23:00:00Z"])
    def test_at_the_ends_of_the_calendar_are_read(self, day):
        assert only(read({"items": [item(due=due(day))]})).deadline_on

    def test_beyond_the_calendar_go_to_the_notes(self):
        contents = read({"items": [item(due=due("0001-01-01T00:00:00+09:00"))]})

        assert (only(contents).deadline_on, only(contents).content) == (None, "Date: 0001-01-01T00:00:00+09:00")

    def test_that_are_not_understood_go_to_the_notes(self):
        contents = read({"items": [item(due=due("soon"), deadline={"date": "never"})]})

        assert only(contents).content == "Deadline: never\n\nDate: soon"
        assert len(contents.notices) == 2


class TestFinishedItems:
    def test_keep_their_instant(self):
        task = only(read({"items": [item(checked=True, completed_at="2026-11-02T08:00:00.000000Z")]}))

        assert (task.status, task.ended_at) == (Status.DONE, datetime(2026, 11, 2, 8, tzinfo=UTC))

    @pytest.mark.parametrize("name", ["completed", "completed_items"])
    def test_of_the_other_answer_are_read_beside(self, name):
        done = {
            "items": [item(id="2", task_id="7", content="b", completed_at="2026-11-02T08:00:00Z")],
            "projects": {"9": {"id": "9", "name": "P"}},
        }

        for value in ({"items": [item()], name: done}, [{"items": [item()]}, done]):
            contents = read(value)

            assert [(task.key, task.status) for task in contents.tasks] == [("1", Status.TODO), ("7", Status.DONE)]
            assert contents.containers == [Container("9", "P")]

    def test_of_a_recurring_item_are_works_of_their_own(self):
        rule = due("2026-12-04", "every fri", recurring=True)
        done = [item(checked=True, due=rule, completed_at=f"2026-11-{day}T08:00:00Z") for day in (13, 20)]

        contents = read([{"items": [item(due=rule)]}, {"items": done}])

        assert [task.key for task in contents.tasks] == ["1", "1@2026-11-13T08:00:00Z", "1@2026-11-20T08:00:00Z"]
        assert [bool(task.repetition) for task in contents.tasks] == [True, False, False]

    def test_have_the_fields_of_their_item(self):
        entry = {
            "id": "5",
            "task_id": "1",
            "completed_at": "2026-11-02T08:00:00Z",
            "content": "a",
            "item_object": {"labels": ["x"], "priority": 3},
        }

        task = only(read({"items": [entry]}))

        assert (task.key, task.labels, task.priority) == ("1", ("x",), Priority.HIGH)


class TestRelations:
    def test_to_what_is_not_there_are_dropped_with_a_notice(self):
        contents = read(
            {"projects": [{"id": "p", "name": "P", "parent_id": "x"}], "items": [item(project_id="q", parent_id="z")]}
        )

        assert contents.containers == [Container("p", "P")]
        assert (only(contents).container, only(contents).parent) == (None, None)
        assert [notice.text for notice in contents.notices] == [
            "The project that “P” was a part of is not in the file.",
            "The task that it was a part of is not in the file.",
            "The project q is not in the file. Its works are imported into the inbox.",
        ]

    def test_that_are_cycles_are_passed_on(self):
        contents = read({"items": [item(id="1", parent_id="2"), item(id="2", parent_id="1")]})

        assert [(task.key, task.parent) for task in contents.tasks] == [("1", "2"), ("2", "1")]

    def test_are_numbers_in_old_files(self):
        contents = read(
            {
                "projects": [{"id": 7, "name": "P"}],
                "sections": [{"id": 7, "name": "S", "project_id": 7}],
                "items": [item(id=1, project_id=7, section_id=7)],
            }
        )

        assert [container.key for container in contents.containers] == ["7", "section-7"]
        assert only(contents).container == "section-7"

    def test_follow_the_order_of_todoist(self):
        items = [item(id="a", child_order=2), item(id="b", child_order=1), item(id="c", child_order="x")]

        assert [task.key for task in read({"items": items}).tasks] == ["c", "b", "a"]

    def test_to_the_inbox_are_none(self):
        projects = [{"id": "i", "name": "Inbox", "inbox_project": True}, {"id": "p", "name": "P", "parent_id": "i"}]

        contents = read({"projects": projects, "items": [item(project_id="i")]})

        assert (contents.containers, only(contents).container, contents.notices) == ([Container("p", "P")], None, [])


class TestWhatIsKeptInTheNotes:
    def test_has_comments_with_the_names_of_their_files(self):
        notes = [
            {
                "item_id": "1",
                "content": "",
                "file_attachment": {"file_name": "a.png", "file_url": "https://x.example"},
                "posted_at": "2026-11-01T20:00:00Z",
            },
            {"item_id": "1", "content": "b", "is_deleted": True},
        ]

        assert only(read({"items": [item()], "notes": notes})).content == "Comment of 2026-11-02: Attachment: a.png"

    def test_has_comments_of_projects(self):
        contents = read(
            {
                "projects": [{"id": "p", "name": "P", "description": "d"}],
                "project_notes": [{"project_id": "p", "content": "c"}],
                "items": [],
            }
        )

        assert contents.containers == [Container("p", "P", content="d\n\nComment: c")]

    def test_has_people_and_reminders(self):
        people = [{"id": "9", "full_name": "Kim"}]
        reminders = [
            {"item_id": "1", "type": "absolute", "due": {"date": "2026-12-01T09:00:00"}},
            {"item_id": "1", "type": "location", "name": "Home"},
        ]

        task = only(read({"items": [item(responsible_uid="9")], "collaborators": people, "reminders": reminders}))

        assert task.content == "Assigned to: Kim\n\nReminder: 2026-12-01T09:00:00\n\nReminder: Home"

    def test_is_named_for_projects_that_are_archived(self):
        contents = read({"projects": [{"id": "p", "name": "P", "is_archived": True}], "items": []})

        assert contents.notices == [Notice(None, "The project “P” is archived in Todoist. It becomes an ordinary one.")]

    def test_leaves_out_what_was_deleted(self):
        contents = read({"projects": [{"id": "p", "name": "P", "is_deleted": True}], "items": [item(is_deleted=True)]})

        assert contents == Contents()


class TestHostileFiles:
    @pytest.mark.parametrize("value", [None, 1, "items", [], {}, {"items": 1}, [[{"items": []}]], {"items": {"a": 1}}])
    def test_without_items_are_refused(self, value):
        with pytest.raises(Unreadable, match="items"):
            read(value)

    def test_with_items_that_are_none_name_them(self):
        contents = read({"items": [None, item(), ["a"]]})

        assert [task.key for task in contents.tasks] == ["1"]
        assert [notice.line for notice in contents.notices] == [1, 3]

    def test_with_too_many_items_are_refused(self):
        with pytest.raises(Unreadable, match="100,000"):
            read({"items": [0] * 100_001})

    def test_with_halves_of_characters_have_none(self):
        task = only(read(b'{"items": [{"id": "\\ud800", "content": "=a\\u0000\\udfff", "labels": ["\\ud800"]}]}'))

        assert (task.key, task.title, task.labels) == ("\ufffd", "=a\ufffd\ufffd", ("\ufffd",))
