"""The browser of the journeys."""

import os
import shutil

import pytest


@pytest.fixture(scope="session")
def chromium():
    """Debian's chromium; without a window it needs two thirds of the processor time.

    Playwright runs an event loop, beside which Django refuses its ORM unless it is allowed to.
    """
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_api.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(autouse=True)
def _no_midnight():
    """A browser has the real clock."""
