"""manage.py in processes of their own, on the test's database, as containers run it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress

from tests.architecture.source import ROOT
from tests.proofs.test_processes import database_url

PATIENCE = 60


class Process:
    """A command that runs, and what it has said so far."""

    last_words = ""

    def __init__(self, arguments, environment, log):
        self.log = log
        self.running = subprocess.Popen(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": database_url(), "PYTHONUNBUFFERED": "1", **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.pid = self.running.pid

    @property
    def said(self):
        if not self.log.closed:
            self.log.seek(0)
            self.last_words = self.log.read().decode()
        return self.last_words

    @property
    def has_ended(self):
        return self.running.poll() is not None

    def status(self):
        """Its exit status, when it has ended by itself."""
        return self.running.wait(timeout=PATIENCE)

    def until(self, condition):
        """Wait for it, or for the end of the process."""
        deadline = time.monotonic() + PATIENCE
        while not condition() and not self.has_ended:
            assert time.monotonic() < deadline, self.said
            time.sleep(0.001)

    def until_it_says(self, words):
        self.until(lambda: words in self.said)
        assert words in self.said


@contextmanager
def started(*arguments, **environment):
    """The command in a process group of its own, which is killed at the end."""
    with tempfile.TemporaryFile() as log:
        process = Process(arguments, environment, log)
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.running.wait()
            # Kept beyond the file.
            _ = process.said
