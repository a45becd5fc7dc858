"""Export or import an account in a process of its own, on the database of DATABASE_URL; print time and memory.

account_process.py export EMAIL FILE [DUMP]
account_process.py import EMAIL FILE DUMP
"""

import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def memory_from_here_on():
    """Forget the peak so far, which a process inherits from the one that started it; return the memory of this moment."""
    Path("/proc/self/clear_refs").write_text("5")
    return memory_in("VmRSS")


def memory_in(name):
    """Return a number of /proc/self/status in megabytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def main(verb, email, file, dump=None):
    import django

    django.setup()
    from accounts.models import User
    from tests.makers import make_user
    from tests.works.exchange.account.scenes import NOON, contents_of, export, restore
    from wheelbarrow.core.models import Change
    from works.exchange.account.archive import stream

    batch = None
    if verb == "export":
        user = User.objects.get(email=email)
        export(make_user("warm@example.org"))
        base, began = memory_from_here_on(), time.perf_counter()
        with Path(file).open("wb") as out:
            for piece in stream(user, at=NOON):
                out.write(piece)
    else:
        user = make_user(email)
        base, began = memory_from_here_on(), time.perf_counter()
        restore(user, Path(file).read_bytes())
        batch = Change.objects.owned_by(user).latest("batch").batch
    facts = {"seconds": time.perf_counter() - began, "base": base, "more": memory_in("VmHWM") - base}
    facts["bytes"] = Path(file).stat().st_size
    if dump:
        Path(dump).write_text(json.dumps(contents_of(user, but_batch=batch), default=str))
    sys.stdout.write(f"{json.dumps(facts)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
