"""The language of the search, by a corpus and by any text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from works.choices import Priority, Status
from works.search import (
    MAX_FILTERS,
    MAX_LENGTH,
    MAX_WORDS,
    PRIORITIES,
    STATUSES,
    Due,
    Kind,
    parse,
    quoted,
    rewrite,
)

# text → (kind, values or deadline), with a minus before an excluded one
CORPUS = {
    "report": ["word report"],
    "보고서  초안": ["word 보고서", "word 초안"],
    '"주간 보고"': ["word 주간 보고"],
    "“주간 보고”": ["word 주간 보고"],
    '-초안 -"두 번째"': ["-word 초안", "-word 두 번째"],
    '"not closed': ["word not closed"],
    "-": [],
    '-- "" -""': [],
    "10:30 http://example.org/a?b=c a<b x=1": ["word 10:30", "word http://example.org/a?b=c", "word a<b", "word x=1"],
    "c++ #tag 50%": ["word c++", "word #tag", "word 50%"],
    "status:done": ["status DONE"],
    "STATUS:Done": ["status DONE"],
    "status:todo,in-progress": ["status TODO IN_PROGRESS"],
    "status:todo,todo": ["status TODO"],
    "-status:done": ["-status DONE"],
    "status=done": ["status DONE"],
    "상태:완료": ["status DONE"],
    '상태:"진행 중"': ["status IN_PROGRESS"],
    "상태：검토중": ["status UNDER_REVIEW"],
    "under:2026/Garden": ["under 2026/Garden"],
    'under:"My garden"': ["under My garden"],
    "분류:텃밭 프로젝트:집": ["under 텃밭", "under 집"],
    "label:phone 라벨:전화": ["label phone", "label 전화"],
    "priority:high,urgent 우선순위:긴급": ["priority HIGH URGENT", "priority URGENT"],
    "due:today 마감:오늘": ["due = today", "due = today"],
    "due<2026-12-01": ["due < 2026-12-01"],
    "due<=2026.12.1 due>=2026/12/01 due>2026-01-31 due=2026-02-28": [
        "due <= 2026-12-01",
        "due >= 2026-12-01",
        "due > 2026-01-31",
        "due = 2026-02-28",
    ],
    "due<tomorrow due>=내일": ["due < tomorrow", "due >= tomorrow"],
    "due:week due:this-week 마감:이번주": ["due = week", "due = week", "due = week"],
    "due:overdue due:none due:any due:month": ["due = overdue", "due = none", "due = any", "due = month"],
    "is:open is:done is:overdue": ["is open", "is done", "is overdue"],
    "is:recurring,waiting is:unfiled": ["is recurring waiting", "is unfiled"],
    "조건:미완료 조건:반복 조건:미분류": ["is open", "is recurring", "is unfiled"],
    "in:trash 위치:휴지통": ["in trash", "in trash"],
    "report report": ["word report"],
    "tab\tand\u2028line\x00s": ["word tab", "word and", "word line", "word s"],
}
# text → part of the message
PROBLEMS = {
    "foo:bar": "There is no filter “foo”",
    "제목:보고서": "There is no filter “제목”",
    "status:": "Write a value after “status:”",
    'label:""': "Write a value after “label:”",
    "status:finnished": "“finnished” is not possible here. Use one of: todo, in_progress",
    "status:done,": "“” is not possible here",
    "priority:1": "Use one of: none, low, medium, high, urgent",
    "is:blue": "Use one of: open, closed, done, overdue, recurring, mine, waiting, unfiled",
    "in:inbox": "Use one of: trash",
    "due:2026-13-01": "Write a day such as 2026-12-01, or one of: today, tomorrow, week",
    "due:soon": "“soon” is no deadline",
    "due<week": "or one of: today, tomorrow.",
    "status<done": "“<” compares deadlines only. Write status:done.",
    "x" * (MAX_LENGTH + 1): f"Use at most {MAX_LENGTH} characters",
    " ".join(f"w{n}" for n in range(MAX_WORDS + 1)): f"Use at most {MAX_WORDS} words",
    " ".join(f"label:w{n}" for n in range(MAX_FILTERS + 1)): f"Use at most {MAX_FILTERS} filters",
}


def written(term):
    value = f"{term.due.sign} {term.due.day}" if term.due else " ".join(term.values)
    return f"{'-' if term.is_excluded else ''}{term.kind} {value}"


class TestParse:
    @pytest.mark.parametrize("text", CORPUS)
    def test_reads(self, text):
        query = parse(text)

        assert [written(term) for term in query.terms] == CORPUS[text]
        assert query.problems == ()

    @pytest.mark.parametrize("text", PROBLEMS)
    def test_describes_what_it_cannot_read(self, text):
        query = parse(text)

        assert any(PROBLEMS[text] in problem for problem in query.problems), query.problems

    def test_keeps_what_is_beside_a_problem(self):
        assert [written(term) for term in parse("report foo:bar is:open").terms] == ["word report", "is open"]

    def test_composes_decomposed_letters(self):
        assert parse("\u1107\u1169\u1100\u1169").words == ("보고",)

    def test_reads_a_day_as_a_date(self):
        assert parse("due<2026-12-01").terms[0].due == Due("<", date(2026, 12, 1))

    @given(st.text(alphabet=st.sampled_from('abc:<>=-" ,“：/상태하due.0123\n') | st.characters(), max_size=80))
    def test_raises_nothing_and_is_bounded(self, text):
        query = parse(text)

        assert len(query.of(Kind.WORD)) <= MAX_WORDS
        assert len(query.terms) <= MAX_WORDS + MAX_FILTERS
        assert all("\x00" not in value for term in query.terms for value in term.values)

    @given(st.text(max_size=400))
    def test_of_any_text_raises_nothing(self, text):
        parse(text)


class TestRewrite:
    def test_replaces_the_filters_of_a_kind(self):
        query = parse("보고서 status:done -status:todo is:open")

        assert rewrite(query, {Kind.STATUS: ["cancelled"], Kind.DUE: ["<2026-12-01"]}) == (
            "보고서 -status:todo is:open status:cancelled due<2026-12-01"
        )

    @given(st.text(alphabet=st.sampled_from('abc:<>=-" ,“：/상태due.0123'), max_size=60))
    def test_keeps_the_terms(self, text):
        query = parse(text)

        again = parse(rewrite(query, {}))

        assert [written(term) for term in again.terms] == [written(term) for term in query.terms]
        assert again.problems == ()

    @given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=40))
    def test_writes_any_name_as_one_value(self, name):
        text = rewrite(parse("is:open"), {Kind.LABEL: [quoted(name)]})

        query = parse(text)

        assert len(query.terms) + len(query.problems) == 2


class TestTables:
    def test_have_each_choice(self):
        assert set(STATUSES.values()) == set(Status)
        assert set(PRIORITIES.values()) == set(Priority)
