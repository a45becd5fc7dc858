"""The export of Vikunja."""

import json
from datetime import UTC, date, datetime, time

import pytest

from tests.works.exchange.hostile import SEOUL, sample, zipped
from works.choices import Priority, Status
from works.exchange import sources
from works.exchange.readers import vikunja
from works.exchange.records import Container, Notice, Repetition, Task, Unreadable

SAMPLE = sample("vikunja-data.json")
NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC)
REPORT = """Steps

- [x] numbers
- [ ] text

Progress: 50 %
Reminder: 2026-12-30 09:00
Assigned to: kim
Attachments, not imported: budget.xlsx
Blocked by: Sign the contract

Kim, 2026-11-02 10:00:

See [this](https://example.org/a)"""


def export(data=SAMPLE, filters=b'[{"id": 1, "title": "Mine"}]'):
    return zipped({"VERSION": b"v2.5.0", "data.json": data, "filters.json": filters, "files/31": b"x"})


def read(*items, **project):
    return vikunja.read(export(json.dumps([{"id": 1, "title": "P", "tasks": items, **project}]).encode(), b"[]"), SEOUL)


def task(**item):
    return read({"id": 1, "title": "A", **item}).tasks[0]


class TestMatches:
    def test_knows_the_export(self):
        assert sources.guess("vikunja-export.zip", export()) is vikunja

    def test_leaves_other_files(self):
        for data in (b"", SAMPLE, zipped({"manifest.json": b"{}"}), zipped({"data.json": b"[]"}), b"PK\x03\x04"):
            assert not vikunja.matches("x.zip", data)


class TestRead:
    def test_reads_the_sample(self):
        contents = vikunja.read(export(), SEOUL)

        assert contents.containers == [
            Container("3", "2026", content="The **year**", line=1),
            Container("4", "운영", parent="3", line=2),
            Container("5", "Nested", parent="4", line=3),
        ]
        assert contents.tasks == [
            Task(
                "104",
                "Water the plants",
                container="4",
                content="Ends: 2026-12-02 12:00\n\nRepeats: 3 h",
                priority=Priority.LOW,
                deadline_on=date(2026, 12, 1),
                deadline_time=time(12),
                created_at=NOVEMBER,
                line=1,
            ),
            Task(
                "103",
                "Sign the contract",
                container="4",
                content="Plain & simple",
                status=Status.DONE,
                priority=Priority.URGENT,
                created_at=NOVEMBER,
                ended_at=datetime(2026, 11, 20, 2, tzinfo=UTC),
                line=2,
            ),
            Task(
                "101",
                "월간 보고",
                container="4",
                content=REPORT,
                status=Status.IN_PROGRESS,
                priority=Priority.URGENT,
                labels=("보고",),
                starts_on=date(2026, 12, 28),
                deadline_on=date(2026, 12, 31),
                created_at=NOVEMBER,
                repetition=Repetition("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", date(2026, 12, 31)),
                line=3,
            ),
            Task(
                "102",
                "자료 수집",
                container="4",
                parent="101",
                labels=("Waiting",),
                deadline_on=date(2026, 12, 1),
                deadline_time=time(9, 30),
                created_at=NOVEMBER,
                repetition=Repetition("FREQ=DAILY;INTERVAL=3", date(2026, 12, 1), from_completion=True),
                line=4,
            ),
            Task("105", "In a nested project", container="5", line=5),
        ]
        assert contents.notices == [
            Notice(2, "The project “운영” is archived in Vikunja."),
            Notice(1, "“Water the plants” does not repeat here: 3 h"),
            Notice(1, "What “Water the plants” is a part of is not in the file."),
            Notice(None, "Saved filters are not imported: Mine"),
        ]

    def test_the_whole_alone_may_name_its_parts(self):
        contents = read(
            {"id": 1, "title": "A", "related_tasks": {"subtask": [{"id": 2}]}},
            {"id": 2, "title": "B", "related_tasks": None},
        )

        assert [task.parent for task in contents.tasks] == [None, "1"]

    def test_keeps_cycles_of_tasks_and_projects_for_the_importer(self):
        parts = [
            {"id": 1, "title": "A", "related_tasks": {"parenttask": [{"id": 2}]}},
            {"id": 2, "title": "B", "related_tasks": {"parenttask": [{"id": 1}]}},
        ]
        contents = read(*parts, parent_project_id=1)

        assert [task.parent for task in contents.tasks] == ["2", "1"]
        assert [container.parent for container in contents.containers] == ["1"]

    @pytest.mark.parametrize(
        ("number", "priority"),
        [(0, "NONE"), (1, "LOW"), (2, "MEDIUM"), (3, "HIGH"), (4, "URGENT"), (5, "URGENT"), (77, "NONE")],
    )
    def test_maps_priorities(self, number, priority):
        assert task(priority=number).priority == priority

    def test_reads_the_rules_of_later_versions(self):
        found = task(due_date="2026-12-01T00:00:00Z", repeats="FREQ=WEEKLY;BYDAY=TU", repeats_from_current_date=True)

        assert found.repetition == Repetition("FREQ=WEEKLY;BYDAY=TU", date(2026, 12, 1), from_completion=True)

    def test_a_rule_without_a_day_is_text(self):
        found = task(repeat_after=86400, due_date="0001-01-01T00:00:00Z")

        assert (found.repetition, found.content) == (None, "Repeats: 1 d")

    def test_hundreds_of_nested_projects(self):
        opening = "".join(f'[{{"id": {number}, "title": "P", "child_projects": ' for number in range(1, 401))

        contents = vikunja.read(export(f"{opening}null{400 * '}]'}".encode()), SEOUL)

        assert [container.parent for container in contents.containers] == [None, *map(str, range(1, 400))]


class TestDamage:
    @pytest.mark.parametrize("data", [b"{}", b"7", b"null", b'"x"'])
    def test_of_the_shape(self, data):
        with pytest.raises(Unreadable, match=r"line 1: data\.json has no projects"):
            vikunja.read(export(data), SEOUL)

    def test_of_the_members(self):
        with pytest.raises(Unreadable, match=r"no file data\.json"):
            vikunja.read(zipped({"VERSION": b"1"}), SEOUL)
        assert vikunja.read(zipped({"data.json": SAMPLE}), SEOUL).tasks

    def test_of_the_number_of_rows(self):
        with pytest.raises(Unreadable, match="line 100001"):
            read(*[{}] * 100_001)
