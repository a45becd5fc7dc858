import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.works.exchange.hostile import SEOUL
from works.choices import Priority, Status
from works.exchange.readers import linear
from works.exchange.records import Container, Unreadable

SAMPLE = Path("tests/works/exchange/samples/linear-issues.csv").read_bytes()
HEADS = next(csv.reader(io.StringIO(SAMPLE.decode())))


def table(*rows, heads=HEADS):
    """Return the file with a row of each dictionary, quoted as Linear does."""
    file = io.StringIO()
    writer = csv.DictWriter(file, heads, quoting=csv.QUOTE_ALL, restval="")
    writer.writeheader()
    for number, row in enumerate(rows):
        writer.writerow({"ID": f"A-{number}", "UUID": f"u{number}", "Title": "T", "Status": "Todo", **row})
    return file.getvalue().encode()


def read(*rows):
    return linear.read(table(*rows), SEOUL)


class TestMatches:
    def test_the_columns_of_linear(self):
        assert linear.matches("x", SAMPLE)
        assert linear.matches("x", b"\xef\xbb\xbf" + SAMPLE)
        assert not linear.matches("linear.csv", b"ID,Title,Status\n")
        assert not linear.matches("linear.csv", b'"')


class TestRead:
    def test_the_issue_of_the_sample(self):
        contents = linear.read(SAMPLE, SEOUL)
        assert contents.containers == [
            Container("team Robotics", "Robotics", line=2),
            Container("project Robotics/p1", "Perception", "team Robotics", line=2),
        ]
        (task,) = contents.tasks
        assert (task.key, task.title, task.container, task.line) == (
            "u1",
            "Compare depth priors",
            "project Robotics/p1",
            2,
        )
        assert (task.status, task.priority, task.labels) == (Status.DONE, Priority.HIGH, ("Research",))
        assert task.created_at == datetime(2026, 10, 2, 17, tzinfo=UTC)
        assert task.started_at == datetime(2026, 10, 3, 9, tzinfo=UTC)
        assert task.ended_at == datetime(2026, 10, 12, 9, tzinfo=UTC)
        assert task.content == "Follow-up to ACME-12\n\nNumber in Linear: ACME-40\nEstimate: 3\nAssignee: bob@acme.test"
        assert contents.notices == []

    def test_the_apostrophe_before_a_formula_is_taken_off(self):
        tasks = read({"Title": "'=HYPERLINK(1)"}, {"Title": "'- dash"}, {"Title": "'quoted'"}, {"Title": "=1+1"}).tasks
        assert [task.title for task in tasks] == ["=HYPERLINK(1)", "- dash", "'quoted'", "=1+1"]

    def test_parents_whatever_their_order(self):
        contents = read(
            {"Parent issue": "A-1"}, {"ID": "A-1"}, {"Parent issue": "B-9"}, {"ID": "A-3", "Parent issue": "A-3"}
        )
        assert [task.parent for task in contents.tasks] == ["u1", None, None, None]
        assert [notice.line for notice in contents.notices] == [4, 5]

    @pytest.mark.parametrize(
        ("row", "status"),
        [
            ({"Status": "Backlog"}, Status.TODO),
            ({"Status": "In Review"}, Status.UNDER_REVIEW),
            ({"Status": "Canceled"}, Status.CANCELLED),
            ({"Status": "Deployed", "Completed": "Mon Oct 12 2026 09:00:00 GMT+0900 (KST)"}, Status.DONE),
            ({"Status": "Elsewhere", "Canceled": "Mon Oct 12 2026 09:00:00 GMT+0000 (GMT+00:00)"}, Status.CANCELLED),
            ({"Status": "Waiting", "Started": "Mon Oct 12 2026 09:00:00 GMT+0000 (GMT+00:00)"}, Status.IN_PROGRESS),
            ({"Status": "Waiting"}, Status.TODO),
        ],
    )
    def test_statuses(self, row, status):
        assert read(row).tasks[0].status is status

    def test_a_status_of_the_team_is_kept_in_the_notes_and_named_once(self):
        contents = read({"Status": "Waiting"}, {"Status": "Waiting"})
        assert [("Status: Waiting" in task.content) for task in contents.tasks] == [True, True]
        assert len(contents.notices) == 1

    def test_the_due_date_is_a_day_in_every_zone(self):
        task = read({"Due Date": "Fri Oct 02 2026 00:00:00 GMT+0000 (GMT+00:00)"}).tasks[0]
        assert (task.deadline_on, task.deadline_time) == (date(2026, 10, 2), None)

    def test_labels_and_what_is_kept_as_lines(self):
        task = read(
            {"Labels": "Bug, 집, ", "Cycle Name": "7", "Blocked by": "A-9", "Due Date": "soon", "Priority": "Odd"}
        ).tasks[0]
        assert task.labels == ("Bug", "집")
        assert task.content == "Priority: Odd\nDue: soon\nNumber in Linear: A-0\nCycle: 7\nBlocked by: A-9"

    def test_a_missing_column_is_named(self):
        with pytest.raises(Unreadable, match="status"):
            linear.read(b"ID,Title,UUID\n", SEOUL)

    def test_an_issue_that_occurs_twice(self):
        contents = read({"UUID": "u"}, {"UUID": "u"})
        assert len(contents.tasks) == len(contents.notices) == 1

    def test_too_many_rows(self):
        data = table({}) + b'"x"\n' * 100_000
        with pytest.raises(Unreadable, match="100,000"):
            linear.read(data, SEOUL)
