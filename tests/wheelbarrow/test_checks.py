"""Values that a self-hoster hears of before the first request."""

from datetime import timedelta

import pytest
from django.conf import settings

from wheelbarrow.checks import check_settings


class TestCheckSettings:
    def test_has_nothing_to_say_of_the_defaults(self):
        assert check_settings() == []

    @pytest.mark.parametrize(
        ("name", "value", "code"),
        [
            ("TIME_ZONE", "Mars/Olympus", "E001"),
            ("LANGUAGE_CODE", "xx", "E002"),
            ("TRASH_DAYS", 0, "E003"),
            ("AXES_FAILURE_LIMIT", 0, "E005"),
            ("AXES_COOLOFF_TIME", timedelta(), "E005"),
        ],
    )
    def test_names_a_value_that_would_fail_later(self, name, value, code, monkeypatch):
        # Not by the fixture: that would put the time zone in force.
        monkeypatch.setattr(settings, name, value)

        assert [error.id for error in check_settings()] == [f"wheelbarrow.{code}"]
