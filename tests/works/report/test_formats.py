"""A report as JSON, Markdown and CSV: one known report, and properties of titles and names that need escaping."""

import csv
import io
import json
from datetime import date
from random import Random

import pytest
from django.utils import translation
from markdown_it import MarkdownIt

from tests.makers import make_category, make_chain, make_finished_work, make_recurring_work, make_user, make_work
from tests.works.report.reports import AUGUST, change, days, local, made_by, read, september
from works.choices import Priority, Status
from works.models import Work
from works.report import as_csv, as_json, as_markdown
from works.report.reading import SECTIONS, Report

# Text with a meaning in Markdown, HTML, a spreadsheet or a line.
PIECES = [
    *"#-+*_`~[](){}<>|!&;:=@'\"\\/.,1 9",
    "\n",
    "\r\n",
    "\t",
    "\u2028",
    "\u00a0",
    "```",
    "---",
    "1. ",
    "2) ",
    "- [ ] ",
    "](x)",
    "<b>",
    "&lt;",
    "정원",
    "가지 ",
    "é",
    "🌱",
]
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
    "# x",
    "- y",
    "1. z",
    "a*b_c`d`[e](f)<g>|h",
    "one\n\n# two\n- three\n\n```\nfour",
    "\n- first",
    "a\r\n===",
    "| a | b |\n|---|---|\n| c | d |",
    "=1+1",
    "@x,y;z",
    '"quoted", and so on',
    "Dig = good",
    "'quoted",
    " =1",
    "-cmd|' /C calc'!A0",
    "+1",
    "\t=1",
    "＝1",
]


@pytest.fixture(params=range(3))
def nasty(request, ann):
    """Titles and names in every section that need escaping."""
    rng = Random(request.param)
    texts = [*NASTY, *("x" + "".join(rng.choices(PIECES, k=rng.randrange(1, 12))) + "x" for _ in range(20))]
    texts += ["".join(rng.choices(PIECES[:30], k=rng.randrange(1, 8))) + "정원" for _ in range(20)]
    for number, text in enumerate(texts):
        category = make_chain(user=ann, names=[f"Root {number}", "Child"])[number % 2] if number % 5 == 0 else None
        work = make_work(user=ann, category=category, at=AUGUST)
        done = {"current_status": Status.DONE, "end_at": local("09-02 12:00")}
        change(work, title=text, **[{}, {"deadline_on": date(2026, 9, 4)}, done][number % 3])
        if category:
            type(category).objects.with_ids([category.pk]).update(name=text)
    return ann


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
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def entries_of(report):
    """(section, entry) in the order of the report."""
    return [
        (section, entry) for group in read(report) for section in SECTIONS for entry in group.sections.get(section, [])
    ]


class TestJson:
    def test_has_what_the_report_has(self, nasty):
        report = september(nasty)

        found = json.loads("".join(as_json.write(report)))

        for project, (root, groups) in zip(found["projects"], report.projects(), strict=True):
            assert project["root"] == (root and {"id": root.id, "name": root.name})
            for chain, group in zip(project["chains"], groups, strict=True):
                assert chain["chain"] == [link._asdict() for link in group.chain]
                assert {name: [entry["works"] for entry in chain[name]] for name in SECTIONS} == (
                    {name: [entry.works for entry in group.sections[name]] for name in SECTIONS}
                )
        found = [
            (section, entry)
            for project in found["projects"]
            for chain in project["chains"]
            for section in SECTIONS
            for entry in chain[section]
        ]
        assert [(section, entry["title"], entry["times"]) for section, entry in found] == (
            [(section, entry.title, entry.times) for section, entry in entries_of(report)]
        )

    def test_totals_of_projects_add_up_to_those_of_all(self, nasty):
        found = json.loads("".join(as_json.write(september(nasty))))

        for name in SECTIONS:
            of_projects = [project["totals"][name] for project in found["projects"]]
            listed = [
                entry["times"] for project in found["projects"] for chain in project["chains"] for entry in chain[name]
            ]
            assert sum(of_projects) == sum(listed) == found["totals"][name]
        assert sum(found["totals"].values()) == Work.objects.owned_by(nasty).count()

    def test_has_projects_chains_sections_and_totals(self, ann, planted):
        found = json.loads("".join(as_json.write(september(ann))))

        first, second, nowhere = found.pop("projects")
        assert found == {
            "start": "2026-09-01",
            "end": "2026-09-30",
            "as_filed": "now",
            "totals": {"finished": 3, "overdue": 1, "slipped": 1, "open": 1, "cancelled": 1},
            "labels": [],
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
                "labels": [],
            }
        ]
        assert [(entry["title"], entry["times"]) for entry in chain["finished"]] == [("Dig", 1), ("Water", 2)]
        assert chain["finished"][0]["end_at"] == "2026-09-02T14:30:00Z"
        assert found["projects"][1]["chains"][0]["slipped"][0]["slipped"] is True

    def test_of_nothing_has_no_projects(self, ann):
        found = json.loads("".join(as_json.write(september(ann, as_filed="then"))))

        assert found == {
            "start": "2026-09-01",
            "end": "2026-09-30",
            "as_filed": "then",
            "projects": [],
            "totals": {"finished": 0, "overdue": 0, "slipped": 0, "open": 0, "cancelled": 0},
            "labels": [],
        }


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
            title + {"finished": " (done September 2)", "overdue": " (due September 4)"}.get(section, "")
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
        tree = make_chain(user=ann, names=["2026", "정원"])[1]
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

        assert "- Dig (done September 2)\n" in markdown(september(user))

    def test_has_the_year_unless_the_whole_report_is_in_it(self, ann):
        make_work(user=ann, deadline_on=date(2025, 3, 1), at=AUGUST)

        assert "- Dig (due 2025-03-01)\n" in markdown(september(ann))
        whole = Report(ann, days("09-01")._replace(start=date(2025, 9, 1)), AUGUST)
        assert "- Dig (due 2025-03-01)\n" in markdown(whole)

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

    def test_names_the_project_and_the_whole_chain(self, ann):
        leaf = make_chain(user=ann, names=["2026", "House, old", 'The "tree"'])[-1]
        make_work(user=ann, category=leaf, at=AUGUST)
        make_work(user=ann, category=make_category(user=ann, name="Flat"), at=AUGUST)

        found = [(row["project"], row["chain"]) for row in lines(september(ann))]

        assert found == [("2026", '2026 › House, old › The "tree"'), ("Flat", "Flat")]

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
        "project,chain,section,title,times,status,priority,my_job,starts_on,deadline_on,ended_on,slipped,works,labels",
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
