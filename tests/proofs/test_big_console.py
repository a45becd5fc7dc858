"""Every page of the console asks as many questions of a server with a hundred times the people, and none reads all works.

PROVE=1 takes 10,000 works of 10 people with 1,000 categories, and 1,000,000 of 1,000 with 100,000.
"""

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.makers import NOON, make_operator
from tests.proofs.crowd import settle
from tests.proofs.racing import PROVE
from wheelbarrow.models import Deletion
from works.models import RecurringWork, Work

WORKS, FEW, MANY = (1000, 10, 1000) if PROVE else (100, 3, 30)
LIST, TREE = "/admin/works/work/", "/admin/categories/category/"
# By what they show; {…} stands for an id of whoever came last.
PAGES = {
    "the dashboard": "/admin/",
    "the tree": TREE,
    "the tree of one person": f"{TREE}?user__id__exact={{user}}",
    "yearly projects": f"{TREE}?level__lte=0",
    "works": LIST,
    "works in the trash": f"{LIST}?state=trash",
    "finished works": f"{LIST}?current_status__exact=DONE",
    "overdue works": f"{LIST}?due=overdue",
    "works due this week": f"{LIST}?due=week",
    "works without a category": f"{LIST}?under=none",
    "works of a branch": f"{LIST}?under={{category}}",
    "works of one person": f"{LIST}?user__id__exact={{user}}",
    "recurring works": "/admin/works/recurringwork/",
    "the trash": "/admin/wheelbarrow/deletion/",
    "deleted works": "/admin/wheelbarrow/deletion/?kind=work",
    "people": "/admin/accounts/user/",
    "a work": f"{LIST}{{work}}/change/",
    "a category": f"{TREE}{{category}}/change/",
    "a recurring work": "/admin/works/recurringwork/{rule}/change/",
    "a deletion": "/admin/wheelbarrow/deletion/{deletion}/change/",
    "a person": "/admin/accounts/user/{user}/change/",
    "the categories that can be chosen": "/admin/autocomplete/?app_label=works&model_name=work&field_name=category&term=",
}


class Console:
    """The operator's browser."""

    def __init__(self, operator):
        self.client = Client()
        self.client.force_login(operator)

    def ask(self, page, nodes):
        """How many questions a page asks, and how often they read the whole table of works (None on SQLite, which does not count it)."""
        user = nodes[0].user_id
        ids = {
            "user": user,
            "category": nodes[0].pk,
            "work": Work.objects.owned_by(user).first().pk,
            "rule": RecurringWork.objects.owned_by(user).first().pk,
            "deletion": Deletion.objects.owned_by(user).first().pk,
        }
        cache.clear()
        before = _scans()
        with CaptureQueriesContext(connection) as queries:
            assert self.client.get(PAGES[page].format(**ids)).status_code == 200
        return len(queries), _scans() - before


def _scans():
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'works_work'")
        return cursor.fetchone()[0]


@pytest.fixture(scope="module")
def asked(django_db_setup, django_db_blocker):
    """For each page what it asked of few people and of many. Taken back in the end."""
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(NOON, tick=False):
        console = Console(make_operator())
        few = settle(0, FEW, works=WORKS)
        for page in PAGES:
            console.ask(page, few)  # content types are kept from here on
        of_few = {page: console.ask(page, few) for page in PAGES}
        many = settle(FEW, MANY, works=WORKS)
        yield of_few, {page: console.ask(page, many) for page in PAGES}
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
class TestBigConsole:
    def test_asks_no_more(self, asked, page):
        of_few, of_many = asked

        assert of_many[page][0] == of_few[page][0]

    @pytest.mark.skipif(not PROVE, reason="a small table is read whole, and rightly: PROVE=1")
    @pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite does not count its scans")
    def test_never_reads_all_works(self, asked, page):
        _of_few, of_many = asked

        assert of_many[page][1] == 0
