"""The pages of the admin, and the queries of each."""

import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.makers import NOON
from wheelbarrow.core.models import Deletion
from works.models import RecurringWork, Work

LIST, TREE, RULES = "/admin/works/work/", "/admin/categories/category/", "/admin/works/recurringwork/"
TRASH, PEOPLE = "/admin/wheelbarrow/deletion/", "/admin/accounts/user/"
# {…} stands for an id of the person with the most works.
PAGES = {
    "the dashboard, without its cache": "/admin/",
    "the tree": TREE,
    "the tree, page 2": f"{TREE}?p=2",
    "the tree of one person": f"{TREE}?user__id__exact={{user}}",
    "yearly projects": f"{TREE}?level__lte=0",
    "works": LIST,
    "all works": f"{LIST}?end_at__isempty=all",
    "all works, page 10": f"{LIST}?end_at__isempty=all&p=10",
    "works in the trash": f"{LIST}?state=trash",
    "open works": f"{LIST}?end_at__isempty=1",
    "finished works": f"{LIST}?current_status__exact=DONE",
    "overdue works": f"{LIST}?due=overdue",
    "works due today": f"{LIST}?due=today",
    "works due this week": f"{LIST}?due=week",
    "works due on some days": f"{LIST}?due_from=2026-09-10&due_to=2026-09-12",
    "urgent works": f"{LIST}?priority__exact=URGENT",
    "works made by rules": f"{LIST}?occurs_on__isempty=0",
    "works of one rule": f"{LIST}?recurring_work={{rule}}",
    "works without a category": f"{LIST}?under=none",
    "works of a branch": f"{LIST}?under={{category}}",
    "works of one person": f"{LIST}?user__id__exact={{user}}",
    "overdue works of one person": f"{LIST}?user__id__exact={{user}}&due=overdue",
    "works by title": f"{LIST}?o=1",
    "recurring works": RULES,
    "recurring works of one person": f"{RULES}?user__id__exact={{user}}",
    "the trash": TRASH,
    "deleted works": f"{TRASH}?kind=work",
    "people": PEOPLE,
    "a work": f"{LIST}{{work}}/change/",
    "a category": f"{TREE}{{category}}/change/",
    "a recurring work": f"{RULES}{{rule}}/change/",
    "a deletion": f"{TRASH}{{deletion}}/change/",
    "a person": f"{PEOPLE}{{user}}/change/",
    "the categories that can be chosen": "/admin/autocomplete/?app_label=works&model_name=work&field_name=category&term=&owner={user}",
}


class AdminPages:
    """A session of the operator, at noon."""

    def __init__(self, operator, root):
        self.client = Client()
        self.client.force_login(operator)
        self.ids = {
            "user": root.user_id,
            "category": root.pk,
            "work": Work.objects.owned_by(root.user_id).first().pk,
            "rule": RecurringWork.objects.owned_by(root.user_id).first().pk,
            "deletion": Deletion.objects.owned_by(root.user_id).first().pk,
        }

    def get(self, page):
        """Open the page with an empty cache."""
        cache.clear()
        with time_machine.travel(NOON, tick=False):
            answer = self.client.get(PAGES[page].format(**self.ids))
        assert answer.status_code == 200
        return answer

    def ask(self, page):
        """Return the number of queries of a page, its sequential scans of the works, and the works that it reads."""
        before = _read()
        with CaptureQueriesContext(connection) as queries:
            self.get(page)
        return len(queries), *(now - then for now, then in zip(_read(), before, strict=True))


def _read():
    """Return the sequential scans and the rows read so far; SQLite does not count them."""
    if connection.vendor != "postgresql":
        return 0, 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq_scan, seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'works_work'"
        )
        return cursor.fetchone()
