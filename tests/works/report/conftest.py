"""Known works and titles that need escaping, for the formats of reports."""

from datetime import date
from random import Random

import pytest

from tests.makers import make_ancestors, make_category, make_finished_work, make_recurring_work, make_work
from tests.works.report.reports import AUGUST, change, local, made_by
from works.choices import Priority, Status
from works.models import Work

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
        category = make_ancestors(user=ann, names=[f"Root {number}", "Child"])[number % 2] if number % 5 == 0 else None
        work = make_work(user=ann, category=category, at=AUGUST)
        done = {"current_status": Status.DONE, "end_at": local("09-02 12:00")}
        change(work, title=text, **[{}, {"deadline_on": date(2026, 9, 4)}, done][number % 3])
        if category:
            type(category).objects.with_ids([category.pk]).update(name=text)
    return ann


@pytest.fixture
def planted(ann):
    """Works of every section in two projects and without a category, by title."""
    root, tree = make_ancestors(user=ann, names=["2026", "Garden"])
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
