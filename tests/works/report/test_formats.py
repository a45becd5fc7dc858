"""A report as JSON, Markdown and CSV: one known report, and properties of titles and names that need escaping."""

import csv
import io
import re
from datetime import date

import pytest
from django.utils import translation
from markdown_it import MarkdownIt

from tests.makers import make_ancestors, make_category, make_finished_work, make_recurring_work, make_user, make_work
from tests.works.report.reports import AUGUST, change, days, entries_of, local, made_by, september
from works.models import Work
from works.report import as_csv, as_markdown
from works.report.reading import Report

pytestmark = pytest.mark.alike


def markdown(report):
    return "".join(as_markdown.write(report))


def lines(report):
    """The rows of the CSV as dicts."""
    text = "".join(as_csv.write(report))
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


class TestMarkdown:
    def test_shows_each_title_on_one_line_as_it_was_typed(self, nasty):
        report = september(nasty)

        tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown(report))

        blocks = {token.type for token in tokens}
        assert blocks <= {
            *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "hr"),
            *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
        }
        items = [tokens[place + 2] for place, token in enumerate(tokens) if token.type == "list_item_open"]
        assert {child.type for item in items for child in item.children} <= {"text", "text_special"}
        shown = ["".join(child.content for child in item.children) for item in items]
        expected = [
            (" ".join(entry.title.split()), entry.deadline_on, section) for section, entry in entries_of(report)
        ]
        assert shown == [
            title + {"finished": " (done 2026-09-02)", "overdue": " (due 2026-09-04)"}.get(section, "")
            for title, _deadline, section in expected
        ]

    def test_shows_each_name_on_one_line_as_it_was_typed(self, nasty):
        report = september(nasty)

        tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown(report))

        heads = [tokens[place + 1] for place, token in enumerate(tokens) if token.type == "heading_open"]
        shown = ["".join(child.content for child in head.children) for head in heads[1:]]
        assert {child.type for head in heads for child in head.children} <= {"text", "text_special"}
        roots = [root.name if root else "Without a project" for root, _groups in _drained(report)]
        assert shown == [" ".join(name.split()) for name in roots]

    def test_is_korean_to_its_last_line(self, ann):
        tree = make_ancestors(user=ann, names=["2026", "정원"])[1]
        rule = make_recurring_work(user=ann, title="물 주기", starts_on=date(2027, 1, 1), at=AUGUST)
        water = [
            make_finished_work(user=ann, title="물 주기", category=tree, at=local(f"09-0{n} 09:00")) for n in (3, 4)
        ]
        made_by(rule, water)
        make_work(user=ann, title="씨앗", category=tree, deadline_on=date(2026, 9, 10), at=AUGUST)
        make_work(user=ann, title="계획", at=AUGUST)
        change(make_work(user=ann, title="청소", at=AUGUST), current_status="CANCELLED", end_at=local("09-09 10:00"))
        late = make_work(user=ann, title="칠", deadline_on=date(2026, 10, 20), at=AUGUST)
        change(late, deadline_moves=[{"from": "2026-09-04", "to": "2026-10-20", "at": "2026-09-01T00:00:00+00:00"}])

        with translation.override("ko"):
            text = markdown(september(ann))

        assert text.isascii() is False
        assert not [letter for letter in text if letter.isascii() and letter.isalpha()], text
        assert "×2" in text

    def test_is_the_known_text(self, ann, planted):
        assert markdown(september(ann)) == MAIL

    @pytest.mark.parametrize(
        ("span", "title"),
        [
            ("08-31 09-06", "# Report, week 36: 2026-08-31 – 2026-09-06"),
            ("08-30 09-05", "# Report: 2026-08-30 – 2026-09-05"),
            ("09-02", "# Report: 2026-09-02"),
        ],
    )
    def test_has_the_days_as_its_title_and_the_number_of_a_week(self, span, title, ann):
        report = Report(ann, days(span), local("09-02 18:00"))

        assert markdown(report).splitlines()[0] == title

    def test_of_nothing_is_one_sentence(self, ann):
        assert markdown(september(ann)) == (
            "# Report: 2026-09-01 – 2026-09-30\n\nNothing was finished, and nothing is open.\n"
        )

    def test_has_days_in_the_time_zone_of_the_person(self, db):
        user = make_user(time_zone="America/New_York")
        make_finished_work(user=user, at=local("09-02 23:30", "America/New_York"))

        assert "- Dig (done 2026-09-02)\n" in markdown(september(user))

    @pytest.mark.parametrize("language", ["en", "ko"])
    @pytest.mark.parametrize("span", ["09-01 09-30", "09-02", "08-31 09-06"])
    def test_writes_every_day_as_2026_09_02(self, ann, planted, language, span):
        make_work(user=ann, deadline_on=date(2025, 3, 1), at=AUGUST)

        with translation.override(language):
            text = markdown(Report(ann, days(span), local("09-30 23:00")))

        lines = [line for line in text.splitlines() if line.startswith(("# ", "- ")) and re.search(r"[0-9]", line)]
        assert len(lines) > 3
        for line in lines:
            rest = re.sub(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|×[0-9]+|week 36|36주차", "", line)
            assert rest != line
            assert not re.search(r"[0-9]", rest), line

    def test_flattens_a_title_of_many_lines(self):
        assert as_markdown.plain(" a\r\n\n# b\t c\u2028d ") == "a \\# b c d"


class TestCsv:
    def test_has_what_the_report_has(self, nasty):
        report = september(nasty)

        rows = lines(report)

        assert [(row["section"], row["times"], row["works"]) for row in rows] == (
            [(section, str(entry.times), " ".join(map(str, entry.works))) for section, entry in entries_of(report)]
        )
        titles = [row["title"] for row in rows]
        assert titles == [_text(entry.title) for _section, entry in entries_of(report)]

    def test_begins_no_cell_with_a_formula(self, nasty):
        cells = [cell for row in lines(september(nasty)) for cell in row.values()]

        assert [cell for cell in cells if cell.startswith(tuple("=+-@＝＋－＠\t\r"))] == []
        assert any(cell.startswith("'=") for cell in cells)

    def test_names_the_project_and_the_ancestors(self, ann):
        leaf = make_ancestors(user=ann, names=["2026", "Home, old", 'The "tree"'])[-1]
        make_work(user=ann, category=leaf, at=AUGUST)
        make_work(user=ann, category=make_category(user=ann, name="Flat"), at=AUGUST)

        found = [(row["project"], row["ancestors"]) for row in lines(september(ann))]

        assert found == [("2026", '2026 › Home, old › The "tree"'), ("Flat", "Flat")]

    def test_has_a_line_for_each_entry(self, ann, planted):
        text = "".join(as_csv.write(september(ann)))

        assert text == "\ufeff" + "".join(f"{line}\r\n" for line in _sheet(planted))

    def test_of_nothing_is_its_header(self, ann):
        assert lines(september(ann)) == []

    def test_has_days_in_the_time_zone_of_the_person(self, db):
        user = make_user(time_zone="America/New_York")
        make_finished_work(user=user, at=local("09-02 23:30", "America/New_York"))

        assert lines(september(user))[0]["ended_on"] == "2026-09-02"


MAIL = """\
# Report: 2026-09-01 – 2026-09-30

## 2026

Open (1)

- Plan

**Garden**

Finished (3)

- Dig (done 2026-09-02)
- Water ×2 (done 2026-09-04)

Overdue (1)

- Seeds (due 2026-09-10)

*3 finished, 1 overdue, 1 open*

## Flat

Put off (1)

- Paint (due 2026-10-20)

*1 put off*

## Without a project

Cancelled (1)

- Sweep (cancelled 2026-09-09)

*1 cancelled*

---

**All together: 3 finished, 1 overdue, 1 put off, 1 open, 1 cancelled**
"""


def _sheet(planted):
    ids = {title: work.pk for title, work in planted.items()}
    water = " ".join(str(pk) for pk in sorted(Work.objects.filter(title="Water").values_list("pk", flat=True)))
    return [
        "project,ancestors,section,title,times,status,priority,my_job,starts_on,deadline_on,ended_on,slipped,works,labels",
        f"2026,2026,open,Plan,1,TODO,NONE,false,2026-09-01,,,false,{ids['Plan']},",
        f"2026,2026 › Garden,finished,Dig,1,DONE,HIGH,false,,,2026-09-02,false,{ids['Dig']},",
        f"2026,2026 › Garden,finished,Water,2,DONE,NONE,false,,,2026-09-04,false,{water},",
        f"2026,2026 › Garden,overdue,Seeds,1,TODO,NONE,true,,2026-09-10,,false,{ids['Seeds']},",
        f"Flat,Flat,slipped,Paint,1,TODO,NONE,false,,2026-10-20,,true,{ids['Paint']},",
        f",,cancelled,Sweep,1,CANCELLED,NONE,false,,,2026-09-09,false,{ids['Sweep']},",
    ]


def _drained(report):
    return [(root, list(groups)) for root, groups in report.projects()]


def _text(title):
    return f"'{title}" if title[:1] in set("=+-@＝＋－＠\t\r") else title
