"""Export or import an account in a process of its own, on the database of DATABASE_URL; print time and memory.

account_process.py export EMAIL FILE [DUMP]
account_process.py import EMAIL FILE DUMP
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def megabytes():
    """Return the highest memory so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def megabytes_now():
    """Return the memory at this moment."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


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
        base, began = megabytes_now(), time.perf_counter()
        with Path(file).open("wb") as out:
            for piece in stream(user, at=NOON):
                out.write(piece)
    else:
        user = make_user(email)
        base, began = megabytes_now(), time.perf_counter()
        restore(user, Path(file).read_bytes())
        batch = Change.objects.owned_by(user).latest("batch").batch
    facts = {"seconds": time.perf_counter() - began, "base": base, "more": megabytes() - base}
    facts["bytes"] = Path(file).stat().st_size
    if dump:
        Path(dump).write_text(json.dumps(contents_of(user, but_batch=batch), default=str))
    sys.stdout.write(f"{json.dumps(facts)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
