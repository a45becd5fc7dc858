"""Pages as a person without JavaScript uses them, by Django's test client: read one, press a button, fill in a form."""

from html.parser import HTMLParser
from urllib.parse import urljoin

from django.http import QueryDict

VOID = {"input", "meta", "link", "img", "br", "hr", "use", "path", "circle", "rect", "line"}


class Element:
    """An element with its attributes and text."""

    def __init__(self, tag, attrs, ancestors):
        self.tag, self.attrs, self.ancestors, self.parts = tag, dict(attrs), ancestors, []

    @property
    def form(self):
        """The form that it is in."""
        return next((element for element in reversed(self.ancestors) if element.tag == "form"), None)

    def __getitem__(self, name):
        return self.attrs.get(name)

    @property
    def text(self):
        """Its text, with single blanks."""
        return " ".join("".join(self.parts).split())


class Page(HTMLParser):
    """The answer to a request, parsed. `main` is the text of the page without navigation and toasts."""

    def __init__(self, client, response):
        super().__init__()
        self.client, self.response, self.status = client, response, response.status_code
        self.url = response.wsgi_request.get_full_path()
        self.elements, self._open = [], []
        self.feed(response.getvalue().decode())

    def handle_starttag(self, tag, attrs):
        element = Element(tag, attrs, tuple(self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data):
        for element in self._open:
            element.parts.append(data)

    def all(self, tag=None, **attrs):
        """The elements with this tag and these attributes; `class_` is one of the classes."""
        class_ = attrs.pop("class_", None)
        return [
            element
            for element in self.elements
            if (tag is None or element.tag == tag)
            and all(element[name] == value for name, value in attrs.items())
            and (class_ is None or class_ in (element["class"] or "").split())
        ]

    def one(self, tag=None, **attrs):
        """The only element with this tag and these attributes."""
        found = self.all(tag, **attrs)
        assert len(found) == 1, f"{len(found)} of {tag} {attrs} on {self.url}"
        return found[0]

    def below(self, element_id, tag):
        """The elements with this tag inside of the one with the id."""
        return [each for each in self.all(tag) if any(above["id"] == element_id for above in each.ancestors)]

    @property
    def main(self):
        return self.one(id="main").text

    @property
    def works(self):
        """The titles of the works on the page, in order."""
        return [element.text for element in self.all("a", class_="title")]

    @property
    def toast(self):
        return self.one(id="toasts").text

    def press(self, element_id, **values):
        """Submit the form of a button with the values that the page shows, changed by `values`; return the next page."""
        button = self.one(id=element_id)
        form = self.one(id=button["form"]) if button["form"] else button.form
        data = QueryDict(mutable=True)
        for field in self.elements:
            if self._belongs(field, form) and field["name"] and field["disabled"] is None:
                self._put(data, field)
        if button["name"]:
            data.appendlist(button["name"], button["value"] or "")
        for name, value in values.items():
            data.setlist(name, value if isinstance(value, list) else [value])
        address = urljoin(self.url, button["formaction"] or form["action"] or self.url)
        if (form["method"] or "get") == "get":
            return page_of(self.client, f"{address}?{data.urlencode()}")
        body, kind = data.urlencode(), "application/x-www-form-urlencoded"
        referer = f"http://testserver{self.url}"
        return Page(self.client, self.client.post(address, body, kind, follow=True, headers={"Referer": referer}))

    def undo(self):
        """Press Undo in the toast; return the next page."""
        return self.press(self.below("toasts", "button")[0]["id"])

    def _belongs(self, field, form):
        if field.tag not in ("input", "select", "textarea"):
            return False
        return field["form"] == form["id"] if field["form"] else field.form is form

    def _put(self, data, field):
        if field.tag == "textarea":
            data.appendlist(field["name"], "".join(field.parts).removeprefix("\n"))
        elif field.tag == "select":
            options = [each for each in self.elements if each.tag == "option" and field in each.ancestors]
            chosen = [each for each in options if "selected" in each.attrs]
            if not chosen and "multiple" not in field.attrs:
                chosen = options[:1]
            for each in chosen:
                data.appendlist(field["name"], each.attrs.get("value", each.text))
        elif field["type"] not in ("checkbox", "radio") or "checked" in field.attrs:
            data.appendlist(field["name"], field.attrs.get("value", "on" if field["type"] == "checkbox" else ""))


def page_of(client, path, **headers):
    """Open a page; redirects are followed."""
    return Page(client, client.get(path, follow=True, headers=headers or None))
