"""What the machinery of safe writes costs a write that uses none of it: with it and without it in turn, in one run.

PROVE=1 takes more requests; `-s` shows the table. No time decides whether this passes: both must write the same.
"""

import gc
import os
from time import process_time

import pytest
from django.db import connection
from rest_framework.viewsets import GenericViewSet

from tests.conftest import client_of
from tests.makers import make_work
from wheelbarrow.core.api.owned_viewsets import OwnedViewSet
from wheelbarrow.core.api.safe_writes import SafeWrites
from wheelbarrow.core.api.viewsets import StrictViewSet
from works.models import Work

PROVE = bool(os.environ.get("PROVE"))
ROUNDS, REQUESTS = (20, 20) if PROVE else (3, 5)
WITHOUT = {
    "initial": StrictViewSet.initial,
    "_rendered": StrictViewSet._rendered,
    "handle_exception": StrictViewSet.handle_exception,
    "show": StrictViewSet.show,
}


def seconds(requests):
    """The processor time of each of these, in seconds: other processes of the machine do not count."""
    found = []
    gc.collect()
    gc.disable()
    for request in requests:
        began = process_time()
        assert request().status_code == 200
        found.append(process_time() - began)
    gc.enable()
    return found


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
class TestAWriteWithoutHeaders:
    def test_costs_what_it_cost(self, ann, monkeypatch):
        client, times = client_of(ann), {}
        works = [make_work(user=ann) for _ in range(REQUESTS)]

        def patch(work, title):
            return lambda: client.patch(f"/api/v1/works/{work.pk}/", {"title": title})

        def finish(work):
            return lambda: client.post(f"/api/v1/works/{work.pk}/finish/")

        def measure(kind, number):
            times.setdefault((kind, "PATCH"), []).append(
                min(seconds([patch(work, f"{kind} {number}") for work in works]))
            )
            times.setdefault((kind, "finish"), []).append(min(seconds([finish(work) for work in works])))
            for work in works:
                client.post(f"/api/v1/works/{work.pk}/reopen/")

        for number in range(ROUNDS):
            # In turn, the other one first in each second round.
            for kind in ("with", "without")[:: 1 if number % 2 else -1]:
                with monkeypatch.context() as patched:
                    if kind == "without":
                        for name, method in WITHOUT.items():
                            patched.setattr(OwnedViewSet, name, method)
                    measure(kind, number)

        assert issubclass(OwnedViewSet, SafeWrites)
        assert issubclass(SafeWrites, GenericViewSet)
        for name in ("PATCH", "finish"):
            # The least: what comes on top is the machine's.
            new, old = (min(times[kind, name]) * 1000 for kind in ("with", "without"))
            print(f"\n{connection.vendor}: {name:6} {old:6.3f} ms without, {new:6.3f} ms with, ratio {new / old:5.3f}")
        assert {work.title.split()[0] for work in Work.objects.all()} <= {"with", "without"}
