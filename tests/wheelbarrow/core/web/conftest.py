"""The same sessions as in the tests of the pages of works."""

from tests.works.web.conftest import browser, other_browser

__all__ = ["browser", "other_browser"]
