"""Notes in Markdown (CommonMark with tables, strikethrough and task lists) as safe HTML.

Raw HTML stays text, and what the parser makes is sanitized. Pictures are not shown: to load one would report to its
server that the note was read.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html import escape
from typing import Any, NamedTuple, cast

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from mdit_py_plugins.tasklists import tasklists_plugin

from wheelbarrow.core.text import LONGEST_NOTE

TAGS = set(
    "p br hr strong em s code pre blockquote ul ol li a h3 h4 h5 h6 table thead tbody tr th td input".split()  # noqa: SIM905
)
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "input": {"value", "aria-label", "checked"}}
ONLY_VALUES = {"input": {"type": {"checkbox"}}}
SCHEMES = {"http", "https", "mailto"}
# A page has one h1, and the section of the notes an h2.
HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}
# What the sanitizer leaves of a check box; nothing else in its answer can look so, since text has no "<".
_box = re.compile(r'<input type="checkbox" value="(\d+)" aria-label="([^"]*)"( checked="")?>')


class Note(NamedTuple):
    """A rendered note, and how many of its check boxes are ticked."""

    html: SafeString
    done: int
    checks: int


def render(text: str, *, checklist: str = "") -> Note:
    """Render a note. `checklist` is the address below which `<line>/` ticks the box of a line; without it none can be.

    The buttons of the boxes belong to a form with the id `checks`. A note longer than may be written is shown as it is.
    """
    if len(text) > LONGEST_NOTE:
        return Note(mark_safe(linebreaks(text, autoescape=True)), 0, 0)
    html = nh3.clean(
        _parser().render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        tag_attribute_values=ONLY_VALUES,
        url_schemes=SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
    boxes = _box.findall(html)
    done = sum(1 for *_rest, checked in boxes if checked)
    return Note(mark_safe(_box.sub(lambda box: _control(box, checklist), html)), done, len(boxes))


def _control(box: re.Match[str], checklist: str) -> str:
    """Return the button that ticks, or a mark; both attributes of the box are escaped already."""
    line, name, is_checked = box[1], box[2], "true" if box[3] else "false"
    state = f'role="checkbox" aria-checked="{is_checked}" aria-label="{name}"'
    if not checklist:
        return f'<span class="box" {state} aria-disabled="true"></span>'
    return (
        f'<button type="submit" form="checks" formaction="{escape(checklist)}{line}/" id="check-{line}" '
        f'class="box" {state}></button>'
    )


class _KoreanEmphasis(StateInline):
    """Emphasis beside punctuation: CommonMark takes no `**` of `**“굵게”**이다` for its end, since a letter follows.

    Languages without spaces between words and particles need that: it may end before such a letter, and begin after one.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: FBT001  of markdown-it
        found = super().scanDelims(start, canSplitWord)
        before, after = self.src[start - 1 : start], self.src[start + found.length : start + found.length + 1]
        if not canSplitWord or not before.strip() or not after.strip():
            return found
        ends = _is_wide_letter(after) and unicodedata.category(before) not in ("Ps", "Pi")
        begins = _is_wide_letter(before) and unicodedata.category(after) not in ("Pe", "Pf")
        return Scanned(found.can_open or begins, found.can_close or ends, found.length)


def _is_wide_letter(character: str) -> bool:
    """Whether it is a letter of Korean, Chinese or Japanese."""
    return unicodedata.east_asian_width(character) in "WF" and character.isalpha()


class _Inline(ParserInline):
    """The parser of a paragraph, with that emphasis."""

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _KoreanEmphasis(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


@cache
def _parser() -> MarkdownIt:
    parser: Any = MarkdownIt()
    parser.inline = _Inline()
    parser.configure("commonmark", {"html": False, "linkify": True, "breaks": True})
    parser.enable(["table", "strikethrough", "linkify"]).disable("image").use(tasklists_plugin)
    # Names of files such as plan.md are no addresses.
    cast(Any, parser.linkify).set({"fuzzy_link": False})
    parser.core.ruler.push("lines_of_boxes", _number_boxes)
    return cast(MarkdownIt, parser)


def _number_boxes(state: StateCore) -> None:
    """Give each check box its line in the text, counted from 1, and each heading its level on the page."""
    for token, following in zip(state.tokens, [*state.tokens[2:], None, None], strict=False):
        token.tag = HEADINGS.get(token.tag, token.tag)
        if token.type != "list_item_open" or "task-list-item" not in str(token.attrGet("class")) or not following:
            continue
        box = (following.children or [])[0]
        checked = ' checked=""' if "checked=" in box.content else ""
        name = escape(following.content.strip()[:100] or _("empty"))
        line = following.map[0] + 1 if following.map else 0
        box.content = f'<input type="checkbox" value="{line}" aria-label="{name}"{checked}>'
