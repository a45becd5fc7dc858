"""The controls of pages: what makes two of them the same, and the order in which the crawler operates them."""

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from tests.makers import TODOIST

CONTROLS = (
    "button, input[type=submit], summary, [role=button], [role=combobox], a[href='#'],"
    " a.related-widget-wrapper-link[href], .actions select[name=action] option:not([value=''])"
)
# What a person may write into an empty field, by the type or the class of the field; a file is one of Todoist.
WORDS = {
    "text": "Example", "textarea": "Example", "email": "new@example.org", "password": "correct horse battery",
    "number": "1", "date": "2026-09-02", "vDateField": "2026-09-02", "time": "09:00", "vTimeField": "09:00",
    "file": TODOIST.format(title="Example"),
}  # fmt: skip
# The page is another one when it was loaded, or when htmx has put parts of the next one into it.
MARK_PAGE = """() => {
    const page = document.documentElement;
    page.dataset.old = '';
    document.addEventListener('htmx:afterSettle', ({detail}) => {
        if (['main', 'dialog-body'].includes(detail.target?.id)) delete page.dataset.old;
    });
}"""
# Menus that reading the page has opened would cover the control.
CLOSE_OTHERS = """element => document.querySelectorAll('details').forEach(details => {
    details.open = details.contains(element) && details.querySelector('summary') !== element;
})"""
READ_PAGE, FILL_FORM = (Path(__file__).with_name(name).read_text() for name in ("read_page.js", "fill_form.js"))

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
    """A control, by its key. The empty fields of its form may be filled in first, or those that were refused corrected."""

    key: str
    fills: bool = False
    corrects: bool = False


def rank(press):
    """When to operate a control: what ends the account is the last of all."""
    order = (press.fills and CLOSES_ACCOUNT, ENDS, REMOVES)
    return next((3 - n for n, pattern in enumerate(order) if pattern and pattern.search(press.key)), 0)
