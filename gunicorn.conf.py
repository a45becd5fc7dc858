"""How gunicorn serves; docs/performance.md has what was measured. WEB_CONCURRENCY is gunicorn's own: processes, 2 unless said."""

import gc
import json
import os
from contextlib import suppress
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger as GunicornLogger
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

wsgi_app = "wheelbarrow.wsgi"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# A thread waits while another is at the database; more than four only fight for the interpreter.
threads = 4
# Seconds: until a process that hangs is ended, for requests under way when the server stops, and of a connection at rest.
# How long one request may take is up to the database's timeouts (wheelbarrow/settings.py): a thread is not ended.
timeout = 30
graceful_timeout = 30
keepalive = 5
# Each process has a socket of its own: with one for all, one process takes most of the work.
reuse_port = True
preload_app = True
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None


class Logger(GunicornLogger):
    """What gunicorn says goes where everything else goes (LOGGING). Requests are told by wheelbarrow.core.middleware.access_log."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


def _close_after_unread_body(application: Any) -> Any:
    """Announce that the connection closes where the body was not read; gunicorn decides it after the headers."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            if status[:3] in ("411", "413"):
                start_response.__self__.force_close()
            return start_response(status, headers, exc_info)

        return application(environ, start)

    return answer


class Worker(ThreadWorker):
    """Told to end, it still takes in whoever the kernel has let in: with a socket for each process nobody else can."""

    def load_wsgi(self) -> None:
        super().load_wsgi()
        self.wsgi = _close_after_unread_body(self.wsgi)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answer a request that is too long for Django to see as the API answers, not in HTML."""
        if not isinstance(exc, (LimitRequestLine, LimitRequestHeaders)):
            super().handle_error(req, client, addr, exc)
            return
        is_line = isinstance(exc, LimitRequestLine)
        status, title = (414, "URI Too Long") if is_line else (431, "Request Header Fields Too Large")
        part, code = ("address", "uri_too_long") if is_line else ("header", "headers_too_large")
        detail = f"The {part} of the request is too long. Shorten it and try again."
        problem = {"type": f"urn:wheelbarrow:problem:{code}", "title": title, "status": status, "detail": detail}
        body = json.dumps({**problem, "code": code}).encode()
        head = f"HTTP/1.1 {status} {title}\r\nContent-Type: application/problem+json\r\nConnection: close\r\n"
        self.log.warning("Refused a request: %s", exc)
        with suppress(OSError):
            client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001  gunicorn's signature
        super().set_accept_enabled(enabled)
        if self.alive:
            return
        for listener in self.sockets:
            known = -1
            while known != self.nr_conns:
                known = self.nr_conns
                self.accept(listener)
            # From here on a client hears at once that nobody is here, and asks another server.
            listener.close()


logger_class = Logger
worker_class = Worker


def when_ready(server: Arbiter) -> None:
    """What is loaded by now lives as long as the server: out of the garbage collector's sight it stays shared memory."""
    gc.collect()
    gc.freeze()
