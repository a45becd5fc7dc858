"""A report in memory: the same works as the stream has, by project and by label, within a limit."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.makers import make_finished_work, make_label, make_recurring_work, make_work
from tests.works.report.reports import AUGUST, local, made_by, september
from tests.works.report.reports import read as groups_of
from works.report import as_markdown, contents
from works.report.contents import by_label, read


def shown(report):
    """The titles by section of all parts."""
    found: dict[str, list[str]] = {}
    for _root, groups in report.projects():
        for group in groups:
            for section, entries in group.sections.items():
                found.setdefault(section, []).extend(entry.title for entry in entries)
    return {section: titles for section, titles in found.items() if titles}


class TestRead:
    def test_has_the_same_works_as_the_stream(self, planted, ann):
        report = september(ann)

        found = read(report)

        assert shown(found) == {
            "finished": ["Dig", "Water"],
            "overdue": ["Seeds"],
            "slipped": ["Paint"],
            "open": ["Plan"],
            "cancelled": ["Sweep"],
        }
        assert found.totals == report.totals() == Counter(finished=3, overdue=1, slipped=1, open=1, cancelled=1)
        assert [part.root and part.root.name for part in found.parts] == ["2026", "Flat", None]

    def test_counts_finished_works_by_the_day_of_the_person(self, planted, ann):
        found = read(september(ann))

        # Dig was finished at 23:30 in Seoul.
        assert found.finished_on == Counter({date(2026, 9, n): 1 for n in (2, 3, 4)})

    def test_counts_the_period_before(self, ann, ben):
        make_finished_work(user=ann, at=local("08-31 12:00"))
        make_finished_work(user=ann, at=local("07-31 12:00"))
        make_finished_work(user=ben, at=local("08-31 12:00"))

        found = read(september(ann)).before

        assert found.period == (date(2026, 8, 1), date(2026, 8, 31))
        assert found.totals == Counter(finished=1)

    def test_has_no_work_of_a_stranger(self, planted, ben):
        assert shown(read(september(ben))) == {}

    def test_counts_what_it_has_no_line_for(self, planted, ann, monkeypatch):
        monkeypatch.setattr(contents, "MOST_LINES", 3)

        found = read(september(ann))

        assert sum(len(titles) for titles in shown(found).values()) == 3
        # Water is one line for two works.
        assert found.left_out == 7 - 4
        assert found.totals.total() == 7

    def test_takes_as_many_statements_for_ten_times_the_works(self, ann):
        make_work(user=ann, at=AUGUST)
        with CaptureQueriesContext(connection) as few:
            read(september(ann))
        for _number in range(10):
            make_work(user=ann, at=AUGUST)
        with CaptureQueriesContext(connection) as many:
            read(september(ann))

        assert (len(few), len(many)) == (4, 4)


class TestByLabel:
    def test_shows_a_work_in_the_part_of_each_of_its_labels(self, ann, ben):
        phone, home = make_label(user=ann, name="Phone"), make_label(user=ann, name="Home")
        make_label(user=ben, name="His")
        make_work(user=ann, title="Both", labels=[phone.pk, home.pk], at=AUGUST)
        make_work(user=ann, title="One", labels=[home.pk], at=AUGUST)
        make_work(user=ann, title="None", at=AUGUST)

        parts = by_label(read(september(ann)))

        assert [(part.name, [each.entry.title for each in part.sections["open"]]) for part in parts] == [
            ("Phone", ["Both"]),
            ("Home", ["Both", "One"]),
            (None, ["None"]),
        ]
        assert [part.totals["open"] for part in parts] == [1, 2, 1]

    def test_counts_of_a_folded_series_only_the_works_with_the_label(self, ann):
        label = make_label(user=ann, name="Phone")
        rule = make_recurring_work(user=ann, starts_on=date(2027, 1, 1), at=AUGUST)
        works = [
            make_finished_work(user=ann, title="Water", at=local(f"09-0{n} 09:00"), labels=labels)
            for n, labels in ((3, []), (4, [label.pk]), (5, [label.pk]))
        ]
        made_by(rule, works)

        parts = by_label(read(september(ann)))

        assert [(part.name, part.totals["finished"]) for part in parts] == [("Phone", 2), (None, 1)]

    def test_is_written_as_markdown_with_the_path_behind_each_work(self, ann, planted):
        text = "".join(as_markdown.write_by_label(read(september(ann))))

        assert "## Without a label" in text
        assert "- Dig (done 2026-09-02) – 2026 › Garden\n" in text
        assert "**All together: 3 finished, 1 overdue, 1 put off, 1 open, 1 cancelled**" in text


class TestGroups:
    def test_are_as_the_stream_has_them(self, planted, ann):
        assert groups_of(read(september(ann))) == groups_of(september(ann))


class TestMarkdown:
    def test_of_what_was_read_is_that_of_the_stream(self, nasty):
        report = september(nasty)

        assert list(as_markdown.write(read(report))) == list(as_markdown.write(report))

    @pytest.mark.usefixtures("planted")
    def test_ends_with_the_period_before(self, ann):
        found = read(september(ann))

        text = "".join(as_markdown.write(found, before=lambda: found.before))

        assert text.endswith("\nThe period before, 2026-08-01 – 2026-08-31: 3 open\n")
