"""Bodies and queries: strict types, no unknown names, texts in NFC."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from starlette.requests import Request

_not_of_a_line = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_not_of_a_note = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
MOST_MARKS = 30


def _composed(text: str) -> str:
    """NFC; more than 30 accents on one letter are refused first, which would take quadratic time to sort."""
    if text.isascii():
        return text
    if b"\1" * (MOST_MARKS + 1) in bytes(map(bool, map(unicodedata.combining, text))):
        raise ValueError("Use at most 30 accents on one letter.")
    return unicodedata.normalize("NFC", text)


def _line(text: str) -> str:
    if _not_of_a_line.search(text):
        raise ValueError("Write this on one line, without invisible characters.")
    return _composed(text)


def _note(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _not_of_a_note.search(text):
        raise ValueError("Remove the invisible characters.")
    return _composed(text)


Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(_line)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_line)]
Note = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_note)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Body = TypeVar("Body", bound="Strict")


class Strict(BaseModel):
    """Takes no unknown names and converts no types."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Query(BaseModel):
    """Takes no unknown names; what a query has is text."""

    model_config = ConfigDict(extra="forbid")


class EditWork(Strict):
    """The fields of a work that a PATCH may name."""

    title: Title = ""
    content: Note = ""
    category: Id | None = None
    priority: Literal["NONE", "LOW", "MEDIUM", "HIGH", "URGENT"] = "NONE"
    my_job: bool = False
    starts_on: Day | None = None
    deadline_on: Day | None = None
    deadline_time: time | None = None


class NewWork(EditWork):
    """A work to create."""

    title: Title


class Status(Strict):
    """The new status of a work."""

    status: Literal["TODO", "IN_PROGRESS", "UNDER_REVIEW", "REJECTED", "DONE", "CANCELLED"]


class Nothing(Strict):
    """A body without fields, which may be missing."""


class NewCategory(Strict):
    """A category to create."""

    name: Name
    content: Note = ""
    parent: Id | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None


class NoQuery(Query):
    """No parameters."""


class Page(Query):
    """A page of a list."""

    page: Annotated[int, Field(ge=1, le=999_999_999)] = 1
    page_size: Annotated[int, Field(ge=1, le=200)] = 50


class Branch(Page):
    """The works of a branch."""

    under: Id


class Period(Page):
    """The works finished from the first day to the last one."""

    start: Day
    end: Day

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.end < self.start:
            raise ValueError("The end is before the start.")
        return self


class Tree(Query):
    """Whether the nodes have totals."""

    summary: Literal["1", "0", "true", "false"] = "0"


async def body_of(request: Request, model: type[Body]) -> Body:
    """The body. Raises ValidationError."""
    return model.model_validate_json(await request.body() or b"{}")


def query_of(request: Request, model: type[Query]) -> Any:
    """The parameters, each given once. Raises ValidationError."""
    given = request.query_params
    values = {name: given.getlist(name) for name in given} if len(given) != len(given.multi_items()) else dict(given)
    return model.model_validate(values)
