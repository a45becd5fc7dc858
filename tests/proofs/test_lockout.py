"""Three processes of four threads guess one account's password at once: as many guesses are answered as in a row."""

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
    """One process for each password; gives how often each status was answered, by password."""
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
class TestGuessesAtOnce:
    def test_are_answered_as_often_as_in_a_row(self, ann):
        counted = sum(guess_at_once(*["wrong"] * PROCESSES), Counter())

        limit = settings.AXES_FAILURE_LIMIT
        assert counted == {401: limit, 429: PROCESSES * THREADS * TIMES - limit}
        assert AccessAttempt.objects.get().failures_since_start == limit

    def test_lose_no_count_and_no_answer_while_somebody_knows_the_password(self, ann):
        *_wrong, right = guess_at_once("wrong", "wrong", PASSWORD)

        assert set(right) <= {200, 429}
        assert AccessAttempt.objects.count() <= 1
