"""Every page of the admin has as many queries with a hundred times the works, and none reads all works.

PROVE=1 takes 10,000 works in 1,000 categories of 161 people, and 1,000,000 in 100,000 of 1,601.
"""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from tests.makers import make_operator
from tests.proofs.admin_pages import PAGES, AdminPages
from tests.proofs.population import settle
from tests.proofs.racing import PROVE

FEW, MANY = ({"works": 10_000, "people": 161}, {"works": 1_000_000, "people": 1601})
if not PROVE:
    FEW, MANY = ({"works": 1500, "people": 17}, {"works": 15_000, "people": 101})


def ask_all(population):
    """Count the queries of each page with this population, and roll back."""
    with transaction.atomic():
        operator_client = AdminPages(make_operator(), settle(**population)[0])
        if connection.vendor == "postgresql":
            # The reads of a parallel worker are not counted with the others.
            connection.cursor().execute("SET LOCAL max_parallel_workers_per_gather = 0")
        ContentType.objects.get_for_models(*apps.get_models())  # kept from here on
        found = {page: operator_client.ask(page) for page in PAGES}
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def asked(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return ask_all(FEW), ask_all(MANY)


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
class TestBigAdmin:
    def test_has_no_more_queries(self, asked, page):
        of_few, of_many = asked

        assert of_many[page][0] == of_few[page][0]

    @pytest.mark.skipif(not PROVE, reason="a small table is read whole, and rightly: PROVE=1")
    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite does not count what it reads")
    def test_never_reads_all_works(self, asked, page):
        _questions, scans, read = asked[1][page]

        assert scans == 0
        # The dashboard counts them in indexes, at most once a minute.
        assert read < MANY["works"] / 6 or page == "the dashboard, counted anew"
