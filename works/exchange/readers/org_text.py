"""The text of an org file as Markdown. Pure."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

_link = re.compile(r"\[\[([^\[\]]+)\](?:\[([^\[\]]+)\])?\]")
_block = re.compile(r"[ \t]*#\+(begin|end)_(src|example)\b[ \t]*(\S*).*", re.IGNORECASE)
_box = re.compile(r"([ \t]*(?:[-+*]|[0-9]+[.)])[ \t]+)\[([ Xx-])\](?=[ \t]|$)")
# Org begins a comment so, Markdown a heading.
_comment = re.compile(r"([ \t]*)(#[ \t])")

SCHEMES = ("http://", "https://", "mailto:")


def markdown(rows: Sequence[str]) -> str:
    """Return the rows as Markdown: links, check boxes, and blocks of code; other marks stay as they are."""
    found: list[str] = []
    is_code = False
    for row in textwrap.dedent("\n".join(rows)).split("\n"):
        if block := _block.fullmatch(row):
            is_code = block[1].lower() == "begin"
            found.append(f"```{block[3] if is_code and block[2].lower() == 'src' else ''}")
        elif is_code:
            found.append(row)
        else:
            row = _comment.sub(r"\1\\\2", row, count=1) if _comment.match(row) else row
            found.append(_link.sub(_linked, _box.sub(_boxed, row, count=1)))
    return "\n".join(row.rstrip() for row in found).strip("\n")


def without_links(text: str) -> tuple[str, str]:
    """Return a title with the text of its links alone, and the links as Markdown."""
    links = [_linked(found) for found in _link.finditer(text)]
    return _link.sub(lambda found: found[2] or found[1], text), "\n".join(links)


def _linked(found: re.Match[str]) -> str:
    target, text = found[1].strip(), found[2]
    if target.lower().startswith(SCHEMES):
        # A space or a bracket would end the address.
        address = re.sub(r"[\s()<>]", lambda mark: "".join(f"%{byte:02X}" for byte in mark[0].encode()), target)
        return f"[{text}]({address})" if text else f"<{address}>"
    # A file, an id or a heading: nothing that a link here could lead to.
    return f"{text} ({target})" if text else target.lstrip("*#")


def _boxed(found: re.Match[str]) -> str:
    return f"{found[1]}[{'x' if found[2] in 'Xx' else ' '}]"
