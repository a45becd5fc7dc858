"""The server and the scheduler as two children of one process, which has loaded for both of them what they use.

The scheduler has no part in the requests: it may be killed, and is started again. Each occurrence creates one work and
each job is done once whatever happens to it (decisions 9 and 24).
"""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import NoReturn

from django.urls import get_resolver

from wheelbarrow.core.lean import loading

logger = logging.getLogger(__name__)

# Before a scheduler that has ended is started again, so that one which cannot run does not occupy a processor.
RESTART_SECONDS = 1.0
PR_SET_PDEATHSIG = 1


class Supervisor:
    """Runs a server, and beside it a scheduler for as long as the server runs."""

    def __init__(self, *, serve: Callable[[], object], schedule: Callable[[], object]) -> None:
        self.serve, self.schedule = serve, schedule
        self.is_ending = False
        self.server = self.scheduler = 0

    def run(self) -> int:
        """Return the exit status of the server. SIGTERM ends both."""
        signal.signal(signal.SIGTERM, self._end)
        # A terminal sends it to the children as well.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        load()
        self.server = fork(self.serve)
        self.scheduler = fork(self.schedule)
        if self.is_ending:
            self._end()
        status = self._wait_for_server()
        self._end()
        while self.scheduler:
            self._reap()
        return os.waitstatus_to_exitcode(status)

    def _wait_for_server(self) -> int:
        while True:
            pid, status = self._reap()
            if pid == self.server:
                self.server = 0
                return status
            if not self.scheduler and not self.is_ending:
                logger.error("The scheduler ended (%d) and is started again.", os.waitstatus_to_exitcode(status))
                time.sleep(RESTART_SECONDS)
                self.scheduler = fork(self.schedule)

    def _reap(self) -> tuple[int, int]:
        pid, status = os.wait()
        if pid == self.scheduler:
            self.scheduler = 0
        return pid, status

    def _end(self, *_signal: object) -> None:
        self.is_ending = True
        for pid in (self.server, self.scheduler):
            if pid:
                os.kill(pid, signal.SIGTERM)


def load() -> None:
    """Load the views, which both children then share, and keep garbage collection from writing to what is loaded.

    Without wheelbarrow.wsgi, which limits the statements of requests: those of the scheduler may take longer.
    """
    with loading():
        get_resolver()._populate()
        import_module("rest_framework_simplejwt.state")
    gc.freeze()


def fork(run: Callable[[], object]) -> int:
    """Return the id of a new process that runs the function and ends."""
    parent = os.getpid()
    pid = os.fork()
    if not pid:
        _run(run, parent)
    return pid


def _run(run: Callable[[], object], parent: int) -> NoReturn:
    status = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        end_with(parent)
        run()
        status = 0
    except SystemExit as ended:
        if isinstance(ended.code, str):
            sys.stderr.write(f"{ended.code}\n")
        status = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def end_with(parent: int) -> None:
    """End this process when its parent is killed, where the system can do that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            sys.exit(1)
