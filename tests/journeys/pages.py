"""A browser of a person who is logged in, for the journeys over the pages."""

from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from tests.architecture.source import ROOT

AXE = ROOT / ".cache" / "axe.min.js"
# The color scheme, the width and the language. Each is in one of the first two; the others are for PROVE=1.
LOOKS = [("light", 1280, "ko"), ("dark", 360, "en")]
MORE_LOOKS = [("dark", 1280, "ko"), ("light", 360, "en"), ("light", 768, "en"), ("dark", 768, "ko")]


def cookie_of(user, live_server):
    """The cookie of a new session of the person."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_server.url}


@contextmanager
def page_as(chromium, live_server, user, *, expected=(), **options):
    """A page of the person that must log neither an error nor a warning, but those that contain a text of `expected`."""
    context = chromium.new_context(base_url=live_server.url, **options)
    if user:
        context.add_cookies([cookie_of(user, live_server)])
    page, errors = context.new_page(), []

    def note(line):
        if line.type in ("error", "warning"):
            errors.append(f"{line.text} {line.location['url']}")

    page.on("console", note)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    unexpected = [line for line in errors if not any(text in line for text in expected)]
    assert not unexpected, unexpected


def violations(page):
    """The violations that axe-core finds, each with its element; the context must bypass the policy of the pages."""
    if not page.evaluate("'axe' in window"):
        page.context.add_init_script(path=AXE)
        page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({resultTypes: ['violations'], preload: false})")["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]
