"""Org files as the common form, field by field."""

from datetime import UTC, date, datetime, time

import pytest

from tests.works.exchange import hostile
from works.choices import Priority, Status
from works.exchange.readers import org
from works.exchange.records import Repetition


def read(text):
    return org.read(text.encode(), hostile.SEOUL)


class TestRead:
    def test_reads_the_sample(self):
        contents = org.read(hostile.sample("org-repeated.org"), hostile.SEOUL)

        (rent,) = contents.tasks
        assert (rent.title, rent.status, rent.deadline_on) == ("Pay the rent", Status.TODO, date(2005, 10, 1))
        assert rent.repetition == Repetition("FREQ=MONTHLY;BYMONTHDAY=1", date(2005, 10, 1))
        assert rent.content.count('- State "DONE"') == 3
        assert (contents.containers, contents.notices) == ([], [])

    def test_makes_a_tree_of_the_headings(self):
        contents = org.read(hostile.sample("org-everything.org"), hostile.SEOUL)

        life, projects = contents.containers
        assert (life.name, life.content) == ("My life", "Intro with [a link](https://example.org/a%20b).")
        assert (projects.key, projects.name, projects.parent) == ("11111111-2222", "Projects", life.key)
        report, part, below, *_rest, rent, other = contents.tasks
        assert (report.container, report.parent) == (projects.key, None)
        assert (part.container, part.parent) == (projects.key, report.key)
        assert below.parent == report.key
        assert rent.container == other.container == life.key
        assert rent.key != other.key

    def test_reads_every_part_of_a_task(self):
        report = org.read(hostile.sample("org-everything.org"), hostile.SEOUL).tasks[0]

        assert (report.title, report.priority, report.labels) == ("보고서", Priority.HIGH, ("home", "proj"))
        assert (report.starts_on, report.deadline_on, report.deadline_time) == (
            date(2026, 11, 30),
            date(2026, 12, 1),
            time(17),
        )
        assert report.content.split("\n") == [
            "See [the page](https://example.org) and file:a.pdf.",
            "- [x] one",
            "- [ ] two",
            "",
            '- State "WAIT" from "TODO" [2026-11-02 Mon 10:00]',
            "",
            "Effort: 2:00",
            "Time spent: 1:20",
            "",
            "Scheduled: 2026-11-30 09:00",
            "Reminder: -3d",
            "",
            "### Notes",
            "",
            "Something",
        ]

    def test_reads_statuses_and_ends(self):
        tasks = {task.title: task for task in org.read(hostile.sample("org-everything.org"), hostile.SEOUL).tasks}

        assert tasks["Below the notes"].status == Status.DONE
        assert tasks["Below the notes"].ended_at == datetime(2026, 11, 20, 7, 10, tzinfo=UTC)
        assert tasks["Old"].status == Status.CANCELLED
        assert tasks["Old"].ended_at == datetime(2026, 11, 19, 3, tzinfo=UTC)
        assert tasks["Part"].content == "State: NEXT"

    def test_reads_repeaters(self):
        tasks = org.read(hostile.sample("org-everything.org"), hostile.SEOUL).tasks

        part, water, rent, other = tasks[1], tasks[4], tasks[5], tasks[6]
        assert part.repetition == Repetition("FREQ=DAILY;INTERVAL=2", date(2026, 12, 5), from_completion=True)
        assert (water.repetition, water.starts_on) == (None, date(2026, 11, 29))
        assert "Repeats: +12h" in water.content
        assert rent.repetition.rule == "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"
        assert (other.repetition.starts_on, other.deadline_on) == (date(2026, 11, 1), None)
        assert other.content == "Deadline: 2026-12-31"

    @pytest.mark.parametrize(
        ("setting", "word", "status"),
        [
            ("", "TODO", Status.TODO),
            ("", "STARTED", Status.IN_PROGRESS),
            ("", "KILL", Status.CANCELLED),
            ("#+SEQ_TODO: OPEN SHUT", "SHUT", Status.DONE),
            ("#+SEQ_TODO: OPEN | SHUT", "OPEN", Status.TODO),
            ("#+TODO: A|B ABANDONED", "ABANDONED", Status.CANCELLED),
            ("#+todo: 할일 검토중 | 완료 취소", "취소", Status.CANCELLED),
            ("#+todo: 할일 검토중 | 완료 취소", "검토중", Status.UNDER_REVIEW),
            ("#+todo: 할일 검토중 | 완료 취소", "완료", Status.DONE),
        ],
    )
    def test_knows_the_keywords_of_the_file(self, setting, word, status):
        contents = read(f"{setting}\n* {word} Title\n")

        assert [(task.title, task.status) for task in contents.tasks] == [("Title", status)]

    def test_makes_a_container_of_a_word_that_the_file_does_not_declare(self):
        contents = read("#+TODO: OPEN | SHUT\n* TODO Title\n")

        assert [place.name for place in contents.containers] == ["TODO Title"]

    def test_keeps_what_is_no_date(self):
        contents = read("* TODO Title\n  DEADLINE: <%%(diary-float t 4 2)>\n")

        assert contents.tasks[0].deadline_on is None
        assert "diary-float" in contents.tasks[0].content + contents.notices[0].text

    def test_names_text_before_the_first_heading(self):
        contents = read("Text\n* TODO Title\n")

        assert [notice.line for notice in contents.notices] == [1]

    def test_keeps_code_and_an_open_drawer_as_text(self):
        contents = read("* TODO Title\n  :NOTE:\n  #+BEGIN_SRC sh\n  [[x]]\n  #+END_SRC\n  # comment\n")

        assert contents.tasks[0].content == ":NOTE:\n```sh\n[[x]]\n```\n\\# comment"
