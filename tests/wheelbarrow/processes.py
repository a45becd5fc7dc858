"""manage.py in its own process, on the test's database, as a container runs it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress

import time_machine

from tests.architecture.source import ROOT
from tests.proofs.test_processes import database_url

PATIENCE = 60


class Process:
    """A running command and its output."""

    last_output = ""

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
    def output(self):
        if not self.log.closed:
            # Without moving the offset, at which the process writes.
            log = self.log.fileno()
            self.last_output = os.pread(log, os.fstat(log).st_size, 0).decode()
        return self.last_output

    @property
    def has_ended(self):
        return self.running.poll() is not None

    def status(self):
        """Wait until it ends by itself and return its exit status."""
        return self.running.wait(timeout=PATIENCE)

    def until(self, condition):
        """Wait until the condition holds, which the process may do by ending."""
        deadline, has_ended = time.monotonic() + PATIENCE, False
        while not condition():
            assert time.monotonic() < deadline, self.output
            assert not has_ended, self.output
            has_ended = self.has_ended
            time.sleep(0.001)

    def until_it_prints(self, words):
        self.until(lambda: words in self.output)


@contextmanager
def started(*arguments, **environment):
    """Start the command in its own process group, which is killed at the end. It has the real clock, as the test must."""
    assert not time_machine.escape_hatch.is_travelling(), "mark the test with real_clock"
    with tempfile.TemporaryFile() as log:
        process = Process(arguments, environment, log)
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.running.wait()
            # Read before the file is closed.
            _ = process.output
