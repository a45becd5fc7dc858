"""The scheduler of `manage.py start --with-scheduler`, beside a server that only waits: `python -m tests.proofs.supervised`.

Each rule is a batch of its own, so that a kill meets the scheduler between two or within one.
"""

import os
import signal
import sys

import django
from django.core.management import call_command


def serve():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        signal.pause()


def schedule():
    has_limits = "wheelbarrow.wsgi" in sys.modules
    sys.stdout.write(f"scheduler {os.getpid()} {has_limits}\n")
    sys.stdout.flush()
    call_command("run_scheduler", batch=1, interval=0.2)


if __name__ == "__main__":
    django.setup()
    from wheelbarrow.serving.supervisor import Supervisor

    sys.exit(Supervisor(serve=serve, schedule=schedule).run())
