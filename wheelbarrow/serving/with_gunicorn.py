"""gunicorn, in this process, with the configuration of gunicorn.conf.py."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from gunicorn.app.wsgiapp import run


def serve(bind: str) -> None:
    """Serve until SIGTERM. GUNICORN_CMD_ARGS is read; USR2 starts gunicorn anew by these arguments."""
    spec = find_spec("gunicorn.__main__")
    assert spec
    assert spec.origin
    sys.argv = [spec.origin, "--bind", bind]
    run(prog="gunicorn")
