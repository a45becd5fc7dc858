"""System checks."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import User
from tests.makers import make_recurring_work
from wheelbarrow.checks import check_jobs, check_pooler, check_settings, check_time_zones
from wheelbarrow.core import jobs
from works.models import RecurringWork


class TestCheckSettings:
    def test_accepts_the_defaults(self):
        assert check_settings() == []

    @pytest.mark.parametrize(
        ("name", "value", "code"),
        [
            ("TIME_ZONE", "Mars/Olympus", "E001"),
            ("LANGUAGE_CODE", "xx", "E002"),
            ("TRASH_DAYS", 0, "E003"),
            ("AXES_FAILURE_LIMIT", 0, "E005"),
            ("AXES_COOLOFF_TIME", timedelta(), "E005"),
            ("BACKUP_KEEP", -1, "E006"),
            ("HISTORY_DAYS", -1, "E007"),
        ],
    )
    def test_names_a_value_that_would_fail_later(self, name, value, code, monkeypatch):
        # Not by the fixture, which would activate the time zone.
        monkeypatch.setattr(settings, name, value)

        assert [error.id for error in check_settings()] == [f"wheelbarrow.{code}"]


class TestCheckTimeZones:
    def test_names_zones_that_are_unknown(self, ann, ben):
        make_recurring_work(user=ben)
        RecurringWork.objects.update(time_zone="Moon/Tycho")
        User.objects.filter(pk=ann.pk).update(time_zone="Mars/Olympus")

        [warning] = check_time_zones(databases=["default"])

        assert warning.msg.endswith("counted in UTC: Mars/Olympus, Moon/Tycho.")

    def test_accepts_known_zones(self, ann, ben):
        make_recurring_work(user=ben)

        assert check_time_zones(databases=["default"]) == []


class TestCheckJobs:
    def test_warns_about_jobs_that_nobody_does(self, ann):
        jobs.start("try", user=ann, subject=1, at=timezone.now() - timedelta(minutes=16))

        [warning] = check_jobs(databases=["default"])

        assert warning.msg == "Background jobs wait for a worker: 1, the first for 16 minutes."
        assert check_jobs() == []

    def test_accepts_jobs_that_have_just_begun(self, ann):
        jobs.start("try", user=ann, subject=1, at=timezone.now())

        assert check_jobs(databases=["default"]) == []


class TestCheckPooler:
    @pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL only")
    def test_notices_that_the_server_process_is_another_one(self, db, monkeypatch):
        assert check_pooler(databases=["default"]) == []
        connection.ensure_connection()
        monkeypatch.setattr(type(connection.connection.info), "backend_pid", 1)

        [warning] = check_pooler(databases=["default"])

        assert "1.22 or newer" in warning.hint
        monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
        assert check_pooler(databases=["default"]) == []
