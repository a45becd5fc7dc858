"""How gunicorn serves; docs/performance.md has what was measured. WEB_CONCURRENCY is gunicorn's own: processes, 2 unless said."""

import gc
import os

from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger as GunicornLogger
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


class Worker(ThreadWorker):
    """Told to end, it still takes in whoever the kernel has let in: with a socket for each process nobody else can."""

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
