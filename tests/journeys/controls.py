"""The controls of pages: what makes two of them the same, and the order in which the crawler operates them."""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

REMOVES = re.compile(r"delete|purge|remove|deactivate|danger|end_|\bend\b", re.IGNORECASE)
# What ends the session, or takes every row of a list at once.
ENDS = re.compile(r"log_?out|password|end_sessions|settings/sessions/ POST|trash/empty", re.IGNORECASE)
CLOSES_ACCOUNT = re.compile(r"auth/me/ .*DELETE")


def kind_of(url):
    """The address without its ids, with only the names of its query."""
    parts = urlsplit(url)
    path = re.sub(r"(?<=/)(\d+|[0-9a-f-]{32,36}|\d{4}-W?\d\d)(?=/|$)", "{id}", parts.path)
    names = sorted({name for name, _value in parse_qsl(parts.query, keep_blank_values=True)})
    return path + ("?" + "&".join(names) if names else "")


def key_of(control, url):
    """What makes two controls the same: the kind of page, the form, the name or the text."""
    place = "every page" if control["isShared"] else kind_of(url).split("?")[0]
    value = re.sub(r"(?<=/)\d+(?=/)|^\d+$", "{id}", control["value"] if control["name"] or control["isOption"] else "")
    text = "" if control["name"] or control["css"] else re.sub(r"\d+", "#", control["text"])
    form = f"{kind_of(control['to'])} {control['method']}" if control["to"] else ""
    return " ".join(filter(None, (place, control["tag"], control["name"], value, control["css"], text, form)))


class Press(NamedTuple):
    """A control, by its key; the empty fields of its form may be filled in first."""

    key: str
    fills: bool = False


def rank(press):
    """When to operate a control: what ends the account is the last of all."""
    order = (press.fills and CLOSES_ACCOUNT, ENDS, REMOVES)
    return next((3 - n for n, pattern in enumerate(order) if pattern and pattern.search(press.key)), 0)
