"""Every page of the admin, as the works of all people grow a hundredfold; what is shown stays the same."""

import logging

import pytest
from django.core.management import call_command
from django.db import connection

from tests.benchmarks.orm.sizes import SIZES
from tests.makers import make_operator
from tests.proofs.admin_pages import PAGES, AdminPages
from tests.proofs.population import make_population

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]


@pytest.fixture(scope="module", params=SIZES.crowds, ids=lambda population: f"{population[0]}")
def population(request, django_db_setup, django_db_blocker):
    """So many works, committed, as a server has them after a night; removed in the end."""
    works, people = request.param
    with django_db_blocker.unblock():
        logging.disable(logging.INFO)
        operator_client = AdminPages(make_operator(), make_population(works=works, people=people)[0])
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        yield works, operator_client
        logging.disable(logging.NOTSET)
        call_command("flush", verbosity=0, interactive=False)


class TestAdmin:
    @pytest.mark.parametrize("page", PAGES)
    def test_of(self, benchmark, population, page):
        works, operator_client = population
        benchmark.group = page
        benchmark.extra_info["way"] = f"{works:,} works"

        benchmark.pedantic(operator_client.get, [page], rounds=SIZES.rounds, warmup_rounds=2)
