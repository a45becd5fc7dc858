"""Read a report by its address in a process of its own, on the database of DATABASE_URL; print time and memory.

report_process.py EMAIL ADDRESS WARM_ADDRESS
"""

import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def main(email, address, warm_address):
    import django

    django.setup()
    from django.test import Client

    from accounts.models import User
    from tests.proofs.account_process import memory_from_here_on, memory_in

    user = User.objects.get(email=email)
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    # Whatever is loaded once.
    client.get(warm_address).getvalue()
    base, began, processor = memory_from_here_on(), time.perf_counter(), time.process_time()
    answer = client.get(address)
    first, size = None, 0
    for piece in answer.streaming_content if answer.streaming else [answer.content]:
        first = first or time.perf_counter() - began
        size += len(piece)
    facts = {"seconds": time.perf_counter() - began, "processor": time.process_time() - processor, "first": first}
    facts |= {"status": answer.status_code, "bytes": size, "base": base, "more": memory_in("VmHWM") - base}
    sys.stdout.write(f"{json.dumps(facts)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
