"""A server that many people use, each with as much as one person has."""

from datetime import timedelta

from django.db import connection

from tests.makers import NOON, make_user
from tests.proofs.bulk import plant, times
from wheelbarrow.models import Deletion
from works.choices import CatchUp
from works.models import RecurringWork, Work


def settle(first, last, *, works):
    """The people with these numbers, the last left out: works, a tenth as many categories, rules and trash; gives the last one's tree."""
    for number in range(first, last):
        user = make_user(f"person{number:05}@example.org")
        nodes = plant(user=user, categories=works // 10, works=works)
        RecurringWork.objects.bulk_create(_rule(node) for node in nodes[:5])
        deletions = Deletion.objects.bulk_create(_deletion(user, number, index) for index in range(5))
        Work.all_objects.bulk_create(_gone(deletion, nodes[1]) for deletion in deletions)
        # Now, or each test that comes would begin with it again.
        connection.check_constraints()
    with connection.cursor() as cursor:
        for table in (
            "works_work",
            "works_recurringwork",
            "categories_category",
            "wheelbarrow_deletion",
            "accounts_user",
        ):
            cursor.execute(f"ANALYZE {table}")
    return nodes


def _rule(node):
    rule = {"rule": "FREQ=DAILY", "starts_on": NOON.date(), "catch_up": CatchUp.LATEST_ONLY}
    return RecurringWork(user_id=node.user_id, category=node, title=f"Water {node.name}", **rule, **times())


def _deletion(user, number, index):
    at = NOON - timedelta(minutes=number, days=index)
    return Deletion(user=user, deleted_at=at, kind="work", label=f"{number} {index}", counts={"works": 1})


def _gone(deletion, node):
    state = {"deleted_at": deletion.deleted_at, "deletion": deletion}
    return Work(user_id=deletion.user_id, category=node, title=deletion.label, **state, **times())
