"""A report as JSON, Markdown and CSV."""

import csv
import io
import json
from datetime import date

import pytest
from django.utils import translation
from markdown_it import MarkdownIt

from tests.makers import make_category, make_chain, make_finished_work, make_recurring_work, make_user, make_work
from tests.works.report.reports import AUGUST, change, days, local, made_by, september
from works.choices import Priority, Status
from works.models import Work
from works.report import as_csv, as_json, as_markdown
from works.report.reading import Report

NASTY = [
    "*stars* and _lines_",
    "# heading",
    "> quote",
    "- dash",
    "-",
    "+ plus",
    "* star",
    "---",
    "===",
    "1. one",
    "12) twelve",
    "3.5 litres",
    "`code`",
    "```",
    "~~struck~~",
    "[link](https://example.org)",
    "![image](x)",
    "[ref]: https://example.org",
    "<script>alert(1)</script>",
    "<https://example.org>",
    "&copy; &#65; AT&T",
    "a | b",
    "back\\slash",
    "ends in \\",
    "\\* both",
    "[x] done",
]


@pytest.fixture
def planted(ann):
    """A bit of everything in two projects and nowhere; the works by title."""
    root, tree = make_chain(user=ann, names=["2026", "Garden"])
    other = make_category(user=ann, name="Flat")
    make_finished_work(user=ann, title="Dig", category=tree, at=local("09-02 23:30"), priority=Priority.HIGH)
    rule = make_recurring_work(user=ann, starts_on=date(2027, 1, 1), at=AUGUST)
    made_by(
        rule, [make_finished_work(user=ann, title="Water", category=tree, at=local(f"09-0{n} 09:00")) for n in (3, 4)]
    )
    make_work(user=ann, title="Seeds", category=tree, deadline_on=date(2026, 9, 10), my_job=True, at=AUGUST)
    make_work(user=ann, title="Plan", category=root, starts_on=date(2026, 9, 1), at=AUGUST)
    moves = [{"from": "2026-09-04", "to": "2026-10-20", "at": "2026-09-01T00:00:00+00:00"}]
    late = make_work(user=ann, title="Paint", category=other, deadline_on=date(2026, 10, 20), at=AUGUST)
    change(late, deadline_moves=moves)
    gone = make_work(user=ann, title="Sweep", at=AUGUST)
    change(gone, current_status=Status.CANCELLED, end_at=local("09-09 10:00"))
    return {work.title: work for work in Work.objects.owned_by(ann)}


def markdown(report):
    return "".join(as_markdown.write(report))


def lines(report):
    """The rows of the CSV as dicts."""
    text = "".join(as_csv.write(report))
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


