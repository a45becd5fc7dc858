"""Files of Taskwarrior as the common form, field by field."""

import json
from datetime import UTC, date, datetime, time

import pytest

from tests.works.exchange import hostile
from works.choices import Priority, Status
from works.exchange.readers import taskwarrior
from works.exchange.records import Repetition, Unreadable

MIDNIGHT = "T150000Z"  # In Seoul.


def read(*entries):
    return taskwarrior.read(json.dumps(entries).encode(), hostile.SEOUL)


def entry(uuid, **values):
    return {"uuid": uuid, "description": "Plants", "entry": "20261101T000000Z", "status": "pending", **values}


def parent(**values):
    return entry("p", **{"status": "recurring", "recur": "weekly", "due": f"20261101{MIDNIGHT}", **values})


def instance(uuid, due, **values):
    return entry(uuid, **{"parent": "p", "recur": "weekly", "due": f"{due}{MIDNIGHT}", **values})


class TestRead:
    def test_reads_the_sample(self):
        contents = taskwarrior.read(hostile.sample("taskwarrior-export.json"), hostile.SEOUL)

        backup, finished, report = contents.tasks
        assert [(place.name, bool(place.parent)) for place in contents.containers] == [
            ("2026", False),
            ("Ops", True),
            ("Backups", True),
        ]
        assert (backup.title, backup.priority, backup.labels) == ("Weekly backup", Priority.HIGH, ("ops",))
        assert backup.container == contents.containers[2].key
        assert backup.repetition == Repetition("FREQ=WEEKLY;BYDAY=MO", date(2026, 11, 30))
        assert (finished.status, finished.ended_at) == (Status.DONE, datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC))
        assert (report.title, report.starts_on) == ('보고서 "초안"', date(2026, 12, 1))
        assert report.content.endswith("Depends on: “Gone”")
        assert [notice.text for notice in contents.notices] == ["1 deleted task is left out."]

    def test_reads_every_field(self):
        task = taskwarrior.read(hostile.sample("taskwarrior-everything.json"), hostile.SEOUL).tasks[0]

        assert (task.key, task.status, task.priority) == ("11111111", Status.IN_PROGRESS, Priority.HIGH)
        assert (task.deadline_on, task.deadline_time) == (date(2026, 11, 30), time(10))
        assert task.starts_on == date(2026, 11, 20)
        assert task.created_at == datetime(2026, 11, 1, tzinfo=UTC)
        assert task.started_at == datetime(2026, 11, 2, 1, 2, 3, tzinfo=UTC)
        assert task.labels == ("ops", "집")
        assert task.content.split("\n") == [
            "- 2026-11-02 09:00: 둘째 줄",
            "",
            "Scheduled: 2026-11-20 09:30",
            "Hidden until: 2026-11-11",
            "Expires: 2027-01-01 09:00",
            "Depends on: “Done”, “33333333”",
            "estimate: PT2H",
            "reviewed: 2026-11-03 09:00",
        ]

    def test_reads_an_object_on_each_line(self):
        rows = [json.dumps(entry("a")) + ",", "", json.dumps(entry("b"))]

        contents = taskwarrior.read("\n".join(rows).encode(), hostile.SEOUL)

        assert [(task.key, task.line) for task in contents.tasks] == [("a", 1), ("b", 3)]

    def test_names_the_line_that_is_not_json(self):
        with pytest.raises(Unreadable, match="line 2"):
            taskwarrior.read(json.dumps(entry("a")).encode() + b'\n{"uuid": ', hostile.SEOUL)

    @pytest.mark.parametrize(
        ("due", "deadline"),
        [
            ("20261130T150000Z", (date(2026, 12, 1), None)),
            ("20261130T145959Z", (date(2026, 11, 30), None)),
            ("20261130T150100Z", (date(2026, 12, 1), time(0, 1))),
        ],
    )
    def test_takes_a_local_midnight_as_a_day(self, due, deadline):
        task = read(entry("a", due=due)).tasks[0]

        assert (task.deadline_on, task.deadline_time) == deadline

    def test_keeps_what_is_no_date(self):
        contents = read(entry("a", due="20261399T000000Z"))

        assert contents.tasks[0].deadline_on is None
        assert contents.tasks[0].content == "due: 20261399T000000Z"
        assert "20261399T000000Z" in contents.notices[0].text

    def test_keeps_a_start_after_the_deadline_as_text(self):
        task = read(entry("a", due="20261101T150000Z", scheduled="20261109T150000Z")).tasks[0]

        assert task.starts_on is None
        assert task.content == "Scheduled: 2026-11-10"

    def test_makes_one_container_of_a_project(self):
        contents = read(entry("a", project="x.y"), entry("b", project="x"), entry("c", project=" x . y . "))

        assert [place.name for place in contents.containers] == ["x", "y"]
        assert [task.container for task in contents.tasks] == [contents.containers[n].key for n in (1, 0, 1)]

    def test_gives_tasks_without_uuid_keys_that_stay(self):
        first = read({"description": "A"}, {"description": "A"})
        second = read({"description": "A"}, {"description": "B"}, {"description": "A"})

        assert [task.key for task in first.tasks] == [task.key for task in second.tasks if task.title == "A"]


