"""granian, set up to behave as gunicorn does by gunicorn.conf.py."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from copy import deepcopy
from functools import partial
from typing import Any

from django.conf import settings
from granian import _signals as of_granian
from granian._granian import WorkerSignal
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server import Server

from wheelbarrow.serving.limits import (
    CONNECTIONS,
    GRACE_SECONDS,
    KEEP_ALIVE_SECONDS,
    LONGEST_FIELD,
    LONGEST_HEAD,
    LONGEST_LINE,
    PROCESSES,
    THREADS,
    refuse_taken,
    split_address,
    too_long,
)
from wheelbarrow.serving.supervisor import end_with

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

# After SIGTERM a process goes on for so long and announces in each answer that the connection will be closed. granian
# alone would close connections between two requests, one of which may be on its way.
DRAIN_SECONDS = 1.0


def serve(bind: str) -> None:
    """Serve until SIGTERM."""
    from wheelbarrow.wsgi import application

    host, port = split_address(bind)
    refuse_taken(host, port)
    gc.freeze()
    # Forked processes share what is loaded. Python 3.14 forks no longer by default: each would load everything again.
    multiprocessing.set_start_method("fork", force=True)
    Server(
        "wheelbarrow.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=PROCESSES,
        blocking_threads=THREADS,
        # Each thread has a connection to the database, which it would close when it ends.
        blocking_threads_idle_timeout=600,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=KEEP_ALIVE_SECONDS * 1000, max_buffer_size=LONGEST_HEAD),
        respawn_failed_workers=True,
        respawn_interval=0.1,
        workers_kill_timeout=GRACE_SECONDS,
        # granian configures logging again, and changes what it is given.
        log_dictconfig=deepcopy(settings.LOGGING),
        url_path_prefix=settings.FORCE_SCRIPT_NAME,
    ).serve(target_loader=partial(_load, application, os.getpid()), wrap_loader=False)


def _load(application: Application, parent: int) -> Application:
    """Return what a process calls for each request."""
    # granian's own would go on serving.
    end_with(parent)
    # _drain() waits for it. Python runs a handler in the main thread, which sleeps while granian serves, and sleeps on if
    # the system delivers the signal to another thread.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    is_ending = threading.Event()
    set_own_signals = of_granian.set_sync_signals

    def set_signals() -> WorkerSignal:
        """Do as granian does when it has loaded the application, but end later."""
        end: WorkerSignal = set_own_signals()
        threading.Thread(target=_drain, args=(is_ending, end), daemon=True).start()
        return end

    of_granian.set_sync_signals = set_signals
    return within_limits(application, is_ending)


def _drain(is_ending: threading.Event, end: WorkerSignal) -> None:
    """End the process a while after SIGTERM."""
    signal.sigwait({signal.SIGTERM})
    is_ending.set()
    time.sleep(DRAIN_SECONDS)
    end.set()


def within_limits(application: Application, is_ending: threading.Event) -> Application:
    """Refuse a long head as gunicorn does, and close connections after a body that was not read and at the end."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if part := _too_long_part(environ):
            status, body = too_long(part)
            headers = [("Content-Type", "application/problem+json"), ("Content-Length", str(len(body)))]
            start_response(status, [*headers, ("Connection", "close")])
            return [body]

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            if is_ending.is_set() or status[:3] in ("411", "413"):
                headers.append(("Connection", "close"))
            return start_response(status, headers, exc_info)

        return application(environ, start)

    return answer


def _too_long_part(environ: dict[str, Any]) -> str:
    if len(environ["PATH_INFO"]) + len(environ["QUERY_STRING"]) > LONGEST_LINE:
        return "address"
    fields = (value for name, value in environ.items() if name.startswith("HTTP_"))
    return "header" if any(len(value) > LONGEST_FIELD for value in fields) else ""