class TestJson:
    def test_has_projects_chains_sections_and_totals(self, ann, planted):
        found = json.loads("".join(as_json.write(september(ann))))

        first, second, nowhere = found.pop("projects")
        assert found == {
            "start": "2026-09-01",
            "end": "2026-09-30",
            "as_filed": "now",
            "totals": {"finished": 3, "overdue": 1, "slipped": 1, "open": 1, "cancelled": 1},
        }
        root, tree = planted["Plan"].category, planted["Dig"].category
        assert first["root"] == {"id": root.pk, "name": "2026"}
        assert [[link["name"] for link in chain["chain"]] for chain in first["chains"]] == [
            ["2026"],
            ["2026", "Garden"],
        ]
        assert first["chains"][1]["chain"] == [
            {"id": root.pk, "name": "2026", "level": 0},
            {"id": tree.pk, "name": "Garden", "level": 1},
        ]
        assert first["totals"] == {"finished": 3, "overdue": 1, "slipped": 0, "open": 1, "cancelled": 0}
        assert second["totals"] == {"finished": 0, "overdue": 0, "slipped": 1, "open": 0, "cancelled": 0}
        assert (nowhere["root"], [chain["chain"] for chain in nowhere["chains"]]) == (None, [[]])

    def test_has_every_section_of_a_chain_and_all_of_an_entry(self, ann, planted):
        found = json.loads("".join(as_json.write(september(ann))))

        chain = found["projects"][0]["chains"][1]
        assert list(chain) == ["chain", "finished", "overdue", "slipped", "open", "cancelled"]
        assert (chain["slipped"], chain["open"], chain["cancelled"]) == ([], [], [])
        assert chain["overdue"] == [
            {
                "title": "Seeds",
                "times": 1,
                "works": [planted["Seeds"].pk],
                "recurring_work": None,
                "current_status": "TODO",
                "priority": "NONE",
                "my_job": True,
                "starts_on": None,
                "deadline_on": "2026-09-10",
                "end_at": None,
                "slipped": False,
            }
        ]
        assert [(entry["title"], entry["times"]) for entry in chain["finished"]] == [("Dig", 1), ("Water", 2)]
        assert chain["finished"][0]["end_at"] == "2026-09-02T14:30:00Z"
        assert found["projects"][1]["chains"][0]["slipped"][0]["slipped"] is True

    def test_gives_totals_last(self, ann, planted):
        found = json.loads("".join(as_json.write(september(ann))))

        assert list(found) == ["start", "end", "as_filed", "projects", "totals"]
        assert [list(project) for project in found["projects"]] == [["root", "chains", "totals"]] * 3

    def test_of_nothing_has_no_projects(self, ann):
        found = json.loads("".join(as_json.write(september(ann, as_filed="then"))))

        assert found == {
            "start": "2026-09-01",
            "end": "2026-09-30",
            "as_filed": "then",
            "projects": [],
            "totals": {"finished": 0, "overdue": 0, "slipped": 0, "open": 0, "cancelled": 0},
        }

    def test_keeps_quotes_and_letters(self, ann):
        make_work(user=ann, title='"정원" \\ é', category=make_category(user=ann, name='"20\\26"'), at=AUGUST)

        text = "".join(as_json.write(september(ann)))

        assert json.loads(text)["projects"][0]["chains"][0]["open"][0]["title"] == '"정원" \\ é'
        assert "정원" in text


class TestMarkdown:
    def test_can_be_pasted_into_a_mail(self, ann, planted):
        assert markdown(september(ann)) == MAIL

    def test_tells_a_slip_by_its_section(self, ann, planted):
        assert "\nPut off (1)\n\n- Paint (due October 20)\n" in markdown(september(ann))

    @pytest.mark.parametrize(
        ("span", "title"),
        [
            ("08-31 09-06", "# Report, week 36: Aug. 31, 2026 – Sept. 6, 2026"),
            ("08-30 09-05", "# Report: Aug. 30, 2026 – Sept. 5, 2026"),
            ("09-02", "# Report: Sept. 2, 2026"),
        ],
    )
    def test_has_the_days_as_its_title_and_the_number_of_a_week(self, span, title, ann):
        report = Report(ann, days(span), local("09-02 18:00"))

        assert markdown(report).splitlines()[0] == title

    def test_of_nothing_says_so(self, ann):
        assert markdown(september(ann)) == (
            "# Report: Sept. 1, 2026 – Sept. 30, 2026\n\nNothing was finished, and nothing is open.\n"
        )

    def test_gives_the_day_of_the_persons_calendar(self, db):
        user = make_user(time_zone="America/New_York")
        make_finished_work(user=user, at=local("09-02 23:30", "America/New_York"))

        assert "- Dig (done September 2)\n" in markdown(september(user))

    def test_gives_the_year_where_it_is_not_that_of_the_whole_report(self, ann):
        make_work(user=ann, deadline_on=date(2025, 3, 1), at=AUGUST)

        assert "- Dig (due March 1, 2025)\n" in markdown(september(ann))
        whole = Report(ann, days("09-01")._replace(start=date(2025, 9, 1)), AUGUST)
        assert "- Dig (due March 1, 2025)\n" in markdown(whole)

    def test_is_written_in_the_active_language(self, ann, planted):
        with translation.override("ko"):
            text = markdown(september(ann))

        assert "2026년 9월 1일" in text.splitlines()[0]
        assert "9월 2일" in text

    @pytest.mark.parametrize("title", NASTY)
    def test_shows_a_title_as_it_was_typed(self, title, ann):
        make_work(user=ann, title=title, category=make_category(user=ann, name=title), at=AUGUST)
        make_work(user=ann, title="Dig", category=make_chain(user=ann, names=["2026", title])[1], at=AUGUST)

        tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown(september(ann)))

        assert [token.tag for token in tokens if token.nesting == 1 and token.type != "paragraph_open"] == (
            ["h1", "h2", "ul", "li", "h2", "ul", "li"]
        )
        assert not any(token.type in ("fence", "code_block", "html_block") for token in tokens)
        shown = [_shown(token) for token in tokens if token.type == "inline"]
        assert [text for text in shown if text not in FRAME] == [title, title, title]

    def test_flattens_a_title_of_many_lines(self):
        assert as_markdown.plain(" a\r\n\n# b\t c\u2028d ") == "a \\# b c d"