class TestSeries:
    def test_begins_on_the_day_of_the_open_instance(self):
        contents = read(parent(), instance("done", "20261101", status="completed"), instance("open", "20261108"))

        assert [task.key for task in contents.tasks] == ["p", "done"]
        assert contents.tasks[0].repetition == Repetition("FREQ=WEEKLY;BYDAY=MO", date(2026, 11, 9))
        assert contents.tasks[0].deadline_on == date(2026, 11, 9)

    def test_keeps_earlier_open_instances(self):
        contents = read(parent(), instance("late", "20261101"), instance("open", "20261108"))

        assert [task.key for task in contents.tasks] == ["p", "late"]

    def test_goes_on_after_an_instance_that_was_changed(self):
        contents = read(parent(), instance("open", "20261108", description="Plants and trees"))

        assert [task.key for task in contents.tasks] == ["p", "open"]
        assert contents.tasks[0].repetition.starts_on == date(2026, 11, 16)

    def test_goes_on_after_an_instance_that_was_moved(self):
        contents = read(parent(), instance("open", "20261110"))

        assert [task.key for task in contents.tasks] == ["p", "open"]
        assert contents.tasks[0].repetition.starts_on == date(2026, 11, 16)

    def test_skips_later_days_that_are_finished(self):
        contents = read(parent(), instance("open", "20261108"), instance("early", "20261115", status="completed"))

        assert contents.tasks[0].repetition.starts_on == date(2026, 11, 9)
        assert contents.tasks[0].repetition.skipped_on == (date(2026, 11, 16),)

    def test_goes_on_after_the_instances_that_the_mask_counts(self):
        assert read(parent(mask="+X+")).tasks[0].repetition.starts_on == date(2026, 11, 23)

    def test_ends_on_the_day_of_until(self):
        contents = read(parent(until=f"20261201{MIDNIGHT}"))

        assert contents.tasks[0].repetition.rule == "FREQ=WEEKLY;UNTIL=20261202;BYDAY=MO"

    def test_is_over_after_until(self):
        contents = read(parent(until=f"20261103{MIDNIGHT}"), instance("done", "20261101", status="completed"))

        assert [task.key for task in contents.tasks] == ["done"]
        assert "no further day" in contents.notices[0].text

    def test_moves_its_first_day_along(self):
        contents = read(
            parent(scheduled="20261030T150000Z"), instance("open", "20261115", scheduled="20261113T150000Z")
        )

        assert (contents.tasks[0].starts_on, contents.tasks[0].deadline_on) == (date(2026, 11, 14), date(2026, 11, 16))

    def test_is_text_where_no_rule_can_express_it(self):
        contents = read(parent(recur="90min"), instance("open", "20261101", recur="90min"))

        assert [(task.key, task.content, task.repetition) for task in contents.tasks] == [
            ("open", "Repeats: 90min", None)
        ]
        assert "90min" in contents.notices[0].text

    def test_is_text_of_an_open_instance_without_its_parent(self):
        contents = read(instance("open", "20261101"), instance("done", "20261101", status="completed"))

        assert [task.content for task in contents.tasks] == ["Repeats: weekly", ""]
