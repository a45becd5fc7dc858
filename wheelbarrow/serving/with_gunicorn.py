"""gunicorn, in this process, with the configuration of gunicorn.conf.py."""

from __future__ import annotations

import sys

from gunicorn.app.wsgiapp import WSGIApplication


def serve(bind: str) -> None:
    """Serve until SIGTERM. GUNICORN_CMD_ARGS is read."""
    sys.argv = ["gunicorn", "--bind", bind]
    WSGIApplication(prog="gunicorn").run()
