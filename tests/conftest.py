"""The users of most tests: ann owns rows, ben must see none of them, the operator is a superuser."""

import gc
import os
from datetime import UTC, datetime, time

import hypothesis
import pytest
import time_machine
from _pytest.nodeid import coerce_node_id
from django.core.cache import cache
from django.utils import timezone, translation
from rest_framework.test import APIClient

from accounts import tokens
from tests import emptying, recorded_writes
from tests.makers import make_operator, make_user
from wheelbarrow.core.api.throttles import AddressThrottle, PersonThrottle

# Hypothesis: a few fixed examples; PROVE=1 tries many more, different ones each time.
PROVE = bool(os.environ.get("PROVE"))
hypothesis.settings.register_profile(
    "wheelbarrow", max_examples=500 if PROVE else 25, derandomize=not PROVE, database=None, deadline=None
)
hypothesis.settings.load_profile("wheelbarrow")


recorded_writes.install()
emptying.install()


def pytest_addoption(parser):
    parser.addoption(
        "--of-the-database",
        action="store_true",
        help="run only tests that depend on the database; pytest-django lets no other than those that use it reach it",
    )


def depends_on_the_database(item) -> bool:
    names = {"db", "transactional_db", "django_db_setup"} & {*item.fixturenames}
    return not item.get_closest_marker("alike") and bool(names or item.get_closest_marker("django_db"))


def shares_what_it_is_given(item) -> bool:
    """Whether a fixture of ours is made once for its module or class."""
    definitions = [defined[-1] for defined in item._fixtureinfo.name2fixturedefs.values()]
    return any(defined.baseid and defined.scope in ("module", "class") for defined in definitions)


def group_of(item) -> str:
    """The name of the tests that one worker runs; they share a browser, or what else each worker would make for itself."""
    if marker := item.get_closest_marker("xdist_group"):
        return marker.args[0]
    return item.nodeid.partition("::")[0] if shares_what_it_is_given(item) else ""


def pytest_collection_modifyitems(config, items):
    """Leave heavy proofs to `make prove`, and what is alike on each database to one of them. Form groups for workers."""
    left_out = [
        item
        for item in items
        if (not PROVE and item.get_closest_marker("prove"))
        or (config.getoption("of_the_database") and not depends_on_the_database(item))
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]
    if getattr(config.option, "loadgroup", False):
        for item in items:
            if group := group_of(item):
                # What pytest-xdist 3.8 does, but with the name of the attribute before pytest 9.2.
                item._id = coerce_node_id(f"{item.nodeid}@{group}")


def pytest_collection_finish():
    """Exclude the modules and the tests, which stay until the end, from each later garbage collection."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _fresh_process(settings):
    """Reset the cache, counters, language and time zone that an earlier test may have changed."""
    cache.clear()
    for throttle in (PersonThrottle, AddressThrottle):
        throttle.counter.counts.clear()
    translation.activate(settings.LANGUAGE_CODE)
    timezone.deactivate()


@pytest.fixture(autouse=True)
def _no_midnight(request):
    """Start at noon of today in Seoul, so that no test meets midnight."""
    if request.node.get_closest_marker("real_clock"):
        yield
        return
    with time_machine.travel(datetime.combine(datetime.now(UTC), time(3), UTC)):
        yield


@pytest.fixture
def ann(db):
    return make_user("ann@example.org", name="Ann")


@pytest.fixture
def ben(db):
    return make_user("ben@example.org", name="Ben", time_zone="Europe/Berlin")


@pytest.fixture
def browser(client, ann):
    """Ann's, with a session."""
    client.force_login(ann)
    return client


@pytest.fixture
def operator(db):
    return make_operator()


def client_of(user) -> APIClient:
    """Return an API client with a token of the person."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.issue(user)['access']}")
    return client


@pytest.fixture
def api(ann):
    """Ann's client."""
    return client_of(ann)


@pytest.fixture
def stranger(ben):
    """Ben's client."""
    return client_of(ben)


@pytest.fixture
def operator_client(client, operator):
    """A browser session of the operator, for the admin."""
    client.force_login(operator)
    return client


def run_action(client, path, action, rows, **more):
    """Run an action of the admin on selected rows; return the page with its message."""
    data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return client.post(path, data, follow=True)


@pytest.fixture
def anonymous(db):
    return APIClient()


def pytest_terminal_summary(terminalreporter):
    """Print how many controls the crawler of tests/journeys/ has operated."""
    for report in [report for reports in terminalreporter.stats.values() for report in reports]:
        for name, value in getattr(report, "user_properties", []):
            if name == "operated" and report.when == "call":
                terminalreporter.write_line(f"operated by {value}")
