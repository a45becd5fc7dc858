"""Every page of the admin has as many queries with many times the works, and none reads all works.

PROVE=1 compares 10,000 works of 161 people with 1,000,000 of 1,601, and asks for the lists under each filter too.
"""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from tests.makers import make_operator
from tests.proofs.admin_pages import PAGES, AdminPages
from tests.proofs.population import make_population
from tests.proofs.racing import PROVE

FEW, MANY = ({"works": 1_000, "people": 17}, {"works": 5_000, "people": 51})
if PROVE:
    FEW, MANY = ({"works": 10_000, "people": 161}, {"works": 1_000_000, "people": 1601})


def ask_all(population):
    """Count the queries of each page with this population, and roll back."""
    with transaction.atomic():
        operator_client = AdminPages(make_operator(), make_population(**population)[0])
        if connection.vendor == "postgresql":
            # PostgreSQL does not count the reads of parallel workers here.
            connection.cursor().execute("SET LOCAL max_parallel_workers_per_gather = 0")
        ContentType.objects.get_for_models(*apps.get_models())  # cached from here on
        found = {page: operator_client.ask(page) for page, path in PAGES.items() if PROVE or "?" not in path}
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def asked(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return ask_all(FEW), ask_all(MANY)


@pytest.mark.django_db
class TestBigAdmin:
    @pytest.mark.alike
    def test_has_no_more_queries(self, asked):
        of_few, of_many = ({page: counts[0] for page, counts in found.items()} for found in asked)

        assert of_many == of_few

    @pytest.mark.prove
    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite does not count the rows that it reads")
    def test_never_reads_all_works(self, asked):
        for page, (_queries, scans, read) in asked[1].items():
            assert scans == 0, page
            # The dashboard counts works in indexes, at most once a minute.
            assert read < MANY["works"] / 6 or page == "the dashboard, without its cache", page
