"""One process among several that guess a password: `python -m tests.proofs.password_attempts TIMES PASSWORD`. Prints the statuses as JSON."""

import json
import os
import sys
from threading import Thread

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()

from django.db import connection
from django.test import Client

THREADS = 4


def guess(times, password, statuses):
    """So many times in a row, in one thread."""
    try:
        for _time in range(times):
            body = {"email": "ann@example.org", "password": password}
            answer = Client(raise_request_exception=False).post(
                "/api/v1/auth/token/", body, content_type="application/json", headers={"host": "localhost"}
            )
            statuses.append(answer.status_code)
    finally:
        connection.close()


def main(times, password):
    statuses = []
    threads = [Thread(target=guess, args=(times, password, statuses)) for _thread in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(json.dumps(statuses))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
