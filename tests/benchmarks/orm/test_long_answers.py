"""The report of a year and the pages of a list, as the works that were finished in it grow tenfold and again."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client

from accounts import tokens
from tests.benchmarks.orm.sizes import SIZES
from tests.makers import NOON, make_user
from tests.proofs.bulk import make_rows, times
from works.choices import Status
from works.models import Work

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]

REPORT = f"/api/v1/reports/period/?start={NOON.date() - timedelta(days=364)}&end={NOON.date()}"
FINISHED = f"/api/v1/works/finished/?start={NOON.date() - timedelta(days=364)}&end={NOON.date()}"
REPORTS = {
    "JSON": f"{REPORT}&format=json",
    "JSON, as filed then": f"{REPORT}&format=json&as_filed=then",
    "Markdown": f"{REPORT}&format=markdown",
    "CSV": f"{REPORT}&format=csv",
    "page": REPORT.replace("/api/v1/reports/period/", "/report/"),
}
LISTS = {
    "works/": "/api/v1/works/?",
    "works/ by title": "/api/v1/works/?ordering=title&",
    "works/finished/": f"{FINISHED}&",
}


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """For each count of works a person with 200 categories. Taken back in the end."""
    logging.disable(logging.INFO)
    with django_db_blocker.unblock(), transaction.atomic():
        found = {}
        for count in SIZES.works:
            user = found[count] = make_user(f"person{count}@example.org")
            nodes = make_rows(user=user, categories=200, works=0)
            for start in range(0, count, 20_000):
                works = [
                    Work(
                        user=user,
                        title=f"{index} of a long year",
                        category=nodes[index % len(nodes)],
                        current_status=Status.DONE,
                        end_at=NOON - timedelta(days=360) * (index / count),
                        filed_path=nodes[index % len(nodes)].path,
                        **times(),
                    )
                    for index in range(start, min(start + 20_000, count))
                ]
                Work.objects.bulk_create(works, batch_size=2000)
        with connection.cursor() as cursor:
            for table in ("works_work", "categories_category"):
                cursor.execute(f"ANALYZE {table}")
        yield found
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def client_of(user):
    client = Client(headers={"authorization": f"Bearer {tokens.issue(user)['access']}"})
    client.force_login(user)
    return client


class TestReport:
    @pytest.mark.parametrize("works", SIZES.works)
    @pytest.mark.parametrize("kind", REPORTS)
    def test_of(self, benchmark, people, kind, works):
        benchmark.group, benchmark.extra_info["way"] = f"report of a year, {kind}", f"{works:,} works"
        client = client_of(people[works])

        size = benchmark.pedantic(lambda: len(client.get(REPORTS[kind]).getvalue()), rounds=3, warmup_rounds=1)

        assert size > 1000


class TestPages:
    @pytest.mark.parametrize("works", SIZES.works)
    @pytest.mark.parametrize("way", ["first", "last by next", "last by number"])
    @pytest.mark.parametrize("name", LISTS)
    def test_of(self, benchmark, people, name, way, works):
        benchmark.group, benchmark.extra_info["way"] = f"{name}, {way} page of 50", f"{works:,} works"
        client, number = client_of(people[works]), works // 50
        address = LISTS[name]
        if way == "last by next":
            address = client.get(f"{address}page={number - 1}").json()["next"]
        elif way == "last by number":
            address = f"{address}page={number}"

        page = benchmark.pedantic(lambda: client.get(address), rounds=SIZES.rounds * 2, warmup_rounds=2).json()

        assert (len(page["results"]), page["next"] is None) == (50, way != "first")
