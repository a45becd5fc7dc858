"""Labels in the report."""

import csv
import json
from datetime import timedelta

import pytest

from tests.makers import make_finished_work, make_label, make_recurring_work, make_work
from tests.works.report.reports import AUGUST, OCTOBER, local, september, titles
from works.choices import LabelMatch
from works.models import Work
from works.querysets.labelled import LabelChoice
from works.report import as_csv, as_json, as_markdown
from works.services import labels


@pytest.fixture
def marked(ann, ben):
    """Two labels of Ann's and works with both, one and none; a stranger has the same names."""
    home, calls = make_label(user=ann, name="Home"), make_label(user=ann, name="*Calls*")
    make_work(user=ben, title="His", labels=[make_label(user=ben, name="Home").pk], at=AUGUST)
    make_work(user=ann, title="Both", labels=[home.pk, calls.pk], at=AUGUST)
    make_finished_work(user=ann, title="Done", labels=[home.pk], at=local("09-02 12:00"))
    make_work(user=ann, title="None", at=AUGUST)
    return home, calls


class TestFilter:
    def test_reports_on_works_with_the_labels(self, ann, marked):
        home, calls = (label.pk for label in marked)

        assert titles(september(ann, labels=LabelChoice([home]))) == {"open": ["Both"], "finished": ["Done"]}
        assert titles(september(ann, labels=LabelChoice([home, calls], match=LabelMatch.ALL))) == {"open": ["Both"]}
        assert titles(september(ann, labels=LabelChoice([], or_without=True))) == {"open": ["None"]}


class TestCounts:
    def test_are_in_json_by_label(self, ann, marked):
        home, calls = marked

        found = json.loads("".join(as_json.write(september(ann))))

        nothing = {"finished": 0, "overdue": 0, "slipped": 0, "open": 0, "cancelled": 0}
        assert found["labels"] == [
            {"id": home.pk, "name": "Home", **nothing, "finished": 1, "open": 1},
            {"id": calls.pk, "name": "*Calls*", **nothing, "open": 1},
        ]

    def test_are_in_markdown_by_label(self, ann, marked):
        text = "".join(as_markdown.write(september(ann)))

        assert text.endswith("\n## By label\n\n- Home: 1 finished, 1 open\n- \\*Calls\\*: 1 open\n")

    def test_are_in_each_line_of_csv(self, ann, marked):
        [header, *lines] = csv.reader("".join(as_csv.write(september(ann))).removeprefix("\ufeff").splitlines())

        assert {line[3]: line[header.index("labels")] for line in lines} == {
            "Both": "Home; *Calls*",
            "Done": "Home",
            "None": "",
        }

    def test_name_the_number_of_works_of_an_entry(self, ann, marked):
        home = marked[0]
        make_recurring_work(user=ann, title="Water", labels=[home.pk], rule="FREQ=DAILY;COUNT=3", at=AUGUST)
        series = make_recurring_work(
            user=ann,
            title="Weed",
            labels=[home.pk],
            rule="FREQ=DAILY;COUNT=3",
            catch_up="create_all",
            starts_on=AUGUST.date() - timedelta(days=2),
            at=AUGUST,
        )

        [header, *lines] = csv.reader("".join(as_csv.write(september(ann))).removeprefix("\ufeff").splitlines())

        assert Work.objects.made_by(series.pk).count() == 3
        shown = {line[3]: (line[4], line[header.index("labels")]) for line in lines}
        assert (shown["Water"], shown["Weed"]) == (("1", "Home"), ("3", "Home ×3"))

    def test_leave_out_labels_in_the_trash(self, ann, marked):
        for label in marked:
            labels.delete_label(user=ann, label_id=label.pk, at=OCTOBER)

        assert json.loads("".join(as_json.write(september(ann))))["labels"] == []
        assert "By label" not in "".join(as_markdown.write(september(ann)))