class TestCsv:
    def test_has_a_line_for_each_entry(self, ann, planted):
        text = "".join(as_csv.write(september(ann)))

        assert text == "\ufeff" + "".join(f"{line}\r\n" for line in _sheet(planted))

    def test_of_nothing_is_its_header(self, ann):
        assert lines(september(ann)) == []

    def test_gives_the_day_of_the_persons_calendar(self, db):
        user = make_user(time_zone="America/New_York")
        make_finished_work(user=user, at=local("09-02 23:30", "America/New_York"))

        assert lines(september(user))[0]["ended_on"] == "2026-09-02"

    def test_keeps_quotes_commas_and_lines_in_their_cell(self, ann):
        work = make_work(user=ann, at=AUGUST)
        change(work, title='a "b", c\r\nd')

        assert lines(september(ann))[0]["title"] == 'a "b", c\r\nd'

    @pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
    def test_lets_no_spreadsheet_run_a_title_or_a_name(self, first, ann):
        formula = f"{first}cmd|' /C calc'!A0"
        category = make_category(user=ann, name="2026")
        work = make_work(user=ann, category=category, at=AUGUST)
        change(work, title=formula)
        type(category).objects.update(name=formula)

        (line,) = lines(september(ann))

        assert (line["title"], line["project"], line["chain"]) == (f"'{formula}",) * 3

    @pytest.mark.parametrize("title", ["Dig = good", "a-b", "'quoted", "3 + 4", " =1"])
    def test_leaves_other_text_alone(self, title, ann):
        work = make_work(user=ann, at=AUGUST)
        change(work, title=title)

        assert lines(september(ann))[0]["title"] == title


# What the report itself says around a title.
FRAME = {
    "Report: Sept. 1, 2026 – Sept. 30, 2026",
    "Open (1)",
    "Dig",
    "2026",
    "1 open",
    "All together: 2 open",
}


def _shown(token):
    """The text that a reader sees; what is no text shows as its name."""
    plain = {"text", "text_special", "strong_open", "strong_close", "em_open", "em_close"}
    return "".join(child.content if child.type in plain else f"<{child.type}>" for child in token.children)


MAIL = """\
# Report: Sept. 1, 2026 – Sept. 30, 2026

## 2026

Open (1)

- Plan

**Garden**

Finished (3)

- Dig (done September 2)
- Water ×2 (done September 4)

Overdue (1)

- Seeds (due September 10)

*3 finished, 1 overdue, 1 open*

## Flat

Put off (1)

- Paint (due October 20)

*1 put off*

## Without a project

Cancelled (1)

- Sweep (cancelled September 9)

*1 cancelled*

---

**All together: 3 finished, 1 overdue, 1 put off, 1 open, 1 cancelled**
"""


def _sheet(planted):
    ids = {title: work.pk for title, work in planted.items()}
    water = " ".join(str(pk) for pk in sorted(Work.objects.filter(title="Water").values_list("pk", flat=True)))
    return [
        "project,chain,section,title,times,status,priority,my_job,starts_on,deadline_on,ended_on,slipped,works",
        f"2026,2026,open,Plan,1,TODO,NONE,false,2026-09-01,,,false,{ids['Plan']}",
        f"2026,2026 › Garden,finished,Dig,1,DONE,HIGH,false,,,2026-09-02,false,{ids['Dig']}",
        f"2026,2026 › Garden,finished,Water,2,DONE,NONE,false,,,2026-09-04,false,{water}",
        f"2026,2026 › Garden,overdue,Seeds,1,TODO,NONE,true,,2026-09-10,,false,{ids['Seeds']}",
        f"Flat,Flat,slipped,Paint,1,TODO,NONE,false,,2026-10-20,,true,{ids['Paint']}",
        f",,cancelled,Sweep,1,CANCELLED,NONE,false,,,2026-09-09,false,{ids['Sweep']}",
    ]
