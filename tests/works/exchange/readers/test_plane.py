import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.works.exchange.hostile import SEOUL, changed_bytes, other_encodings, read_or_refuse, truncations
from works.choices import Priority, Status
from works.exchange.readers import plane
from works.exchange.records import Container, Unreadable

HEADS = [
    "ID",
    "Project Identifier",
    "Project",
    "Project ID",
    "Sequence ID",
    "Name",
    "Description",
    "Priority",
    "Start Date",
    "Target Date",
    "State",
    "Created At",
    "Updated At",
    "Completed At",
    "Archived At",
    "Module Name",
    "Created By",
    "Labels",
    "Comments",
    "Estimate",
    "Link",
    "Assignees",
    "Cycle Name",
    "Parent",
    "Relations",
]
FULL = {
    "ID": "WEB-1",
    "Project Identifier": "WEB",
    "Project": "Website",
    "Project ID": "p1",
    "Sequence ID": 1,
    "Name": "Write",
    "Description": "Text",
    "Priority": "urgent",
    "Start Date": "Tue, 01 Dec 2026",
    "Target Date": "Thu, 03 Dec 2026",
    "State": "In Progress",
    "Created At": "Mon, 30 Nov 2026 09:15:00 UTC+0000",
    "Completed At": "",
    "Module Name": ["Pages", "Second"],
    "Labels": ["home", "집"],
    "Comments": [{"comment": "Good", "created_at": "Mon, 30 Nov 2026", "created_by": "Mina Kim"}],
    "Estimate": "5",
    "Link": ["https://example.org"],
    "Assignees": ["Mina Kim"],
    "Cycle Name": "",
    "Parent": "WEB-2",
    "Relations": {"blocked_by": "WEB-3"},
}


def row(number=9, **parts):
    return {
        "ID": f"WEB-{number}",
        "Project": "Website",
        "Sequence ID": number,
        "Name": "N",
        "Priority": "none",
        "State": "Todo",
        "Target Date": "",
        **parts,
    }


def as_csv(*rows):
    file = io.StringIO()
    writer = csv.DictWriter(file, HEADS, quoting=csv.QUOTE_ALL, restval="")
    writer.writeheader()
    for each in rows:
        writer.writerow(
            {name: ", ".join(map(str, value)) if isinstance(value, list) else value for name, value in each.items()}
        )
    return file.getvalue().encode()


def read(*rows, reading=SEOUL):
    return plane.read(json.dumps(rows).encode(), reading)


def zipped(**files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return file.getvalue()


class TestMatches:
    def test_tables_lists_and_zips_of_plane(self):
        assert plane.matches("x", as_csv(row()))
        assert plane.matches("x", json.dumps([FULL]).encode())
        assert plane.matches("x", zipped(a_csv=as_csv(row())))
        for other in (b"", b"[]", b"Name,Priority\n", b"PK\x03\x04", zipped(a_txt=b"x"), b'"'):
            assert not plane.matches("plane.csv", other)


class TestRead:
    def test_a_work_item_with_everything(self):
        contents = read(FULL, row(2))
        assert contents.containers[:2] == [
            Container("project p1", "Website", line=1),
            Container("project p1 module Pages", "Pages", "project p1", line=1),
        ]
        task = contents.tasks[0]
        assert (task.key, task.title, task.container, task.parent) == (
            "WEB-1",
            "Write",
            "project p1 module Pages",
            "WEB-2",
        )
        assert (task.status, task.priority, task.labels) == (Status.IN_PROGRESS, Priority.URGENT, ("home", "집"))
        assert (task.starts_on, task.deadline_on, task.deadline_time) == (date(2026, 12, 1), date(2026, 12, 3), None)
        assert task.content == (
            "Text\n\nNumber in Plane: WEB-1\nEstimate: 5\nAssignees: Mina Kim\nLink: https://example.org\nModules: Second\n"
            "blocked by: WEB-3\n\nComment by Mina Kim, Mon, 30 Nov 2026:\nGood"
        )
        assert contents.notices == []

    def test_the_table_has_the_same(self):
        (task,), (other,) = (
            plane.read(data, SEOUL).tasks
            for data in (
                as_csv({**FULL, "Parent": "", "Comments": "", "Relations": "{}"}),
                json.dumps([{**FULL, "Parent": "", "Comments": [], "Relations": {}}]).encode(),
            )
        )
        other.line = task.line
        for container in (task, other):
            assert container.container == "project p1 module Pages"
        assert task == other

    def test_names_of_fields_instead_of_labels(self):
        task = read(
            {
                "project_name": "P",
                "sequence_id": 4,
                "project_identifier": "X",
                "name": "A",
                "state_name": "Done",
                "completed_at": "2026-11-20T23:00:00Z",
                "priority": "low",
            }
        ).tasks[0]
        assert (task.key, task.status, task.priority) == ("X-4", Status.DONE, Priority.LOW)
        assert task.ended_at == datetime(2026, 11, 20, 23, tzinfo=UTC)

    def test_an_hour_without_am_or_pm_counts_as_the_day(self):
        task = read(row(State="Done", **{"Completed At": "Fri, 20 Nov 2026 03:00:00 UTC+0000"})).tasks[0]
        assert task.ended_at == datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Asia/Seoul"))

    @pytest.mark.parametrize(
        ("state", "completed", "status"),
        [
            ("Shipping", "2026-11-20", Status.DONE),
            ("Cancelled", "2026-11-20", Status.CANCELLED),
            ("Shipping", "", Status.TODO),
        ],
    )
    def test_statuses(self, state, completed, status):
        contents = read(row(State=state, **{"Completed At": completed}))
        assert contents.tasks[0].status is status
        assert len(contents.notices) == (status is Status.TODO)

    def test_what_is_wrong_in_a_row(self):
        contents = read(
            row(1, Name="", Parent="WEB-8"),
            row(1),
            row(2, **{"Start Date": "2026-12-09", "Target Date": "2026-12-01", "Archived At": "2026-12-01"}),
        )
        assert [task.title for task in contents.tasks] == ["WEB-1", "N"]
        assert len(contents.notices) == 5

    def test_a_parent_of_itself(self):
        assert read(row(1, Parent="WEB-1")).tasks[0].parent is None

    def test_formulas(self):
        assert plane.read(as_csv(row(Name="'=1+1")), SEOUL).tasks[0].title == "=1+1"

    def test_a_zip_of_projects(self):
        contents = plane.read(zipped(a_csv=as_csv(row(1)), b_json=json.dumps([row(2)])), SEOUL)
        assert [task.key for task in contents.tasks] == ["WEB-1", "WEB-2"]
        with pytest.raises(Unreadable, match="neither"):
            plane.read(zipped(a_txt=b"x"), SEOUL)

    def test_too_many(self):
        with pytest.raises(Unreadable, match="100,000"):
            read(*({"Name": "x", "ID": str(number)} for number in range(100_001)))


class TestDamagedFiles:
    def test_tables(self):
        data = as_csv(*[row(number, Name="할 일", Description='a "b"\nc') for number in range(5)])
        assert [read_or_refuse(plane, damaged) for damaged in other_encodings(data)] == [None] * 6
        for damaged in (*truncations(data), *changed_bytes(data)):
            read_or_refuse(plane, damaged)

    def test_zips(self):
        data = zipped(a_csv=as_csv(row(1)))
        for damaged in (*truncations(data), *changed_bytes(data)):
            read_or_refuse(plane, damaged)
