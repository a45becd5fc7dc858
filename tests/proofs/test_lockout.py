"""Three processes of four threads guess the password of one account: concurrency gives no additional guess."""

import json
import os
import subprocess
import sys
from collections import Counter

import pytest
from axes.models import AccessAttempt
from django.conf import settings

from tests.makers import PASSWORD
from tests.proofs.password_attempts import THREADS
from tests.proofs.test_processes import ROOT, database_url

PROCESSES = 3
TIMES = 8


def guess_at_once(*passwords):
    """Start one process for each password; return how often each got each status."""
    environment = {**os.environ, "DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT), "LOG_LEVEL": "ERROR"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.proofs.password_attempts", str(TIMES), password],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for password in passwords
    ]
    return [Counter(json.loads(process.communicate(timeout=300)[0])) for process in processes]


@pytest.mark.django_db(transaction=True)
class TestConcurrentGuesses:
    def test_are_answered_as_often_as_successive_ones(self, ann):
        counted = sum(guess_at_once(*["wrong"] * PROCESSES), Counter())

        limit = settings.AXES_FAILURE_LIMIT
        assert counted == {401: limit, 429: PROCESSES * THREADS * TIMES - limit}
        assert AccessAttempt.objects.get().failures_since_start == limit

    @pytest.mark.prove
    def test_leave_no_error_beside_a_right_password(self, ann):
        *_wrong, right = guess_at_once("wrong", "wrong", PASSWORD)

        assert set(right) <= {200, 429}
        assert AccessAttempt.objects.count() <= 1
