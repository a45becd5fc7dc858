"""What a crawler notices beside its own steps: errors of scripts, answers of the server, and requests to other servers."""

import logging
from typing import NamedTuple
from urllib.parse import urlsplit

log = logging.getLogger(__name__)

# The requests that open a page or answer its scripts; the others are for its styles, scripts and images.
PAGES = ("document", "xhr", "fetch")
REDIRECTS = {301, 302, 303, 307, 308}


class Answer(NamedTuple):
    """What the server answered to a page or to a request of a script."""

    method: str
    path: str
    status: int


class Watch:
    """Listens to a browser context. `findings` has what went wrong, with what the crawler was `doing`."""

    def __init__(self, context):
        self.base, self.doing, self.findings = "", "", []
        self.asked, self.answers = 0, []
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.find(f"page error: {error.error}"))
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        context.on("dialog", lambda dialog: dialog.accept())

    def begin(self, doing):
        """Forget the answers to the step before."""
        self.doing = doing
        log.info(doing)
        self.answers.clear()
        self.asked = 0

    def find(self, what):
        if (found := f"{self.doing}: {what}") not in self.findings:
            self.findings.append(found)
            log.warning(found)

    def _on_console(self, message):
        # "Failed to load resource" repeats a status that _on_response has seen.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.find(f"console error: {message.text[:130]}")

    def _on_request(self, request):
        self.asked += request.resource_type in PAGES

    def _on_response(self, response):
        request, path = response.request, urlsplit(response.url).path
        is_page = request.resource_type in PAGES
        if response.status >= (500 if is_page else 400):
            self.find(f"{request.method} {path} answers {response.status}")
        if is_page and response.status not in REDIRECTS:
            self.answers.append(Answer(request.method, path, response.status))
        if self.base and not response.url.startswith((self.base, "data:")):
            self.find(f"asked another server: {response.url}")
