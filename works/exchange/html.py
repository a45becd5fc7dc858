"""Turn the HTML of other tools' notes into Markdown: paragraphs, lists, check boxes, links, bold, italic and code. Pure.

The cost is linear in the length of the HTML, whatever it is. Nothing is fetched: an image becomes a link to it.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~", "code": "`"}
HEADINGS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "h5": "##### ", "h6": "###### "}
BLOCKS = {"p", "div", "section", "article", "header", "footer", "table", "thead", "tbody", "dl", "dt", "dd", "label"}
LISTS = {"ul", "ol"}
HIDDEN = {"script", "style", "head", "title", "template", "noscript"}
# Deeper lists and quotations are written as if they were this deep: the indentation of each line stays bounded.
DEEPEST = 6
INDENT = 3 * " "
# What a link may lead to. A link of another kind is written as text.
LINKS = ("https://", "http://", "mailto:")

_LOOKS_LIKE_HTML = re.compile(r"</?[a-z][a-z0-9-]*[\s/>]|&(?:[a-z]{2,8}|#\d{1,7});", re.IGNORECASE)
_TAG_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9-]*")
_OUTSIDE_QUOTES = re.compile(r"[^\"'>]*+")
_ATTRIBUTE = re.compile(r"([^\s\"'>/=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]++)))?")
_SPACES = re.compile(r"\s+")


def markdown(text: str) -> str:
    """Return the HTML as Markdown; text without tags and entities as it is."""
    if not _LOOKS_LIKE_HTML.search(text):
        return text.strip()
    writer = _Writer()
    for token in _tokens(text):
        if isinstance(token, str):
            writer.write(token)
        else:
            writer.tag(token)
    return writer.finished()


@dataclass
class _Tag:
    name: str
    attributes: dict[str, str]
    closes: bool = False


def _tokens(text: str) -> Iterator[str | _Tag]:
    """Yield texts and tags. Each character is looked at once; what a tag or comment leaves open is text to the end."""
    position = 0
    while (opening := text.find("<", position)) != -1:
        yield _plain(text[position:opening])
        end = _end_of_markup(text, opening)
        if end == opening:
            yield "<"
            position = opening + 1
            continue
        if end == -1:
            yield _plain(text[opening:])
            return
        position = end
        if name := _TAG_NAME.match(text, opening + 1):
            tag = _tag(name[0], text[name.end() : end - 1])
            yield tag
            if tag.name in HIDDEN and not tag.closes:
                closing = re.compile(rf"</{tag.name}\b", re.IGNORECASE).search(text, end)
                position = closing.start() if closing else len(text)
    yield _plain(text[position:])


def _end_of_markup(text: str, opening: int) -> int:
    """Return where the tag or comment that may begin at `opening` ends; `opening` if none does, -1 if it has no end."""
    if text.startswith("<!--", opening):
        end = text.find("-->", opening + 4)
        return end + 3 if end != -1 else -1
    if text.startswith(("<!", "<?"), opening):
        end = text.find(">", opening)
        return end + 1 if end != -1 else -1
    name = _TAG_NAME.match(text, opening + 1)
    if not name:
        return opening
    position = name.end()
    while found := _OUTSIDE_QUOTES.match(text, position):
        position = found.end()
        if position >= len(text):
            return -1
        if text[position] == ">":
            return position + 1
        closing = text.find(text[position], position + 1)
        if closing == -1:
            return -1
        position = closing + 1
    return -1


def _tag(name: str, rest: str) -> _Tag:
    attributes = {}
    for found in _ATTRIBUTE.finditer(rest):
        attributes[found[1].lower()] = _plain(found[2] or found[3] or found[4] or "")
    return _Tag(name.lstrip("/").lower(), attributes, closes=name.startswith("/"))


def _plain(text: str) -> str:
    try:
        return entities.unescape(text)
    except ValueError:  # a character reference with more than 4,300 digits
        return text


@dataclass
class _Writer:
    """Collects the inline text of a block, then writes the block with the prefix of its list or quotation."""

    # The blocks, and of each whether the next one follows on the next line.
    blocks: list[tuple[str, bool]] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    # Of each open mark or link: its name, its address, and where in `inline` it begins.
    open: list[tuple[str, str, int]] = field(default_factory=list)
    # Of each open list: the number of its last item, None where the items have none.
    lists: list[int | None] = field(default_factory=list)
    quotes: int = 0
    marker: str = ""
    heading: str = ""
    is_preformatted: bool = False

    def write(self, text: str) -> None:
        if self.is_preformatted:
            self.inline.append(text)
        elif text:
            self.inline.append(_SPACES.sub(" ", text))

    def tag(self, tag: _Tag) -> None:
        name = tag.name
        if name in MARKS or name == "a":
            if not self.is_preformatted:
                self._mark(tag)
        elif name == "br":
            self.inline.append("\n")
        elif name == "img":
            self.inline.append(_link(tag.attributes.get("alt", "") or "image", tag.attributes.get("src", "")))
        elif name == "input" and tag.attributes.get("type") == "checkbox" and self.marker:
            self.marker = _check_box("checked" in tag.attributes or self.marker == _check_box(is_ticked=True))
        elif name in ("td", "th") and not tag.closes and any(part.strip() for part in self.inline):
            self.inline.append(" | ")
        else:
            self._block(tag)

    def finished(self) -> str:
        self._flush()
        written = [block + ("\n" if is_tight else "\n\n") for block, is_tight in self.blocks]
        return "".join(written).strip("\n")

    def _block(self, tag: _Tag) -> None:
        name, opens = tag.name, not tag.closes
        if name == "pre":
            self._flush()
            self.is_preformatted = opens
        elif name in LISTS:
            self._flush()
            self._list(opens=opens, is_numbered=name == "ol")
        elif name == "li":
            self._flush()
            self.marker = self._marker(tag) if opens else ""
        elif name in HEADINGS:
            self._flush()
            self.heading = HEADINGS[name] if opens else ""
        elif name == "blockquote":
            self._flush()
            self.quotes = max(self.quotes + (1 if opens else -1), 0)
        elif name == "hr":
            self._flush()
            self.blocks.append(("---", False))
        elif name in BLOCKS or name == "tr":
            self._flush(is_tight=name == "tr")
            if name == "table":
                self._end_of_tight_blocks()

    def _list(self, *, opens: bool, is_numbered: bool) -> None:
        self.marker = ""
        if opens:
            self.lists.append(0 if is_numbered else None)
        elif self.lists:
            self.lists.pop()
            if not self.lists:
                self._end_of_tight_blocks()

    def _end_of_tight_blocks(self) -> None:
        if self.blocks:
            self.blocks[-1] = (self.blocks[-1][0], False)

    def _marker(self, tag: _Tag) -> str:
        if tag.attributes.get("data-type") == "taskItem" or "data-checked" in tag.attributes:
            return _check_box(tag.attributes.get("data-checked") == "true")
        if not self.lists or self.lists[-1] is None:
            return "- "
        self.lists[-1] += 1
        return f"{self.lists[-1]}. "

    def _mark(self, tag: _Tag) -> None:
        is_open = any(tag.name == name for name, _address, _start in self.open)
        if not tag.closes and not is_open:
            self.open.append((tag.name, tag.attributes.get("href", ""), len(self.inline)))
        elif tag.closes and is_open:
            while self._close() != tag.name:
                pass

    def _close(self) -> str:
        """Write the innermost open mark around the text since it was opened, and return its name."""
        name, address, start = self.open.pop()
        text = "".join(self.inline[start:])
        inner = text.strip()
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        if name == "a":
            self.inline[start:] = [before, _link(inner, address), after]
        elif inner:
            self.inline[start:] = [before, MARKS[name], inner, MARKS[name], after]
        return name

    def _flush(self, *, is_tight: bool = False) -> None:
        """Write the block that has been collected; marks that are open go on in the next one."""
        going_on = [(name, address, 0) for name, address, _start in self.open]
        while self.open:
            self._close()
        self.open = going_on
        text, self.inline = "".join(self.inline), []
        if self.is_preformatted:
            text = "```\n" + text.strip("\n").replace("```", "'''") + "\n```" if text.strip() else ""
        else:
            text = "\n".join(line.strip() for line in text.strip().split("\n"))
        if text:
            self._add(text, is_tight=is_tight or bool(self.lists))

    def _add(self, text: str, *, is_tight: bool) -> None:
        depth = min(len(self.lists), DEEPEST)
        indent = INDENT * (depth - 1 if self.marker else depth)
        first = indent + (self.marker or self.heading)
        following = INDENT * depth
        quote = "> " * min(self.quotes, DEEPEST)
        lines = text.split("\n")
        written = [f"{quote}{first}{lines[0]}", *(f"{quote}{following}{line}".rstrip() for line in lines[1:])]
        self.blocks.append(("\n".join(written), is_tight))
        self.marker = ""


def _check_box(is_ticked: bool) -> str:  # noqa: FBT001
    return "- [x] " if is_ticked else "- [ ] "


def _link(text: str, address: str) -> str:
    """Return a link in Markdown; only the text where the address cannot be followed."""
    address = "".join(address.split())
    if not address.lower().startswith(LINKS):
        return text
    if text in ("", address) and not re.search(r"[()<>\[\]]", address):
        return address
    shown = text.replace("[", "(").replace("]", ")").replace("\n", " ") or address
    return f"[{shown}](<{address}>)" if re.search(r"[()]", address) else f"[{shown}]({address})"
