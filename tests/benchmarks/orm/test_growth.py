"""What people look at most, as one person's works grow tenfold and again; what is shown stays the same.

Once the works that are added are finished ones, once open ones that begin and are due in months to come.
"""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client

from accounts import tokens
from tests.benchmarks.orm.sizes import SIZES
from tests.makers import NOON, make_user
from tests.proofs.bulk import make_rows, store_derived, times
from works.choices import Status
from works.models import Work

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]

CATEGORIES = 200
OPEN = 40
ASKED = {
    "works/today/": lambda nodes: "/api/v1/works/today/",
    "works/?under= a branch": lambda nodes: f"/api/v1/works/?under={nodes[1].pk}",
    "works/?under= a leaf": lambda nodes: f"/api/v1/works/?under={nodes[-1].pk}",
    "works/": lambda nodes: "/api/v1/works/",
    "works/finished/ of a week": lambda nodes: "/api/v1/works/finished/?start=2026-08-26&end=2026-09-01",
    "categories/{id}/subtree/": lambda nodes: f"/api/v1/categories/{nodes[0].pk}/subtree/",
    "categories/tree/?summary=1": lambda nodes: "/api/v1/categories/tree/?summary=1",
    "the page Today": lambda nodes: "/today/",
    "the page Projects": lambda nodes: "/projects/",
    "the page of a root": lambda nodes: f"/projects/{nodes[0].pk}/",
    "the page that deletes a root": lambda nodes: f"/projects/{nodes[0].pk}/delete/",
    "the page Board": lambda nodes: "/board/",
}


def _work(user, nodes, index):
    done = index >= OPEN
    return Work(
        user=user,
        title=f"{index}",
        category=nodes[index % len(nodes)],
        position=index // len(nodes),
        current_status=Status.DONE if done else Status.TODO,
        end_at=NOON - timedelta(minutes=30 * index) if done else None,
        starts_on=None if done else NOON.date() - timedelta(days=index),
        **times(),
    )


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """For each count of works a person with a tree. Taken back in the end."""
    yield from _people(django_db_blocker, _work)


@pytest.fixture(scope="module")
def planners(django_db_setup, django_db_blocker):
    """The same, whose works lie ahead."""
    yield from _people(django_db_blocker, _work_ahead)


def _people(blocker, make_work):
    with blocker.unblock(), transaction.atomic():
        found = {}
        for count in SIZES.works:
            user = make_user(f"{make_work.__name__}{count}@example.org")
            found[count] = user, make_rows(user=user, categories=CATEGORIES, works=0)
            for start in range(0, count, 20_000):
                part = range(start, min(start + 20_000, count))
                Work.objects.bulk_create([make_work(*found[count], index) for index in part], batch_size=2000)
            store_derived(user)
        with connection.cursor() as cursor:
            for table in ("works_work", "categories_category"):
                cursor.execute(f"ANALYZE {table}")
        yield found
        transaction.set_rollback(True)


AHEAD = {
    "works/today/": "/api/v1/works/today/",
    "works/?overdue=true": "/api/v1/works/?overdue=true",
    "the page Today": "/today/",
    "the page Upcoming": "/upcoming/",
}


def _work_ahead(user, nodes, index):
    """Forty are on Today, ten of them late; the others are for the next year and later."""
    day = NOON.date() + timedelta(days=40 + index % 300 if index >= OPEN else -index)
    return Work(
        user=user,
        title=f"{index}",
        category=nodes[index % len(nodes)],
        position=index // len(nodes),
        starts_on=day,
        deadline_on=day + timedelta(days=30) if index >= 10 else day,
        **times(),
    )


class TestGrowth:
    @pytest.mark.parametrize("works", SIZES.works)
    @pytest.mark.parametrize("address", ASKED)
    def test_of(self, benchmark, people, address, works):
        user, nodes = people[works]

        assert _measured(benchmark, f"GET {address}", ASKED[address](nodes), user, works).status_code == 200

    @pytest.mark.parametrize("works", SIZES.works)
    @pytest.mark.parametrize("address", AHEAD)
    def test_of_works_ahead(self, benchmark, planners, address, works):
        user, _nodes = planners[works]

        answer = _measured(benchmark, f"GET {address}, open works ahead", AHEAD[address], user, works)

        assert answer.status_code == 200


def _measured(benchmark, group, address, user, works):
    benchmark.group, benchmark.extra_info["way"] = group, f"{works:,} works"
    with time_machine.travel(NOON, tick=False):
        if address.startswith("/api/"):
            client = Client(headers={"authorization": f"Bearer {tokens.issue(user)['access']}"})
        else:
            client = Client()
            client.force_login(user)
        return benchmark.pedantic(lambda: client.get(address), rounds=SIZES.rounds * 2, warmup_rounds=2)
