"""The language of the search: text in, terms out. Pure; docs/decisions/0020-planning-pages.md has the grammar.

Everything that a person types is an expression: what cannot be read as a filter is a word, or a problem with a message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext as _

from wheelbarrow.core.text import CONTROLS, normalize

# Characters of an expression, words that count, and filters that count.
MAX_LENGTH, MAX_WORDS, MAX_FILTERS = 300, 10, 10


class Kind(StrEnum):
    """What a term is about. The value is the name of the filter."""

    WORD = "word"
    STATUS = "status"
    UNDER = "under"
    LABEL = "label"
    PRIORITY = "priority"
    DUE = "due"
    IS = "is"
    IN = "in"


class Due(NamedTuple):
    """A condition on the deadline. `sign` is < <= > >= or =; `day` is a date, or a word of DUE_WORDS."""

    sign: str
    day: date | str


@dataclass(frozen=True)
class Term:
    """One condition, all of which a result must meet. `source` is the condition as the person typed it.

    `values` are a word, statuses, priorities, the name of a label, part of a path, or what `is:` and `in:` name.
    """

    kind: Kind
    source: str
    values: tuple[str, ...] = ()
    due: Due | None = None
    is_excluded: bool = False


@dataclass(frozen=True)
class Query:
    """A parsed expression: its terms in order, and why the rest was left out."""

    terms: tuple[Term, ...] = ()
    problems: tuple[str, ...] = ()

    def of(self, kind: Kind) -> tuple[Term, ...]:
        """Return the terms of one kind."""
        return tuple(term for term in self.terms if term.kind is kind)

    @property
    def words(self) -> tuple[str, ...]:
        """The words that results contain."""
        return tuple(term.values[0] for term in self.of(Kind.WORD) if not term.is_excluded)

    @property
    def is_in_trash(self) -> bool:
        """Whether the trash is searched instead of live rows."""
        return bool(self.of(Kind.IN))


def _spellings(*rows: str) -> dict[str, str]:
    """Return the value by each spelling; a row is the value, then its other spellings."""
    return {spelling: row.split()[0] for row in rows for spelling in map(_plain, row.split())}


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]", "", normalize(text)).casefold()


NAMES = _spellings(
    "status 상태",
    "under in_project project category 분류 프로젝트 카테고리 아래",
    "label tag 라벨 태그",
    "priority 우선순위 중요도",
    "due deadline 마감 마감일 기한",
    "is 조건",
    "in 위치",
)
STATUSES = _spellings(
    "TODO 예정 할일",
    "IN_PROGRESS doing started 진행 진행중",
    "UNDER_REVIEW review 검토 검토중",
    "REJECTED 반려",
    "DONE finished 완료",
    "CANCELLED canceled 취소",
)
PRIORITIES = _spellings("NONE 없음", "LOW 낮음", "MEDIUM normal 보통", "HIGH 높음", "URGENT 긴급")
DUE_WORDS = _spellings(
    "today 오늘",
    "tomorrow 내일",
    "week this_week 이번주",
    "month this_month 이번달",
    "overdue late 지남 지연 마감지남",
    "none 없음",
    "any 있음",
)
IS_WORDS = _spellings(
    "open 미완료 열림",
    "closed 닫힘 종료",
    "done finished 완료",
    "overdue late 지남 지연 마감지남",
    "recurring 반복",
    "mine 내담당 담당",
    "waiting 대기",
    "unfiled 미분류",
)
IN_WORDS = _spellings("trash 휴지통")
# Words that name one day, so that they can be compared.
DAYS = ("today", "tomorrow")

# Quotation marks of other keyboards.
QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "＂": '"', "：": ":"})
TOKEN = re.compile(
    r'(?P<minus>-(?=\S))?(?:(?P<name>[^\W\d]\w*)(?P<sign>:|<=|>=|[<>=]))?(?:"(?P<quoted>[^"]*)"?|(?P<bare>\S*))'
)
ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})\.?", re.ASCII)


class _Problem(Exception):
    """Why a token is left out: a message for the person."""


def parse(text: str) -> Query:
    """Return the terms of an expression, and a message for each part that cannot be read. Raises nothing."""
    text = re.sub(f"[{CONTROLS}]", " ", normalize(text[: MAX_LENGTH + 1])).translate(QUOTES)
    terms: list[Term] = []
    problems: list[str] = []
    if len(text) > MAX_LENGTH:
        problems.append(_("Use at most {limit} characters.").format(limit=MAX_LENGTH))
    for token in TOKEN.finditer(text[:MAX_LENGTH]):
        try:
            term = _read(token)
        except _Problem as problem:
            problems.append(str(problem))
        else:
            if term is not None and term not in terms:
                terms.append(term)
    return _bounded(terms, problems)


def quoted(value: str) -> str:
    """Return a value as it is written in an expression."""
    value = value.translate(QUOTES).replace('"', "")
    return f'"{value}"' if re.search(r"\s", value) or not value else value


def rewrite(query: Query, filters: Mapping[Kind, Iterable[str]]) -> str:
    """Return the expression with the filters of these kinds, as they are written, instead of those that it has."""
    kept = [term.source for term in query.terms if term.kind not in filters or term.is_excluded]
    added = [
        f"{kind}{'' if kind is Kind.DUE and value[0] in '<>' else ':'}{value}"
        for kind, values in filters.items()
        for value in values
    ]
    return " ".join([*kept, *added])


def _bounded(terms: list[Term], problems: list[str]) -> Query:
    words = [term for term in terms if term.kind is Kind.WORD]
    filters = [term for term in terms if term.kind is not Kind.WORD]
    if len(words) > MAX_WORDS:
        problems.append(_("Use at most {limit} words.").format(limit=MAX_WORDS))
    if len(filters) > MAX_FILTERS:
        problems.append(_("Use at most {limit} filters.").format(limit=MAX_FILTERS))
    used = [*words[:MAX_WORDS], *filters[:MAX_FILTERS]]
    return Query(tuple(term for term in terms if term in used), tuple(dict.fromkeys(problems)))


def _read(token: re.Match[str]) -> Term | None:
    """Return the term of a token; None for one that says nothing. Raises _Problem."""
    is_quoted = token["quoted"] is not None
    source = f'{token[0]}"' if is_quoted and token.end("quoted") == token.end() else token[0]
    value = (token["quoted"] if is_quoted else token["bare"]) or ""
    excluded = token["minus"] is not None
    if token["name"] is None:
        return _word(source, value, excluded=excluded)
    kind = NAMES.get(_plain(token["name"]))
    if kind is None:
        if token["sign"] == ":" and (value or is_quoted) and not value.startswith("//"):
            message = _("There is no filter “{name}”. Put it in quotation marks to search for the text.")
            raise _Problem(message.format(name=token["name"]))
        text = source.removeprefix("-") if excluded else source
        return _word(source, text.replace('"', ""), excluded=excluded)
    if not value.strip():
        raise _Problem(_("Write a value after “{name}”.").format(name=f"{token['name']}{token['sign']}"))
    return _filter(Kind(kind), token, source, value.strip(), excluded=excluded)


def _word(source: str, value: str, *, excluded: bool) -> Term | None:
    value = value.strip()
    return Term(Kind.WORD, source, (value,), is_excluded=excluded) if value.strip("-") else None


def _filter(kind: Kind, token: re.Match[str], source: str, value: str, *, excluded: bool) -> Term:
    if kind is Kind.DUE:
        return Term(kind, source, due=_due(token["sign"], value), is_excluded=excluded)
    if token["sign"] not in (":", "="):
        message = _("“{sign}” compares deadlines only. Write {name}:{value}.")
        raise _Problem(message.format(sign=token["sign"], name=token["name"], value=value))
    return Term(kind, source, READERS[kind](value), is_excluded=excluded)


def _due(sign: str, value: str) -> Due:
    sign, day = "=" if sign == ":" else sign, _day(value)
    if day is None or (sign != "=" and day not in DAYS and not isinstance(day, date)):
        allowed = ", ".join(DAYS if sign != "=" else dict.fromkeys(DUE_WORDS.values()))
        message = _("“{value}” is no deadline. Write a day such as 2026-12-01, or one of: {allowed}.")
        raise _Problem(message.format(value=value, allowed=allowed))
    return Due(sign, day)


def _day(value: str) -> date | str | None:
    """Return the day, or the word for days; None for anything else."""
    if (word := DUE_WORDS.get(_plain(value))) is not None:
        return word
    if (written := ISO.fullmatch(value)) is None:
        return None
    try:
        return date(*map(int, written.groups()))
    except ValueError:
        return None


def _text(value: str) -> tuple[str, ...]:
    return (value,)


def _one_of(words: Mapping[str, str]) -> Callable[[str], tuple[str, ...]]:
    """Return a reader of values separated by commas, each of them one of the words."""

    def read(value: str) -> tuple[str, ...]:
        found = []
        for each in value.split(","):
            if (word := words.get(_plain(each))) is None:
                message = _("“{value}” is not possible here. Use one of: {allowed}.")
                allowed = ", ".join(dict.fromkeys(known.lower() for known in words.values()))
                raise _Problem(message.format(value=each, allowed=allowed))
            found.append(word)
        return tuple(dict.fromkeys(found))

    return read


READERS: dict[Kind, Callable[[str], tuple[str, ...]]] = {
    Kind.STATUS: _one_of(STATUSES),
    Kind.UNDER: _text,
    Kind.LABEL: _text,
    Kind.PRIORITY: _one_of(PRIORITIES),
    Kind.IS: _one_of(IS_WORDS),
    Kind.IN: _one_of(IN_WORDS),
}
