"""The configuration of gunicorn. What granian has as well is in wheelbarrow/serving/limits.py."""

import gc
import os
import selectors
import socket
import time
from contextlib import suppress
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger as GunicornLogger
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine
from gunicorn.workers.gthread import TConn, ThreadWorker

from wheelbarrow.serving import limits

wsgi_app = "wheelbarrow.wsgi"
workers = limits.PROCESSES
threads = limits.THREADS
worker_connections = limits.CONNECTIONS
# Seconds until a hanging process is killed. A thread cannot be killed: the timeouts of the database
# (wheelbarrow/settings.py) limit requests.
timeout = 30
graceful_timeout = limits.GRACE_SECONDS
keepalive = limits.KEEP_ALIVE_SECONDS
limit_request_line = limits.LONGEST_LINE
limit_request_field_size = limits.LONGEST_FIELD
# A socket for each process: with a shared one, one process accepts most of the connections.
reuse_port = True
preload_app = True
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None


class Logger(GunicornLogger):
    """Sends the messages of gunicorn to the handlers of LOGGING. wheelbarrow.core.middleware.access_log logs the requests."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


def _close_after_unread_body(application: Any) -> Any:
    """Send Connection: close if the body was not read; gunicorn would close only after sending the headers."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            if status[:3] in ("411", "413"):
                start_response.__self__.force_close()
            return start_response(status, headers, exc_info)

        return application(environ, start)

    return answer


class Worker(ThreadWorker):
    """Passes a connection to a thread only after receiving all headers of its request."""

    def init_process(self) -> None:
        """Create the mapping from each waiting client to the number of header bytes it has sent."""
        self.heads: WeakKeyDictionary[socket.socket, int] = WeakKeyDictionary()
        super().init_process()

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection, which is closed unless its headers are complete after `keepalive` seconds.

        The method of gunicorn occupies a thread at once: 8 idle connections would block 8 threads.
        """
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        connection = TConn(self.cfg, client, address, listener.getsockname())
        connection.timeout = time.monotonic() + self.cfg.keepalive
        connection.data_ready = True
        self.pending_conns.append(connection)
        self.poller.register(client, selectors.EVENT_READ, partial(self.on_pending_socket_readable, connection))

    def on_pending_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """Pass the connection to a thread, or wait for more bytes of the headers."""
        try:
            head = client.recv(limits.LONGEST_HEAD, socket.MSG_PEEK)
        except OSError:
            head = b""
        # Readable without new bytes: the client has closed the connection.
        is_over = len(head) in (self.heads.get(client, 0), limits.LONGEST_HEAD)
        if is_over or b"\r\n\r\n" in head:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
            super().on_pending_socket_readable(conn, client)
        else:
            self.heads[client] = len(head)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, len(head) + 1)

    def load_wsgi(self) -> None:
        super().load_wsgi()
        self.wsgi = _close_after_unread_body(self.wsgi)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answer a request line or headers that are too long with problem details instead of HTML."""
        if not isinstance(exc, (LimitRequestLine, LimitRequestHeaders)):
            super().handle_error(req, client, addr, exc)
            return
        status, body = limits.too_long("address" if isinstance(exc, LimitRequestLine) else "header")
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/problem+json\r\nConnection: close\r\n"
        self.log.warning("Refused a request: %s", exc)
        with suppress(OSError):
            client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001  gunicorn's signature
        """At shutdown, accept the connections that the kernel has queued: only this process can answer them."""
        super().set_accept_enabled(enabled)
        if self.alive:
            return
        for listener in self.sockets:
            known = -1
            while known != self.nr_conns:
                known = self.nr_conns
                self.accept(listener)
            # The kernel then refuses connections, so that a client or proxy can use another server.
            listener.close()


logger_class = Logger
worker_class = Worker


def on_starting(server: Arbiter) -> None:
    """Exit if another server listens on the port: with `reuse_port` both would answer some of the requests."""
    for address in server.cfg.address:
        if isinstance(address, tuple):
            limits.refuse_taken(*address[:2])


def when_ready(server: Arbiter) -> None:
    """Exclude the loaded objects from garbage collection, so that the processes keep sharing their memory."""
    gc.freeze()
