"""Backups of Super Productivity as the common form, field by field."""

import json
from datetime import UTC, date, datetime, time

import pytest

from tests.works.exchange import hostile
from works.choices import Priority, Status
from works.exchange.readers import super_productivity
from works.exchange.records import Repetition, Unreadable

EVERYTHING = hostile.sample("super_productivity-everything.json")


def read(data=EVERYTHING):
    contents = super_productivity.read(data, hostile.SEOUL)
    return contents, {task.key: task for task in contents.tasks}


class TestRead:
    def test_reads_the_sample(self):
        contents, tasks = read(hostile.sample("super_productivity-backup.json"))

        assert [task.title for task in contents.tasks] == [
            "Overdue 1 Each",
            "Overdue each week",
            "Overdue each day with time late",
            "Overdue each day with time",
            "Overdue each year",
        ]
        week = tasks["repeat/s58jLnjtibcr_tvd-e27A"]
        assert week.repetition == Repetition("FREQ=WEEKLY;BYDAY=TH", date(2025, 7, 24))
        assert (contents.containers, contents.notices) == ([], [])

    def test_reads_every_field(self):
        contents, tasks = read()

        (home,) = contents.containers
        report = tasks["t1"]
        assert (home.key, home.name, home.content) == ("project/p1", "집", "About it")
        assert (report.title, report.container, report.parent) == ("보고서", home.key, None)
        assert (report.status, report.priority, report.labels) == (Status.IN_PROGRESS, Priority.HIGH, ("ops",))
        assert (report.deadline_on, report.deadline_time) == (date(2026, 12, 1), time(9))
        assert report.created_at == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)
        assert report.content.split("\n") == [
            "Text",
            "",
            "Estimate: 1:30",
            "Time spent: 0:30",
            "Reminder: 2026-12-01 08:00",
            "Attachment: a.pdf /home/a.pdf",
            "Issue: GITHUB 7",
        ]

    def test_keeps_the_order_of_the_projects(self):
        contents, _tasks = read()

        keys = [task.key for task in contents.tasks]
        assert keys == ["t5", "t2", "t1", "t3", "t4", "o1", "o2", "repeat/r1", "repeat/r3"]

    def test_takes_the_planned_day_as_the_first_of_a_task_with_a_deadline(self):
        _contents, tasks = read()

        assert (tasks["t2"].starts_on, tasks["t2"].deadline_on) == (date(2026, 12, 1), date(2026, 12, 24))
        assert (tasks["t5"].starts_on, tasks["t5"].deadline_on) == (None, date(2026, 11, 28))

    def test_reads_parts_and_the_archive(self):
        contents, tasks = read()

        assert (tasks["t3"].parent, tasks["t3"].status) == ("t1", Status.DONE)
        assert tasks["t3"].ended_at == datetime(2026, 9, 22, 18, tzinfo=UTC)
        assert (tasks["o1"].status, tasks["o2"].status, tasks["o2"].parent) == (Status.DONE, Status.DONE, "o1")
        assert (tasks["t4"].parent, tasks["t5"].container) == (None, None)
        assert [notice.line for notice in contents.notices if "above" in notice.text] == [5]

    def test_makes_a_rule_go_on_after_the_last_task_that_it_made(self):
        _contents, tasks = read()

        daily = tasks["repeat/r1"]
        assert daily.repetition == Repetition(
            "FREQ=DAILY;INTERVAL=2", date(2026, 11, 30), skipped_on=(date(2026, 12, 2),)
        )
        assert (daily.deadline_on, daily.deadline_time, daily.labels) == (date(2026, 11, 30), time(10), ("ops",))
        assert daily.content == "N\n\n- [ ] step\n\nEstimate: 1:00"

    def test_names_what_it_leaves_out_or_changes(self):
        contents, tasks = read()

        notices = " ".join(notice.text for notice in contents.notices)
        assert "“Paused” repeats, but is paused" in notices
        assert "“Odd” repeats “WEEKLY, 1”" in notices
        assert "no project are left out: 1" in notices
        assert (tasks["repeat/r3"].repetition, tasks["repeat/r3"].content) == (None, "Repeats: WEEKLY, 1")

    @pytest.mark.parametrize("last", ["9999-12-31", "0001-01-01", "2026-13-01"])
    def test_takes_a_day_out_of_reach_as_none(self, last):
        config = {"title": "A", "repeatCycle": "DAILY", "repeatEvery": 1, "lastTaskCreationDay": last}
        backup = {"task": {}, "taskRepeatCfg": {"entities": {"r": config}}}

        contents, _tasks = read(json.dumps(backup).encode())

        assert [task.repetition.starts_on for task in contents.tasks] == [hostile.SEOUL.today]

    def test_reads_a_file_without_the_wrapper(self):
        inner = json.dumps(json.loads(hostile.sample("super_productivity-everything.json"))["data"]).encode()

        assert read(inner)[0] == read()[0]

    def test_reads_a_plain_sync_file(self):
        assert read(b"pf_4.1__" + hostile.sample("super_productivity-everything.json"))[0] == read()[0]

    @pytest.mark.parametrize("data", [b"pf_C4.1__H4sIAAA", b"pf_E4.1__abcd", b"pf_CE4__abcd", b'{"data": "U2FsdGVk"}'])
    def test_refuses_what_is_encrypted_or_compressed(self, data):
        with pytest.raises(Unreadable, match="encrypted"):
            read(data)
