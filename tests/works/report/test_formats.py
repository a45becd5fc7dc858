"""The three formats of one report: they say the same, whatever its titles and names are.

What each says is in tests/works/report/test_report_formats.py.
"""

import csv
import io
import json
from datetime import date
from random import Random

import pytest
from django.utils import translation
from markdown_it import MarkdownIt

from tests.makers import make_category, make_chain, make_finished_work, make_recurring_work, make_work
from tests.works.report.reports import AUGUST, change, local, made_by, read, september
from works.choices import Status
from works.models import Work
from works.report import as_csv, as_json, as_markdown
from works.report.reading import SECTIONS

# What some reader takes for its own: Markdown, HTML, a spreadsheet, a line.
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
]


@pytest.fixture(params=range(3))
def nasty(request, ann):
    """Titles and names in every section that the formats may stumble over."""
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


def markdown(report):
    return "".join(as_markdown.write(report))


def sheet(report):
    """The rows of the CSV as dicts."""
    text = "".join(as_csv.write(report))
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def entries_of(report):
    """(section, entry) in the order of the report."""
    return [
        (section, entry) for told in read(report) for section in SECTIONS for entry in told.sections.get(section, [])
    ]


class TestJson:
    def test_is_what_was_read(self, nasty):
        report = september(nasty)

        found = json.loads("".join(as_json.write(report)))

        for project, (root, groups) in zip(found["projects"], report.projects(), strict=True):
            assert project["root"] == (root and {"id": root.id, "name": root.name})
            for chain, group in zip(project["chains"], groups, strict=True):
                assert chain["chain"] == [link._asdict() for link in group.chain]
                assert {name: [entry["works"] for entry in chain[name]] for name in SECTIONS} == (
                    {name: [entry.works for entry in group.sections[name]] for name in SECTIONS}
                )
        told = [
            (section, entry)
            for project in found["projects"]
            for chain in project["chains"]
            for section in SECTIONS
            for entry in chain[section]
        ]
        assert [(section, entry["title"], entry["times"]) for section, entry in told] == (
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

    def test_of_nothing_says_so_in_korean(self, ann):
        with translation.override("ko"):
            text = markdown(september(ann))

        assert len(text.splitlines()) == 3
        assert not [letter for letter in text if letter.isascii() and letter.isalpha()], text


class TestCsv:
    def test_is_what_was_read(self, nasty):
        report = september(nasty)

        rows = sheet(report)

        assert [(row["section"], row["times"], row["works"]) for row in rows] == (
            [(section, str(entry.times), " ".join(map(str, entry.works))) for section, entry in entries_of(report)]
        )
        titles = [row["title"] for row in rows]
        assert titles == [_text(entry.title) for _section, entry in entries_of(report)]

    def test_begins_no_cell_with_what_a_spreadsheet_runs(self, nasty):
        cells = [cell for row in sheet(september(nasty)) for cell in row.values()]

        assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
        assert any(cell.startswith("'=") for cell in cells)

    def test_has_one_header_and_one_mark(self, nasty):
        text = "".join(as_csv.write(september(nasty)))

        assert text.startswith("\ufeffproject,chain,section,title,times,")
        assert (text.count("\ufeff"), text.count("project,chain")) == (1, 1)

    def test_counts_as_many_works_as_the_json(self, nasty):
        totals = json.loads("".join(as_json.write(september(nasty))))["totals"]

        counted = dict.fromkeys(SECTIONS, 0)
        for row in sheet(september(nasty)):
            counted[row["section"]] += int(row["times"])

        assert counted == totals

    def test_names_the_project_and_the_whole_chain(self, ann):
        leaf = make_chain(user=ann, names=["2026", "House, old", 'The "tree"'])[-1]
        make_work(user=ann, category=leaf, at=AUGUST)
        make_work(user=ann, category=make_category(user=ann, name="Flat"), at=AUGUST)

        found = [(row["project"], row["chain"]) for row in sheet(september(ann))]

        assert found == [("2026", '2026 › House, old › The "tree"'), ("Flat", "Flat")]


def _drained(report):
    return [(root, list(groups)) for root, groups in report.projects()]


def _text(title):
    return f"'{title}" if title[:1] in {"=", "+", "-", "@", "\t", "\r"} else title
